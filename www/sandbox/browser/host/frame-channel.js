/** @typedef {(message: Record<string, any>) => void} FrameListener */
/** @typedef {(topic: string, payload: unknown) => Promise<unknown>} ShopAnswers what the shop says to Klarna's questions */

/** The conversation with one of Klarna's frames in the shop's page, or with its window. */
export class FrameChannel {
  /** What the shop says when the other side asks it something. @type {ShopAnswers} */
  shopAnswers = async () => undefined;
  #port;
  #nextId = 1;
  /** @type {MessagePort | undefined} */
  #opened;
  /** @type {Map<number, (args: unknown[]) => void>} */
  #waiting = new Map();

  /**
   * A frame that is about to be put into the page.
   * @param {HTMLIFrameElement} element
   * @param {FrameListener} [listener] gets what the frame says unasked
   */
  static toFrame(element, listener) {
    const { origin } = new URL(element.src);
    /** @type {Promise<Window | null>} */
    const loaded = new Promise((resolve) => {
      element.addEventListener("load", () => resolve(element.contentWindow), { once: true });
    });
    return new FrameChannel(loaded, origin, listener);
  }

  /**
   * A window that has been opened; it says when it has loaded.
   * @param {Window} opened
   * @param {string} origin
   */
  static toWindow(opened, origin) {
    /** @type {Promise<Window | null>} */
    const loaded = new Promise((resolve) => {
      window.addEventListener("message", (event) => {
        if (event.source !== opened || event.origin !== origin) return;
        if (event.data?.klarnaSandbox === "ready") resolve(opened);
      });
    });
    return new FrameChannel(loaded, origin);
  }

  /**
   * @param {Promise<Window | null>} loaded
   * @param {string} origin
   * @param {FrameListener} [listener]
   */
  constructor(loaded, origin, listener = () => {}) {
    this.#port = loaded.then((target) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => this.#receive(port1, data, listener);
      target?.postMessage({ klarnaSandbox: "connect" }, origin, [port2]);
      this.#opened = port1;
      return port1;
    });
  }

  /**
   * Resolves when the other side has loaded; rejects when that takes too long.
   * @param {number} withinMs
   */
  loaded(withinMs) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error("The frame did not load in time"));
      const timer = setTimeout(late, withinMs);
      void this.#port.then(() => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
  }

  /**
   * Asks; a second answer to the same question is ignored, and there is no time limit.
   * @param {string} question
   * @param {string} json
   * @returns {Promise<any[]>} the arguments of the answer
   */
  async ask(question, json) {
    const port = await this.#port;
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      port.postMessage({ question, id, json });
    });
  }

  /** Ends the conversation: whoever waits for an answer waits for ever. */
  close() {
    this.#opened?.close();
    this.#waiting.clear();
  }

  /**
   * @param {MessagePort} port
   * @param {Record<string, any>} message
   * @param {FrameListener} listener
   */
  #receive(port, message, listener) {
    if (typeof message.asks === "number")
      return void this.shopAnswers(message.topic, message.payload).then((value) =>
        port.postMessage({ reply: message.asks, value }),
      );
    if (typeof message.answer !== "number") return listener(message);
    const answer = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    answer?.(message.args ?? []);
  }
}
