import { FRAME_TIMEOUT_MS } from "./build.js";

/** @typedef {(message: Record<string, unknown>) => void} FrameListener */

/** One frame of Klarna's in the shop's page, and the conversation with it. */
export class FrameChannel {
  /** @type {MessagePort | undefined} */
  #port;
  #opened;
  #nextId = 1;
  /** @type {Map<number, (args: unknown[]) => void>} */
  #waiting = new Map();

  /**
   * @param {HTMLIFrameElement} element about to be put into the page
   * @param {FrameListener} listener gets what the frame says unasked
   */
  constructor(element, listener) {
    this.element = element;
    const { origin } = new URL(element.src);
    /** @type {Promise<MessagePort>} */
    this.#opened = new Promise((resolve) => {
      element.addEventListener(
        "load",
        () => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => this.#receive(data, listener);
          element.contentWindow?.postMessage({ klarnaSandbox: "connect" }, origin, [port2]);
          this.#port = port1;
          resolve(port1);
        },
        { once: true },
      );
    });
  }

  /** Resolves when the frame has loaded; rejects when that takes too long. */
  loaded() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error("The frame did not load in time")),
        FRAME_TIMEOUT_MS,
      );
      void this.#opened.then(() => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
  }

  /**
   * Asks the frame; a second answer to the same question is ignored, and there is no time limit.
   * @param {string} question
   * @param {string} json
   * @returns {Promise<unknown[]>} the arguments of the answer
   */
  async ask(question, json) {
    const port = await this.#opened;
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      port.postMessage({ question, id, json });
    });
  }

  /** Ends the conversation: whoever waits for an answer waits for ever. */
  close() {
    this.#port?.close();
    this.#waiting.clear();
  }

  /**
   * @param {{ answer?: number, args?: unknown[] } & Record<string, unknown>} message
   * @param {FrameListener} listener
   */
  #receive(message, listener) {
    if (typeof message.answer !== "number") return listener(message);
    const answer = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    answer?.(message.args ?? []);
  }
}
