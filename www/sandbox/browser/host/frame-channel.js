/** @typedef {(message: Record<string, any>) => void} FrameListener */
/** @typedef {(topic: string, payload: unknown) => Promise<unknown>} ShopAnswers what the shop says to Klarna's questions */

/** Two conversations may be with one window: their questions are told apart. */
let nextQuestion = 1;

/**
 * The conversation with one of Klarna's frames in the shop's page, or with its window. Like Klarna's script it waits until
 * the other side has spoken for the first time, and takes it for present from then on: what is said to a frame that starts
 * anew, because its container was moved, is lost until the new document listens.
 */
export class FrameChannel {
  /** What the shop says when the other side asks it something. @type {ShopAnswers} */
  shopAnswers = async () => undefined;
  /** Resolves when the other side has spoken. @type {Promise<void>} */
  spoken;
  #target;
  #origin;
  #listener;
  #isOpen = true;
  #hasSpoken = false;
  #firstWord = () => {};
  /** What is to be said once the other side has spoken. @type {(() => void)[]} */
  #held = [];
  /** @type {Map<number, (args: unknown[]) => void>} */
  #waiting = new Map();
  #hear = (/** @type {MessageEvent} */ event) => {
    if (event.source === null || event.source !== this.#target()) return;
    if (event.origin === this.#origin && event.data?.klarnaSandbox) this.#receive(event.data);
  };

  /**
   * A frame, wherever it is in the page.
   * @param {HTMLIFrameElement} element
   * @param {FrameListener} [listener] gets what the frame says unasked
   */
  static toFrame(element, listener) {
    return new FrameChannel(() => element.contentWindow, new URL(element.src).origin, listener);
  }

  /**
   * A window that has been opened.
   * @param {Window} opened
   * @param {string} origin
   */
  static toWindow(opened, origin) {
    return new FrameChannel(() => opened, origin);
  }

  /**
   * @param {() => Window | null} target
   * @param {string} origin
   * @param {FrameListener} [listener]
   */
  constructor(target, origin, listener = () => {}) {
    this.#target = target;
    this.#origin = origin;
    this.#listener = listener;
    this.spoken = new Promise((resolve) => {
      this.#firstWord = resolve;
    });
    window.addEventListener("message", this.#hear);
  }

  /**
   * Asks; a second answer to the same question is ignored, and there is no time limit. The question is put into words when
   * it is sent, which is never in the caller's own task.
   * @param {string} question
   * @param {() => string} words JSON; what it throws, the promise rejects with
   * @param {{ ahead?: boolean }} [options] `ahead`: of everything that waits for the other side's first word
   * @returns {Promise<any[]>} the arguments of the answer
   */
  async ask(question, words, { ahead = false } = {}) {
    await undefined;
    return new Promise((resolve, reject) => {
      const send = () => {
        try {
          const id = nextQuestion++;
          this.#say({ question, id, json: words() });
          this.#waiting.set(id, resolve);
        } catch (error) {
          reject(error);
        }
      };
      if (!this.#isOpen) return;
      if (this.#hasSpoken) send();
      else if (ahead) this.#held.unshift(send);
      else this.#held.push(send);
    });
  }

  /** Ends the conversation: whoever waits for an answer waits for ever. */
  close() {
    this.#isOpen = false;
    window.removeEventListener("message", this.#hear);
    this.#waiting.clear();
    this.#held = [];
  }

  /** @param {Record<string, unknown>} message */
  #say(message) {
    this.#target()?.postMessage({ klarnaSandbox: true, ...message }, this.#origin);
  }

  /** @param {Record<string, any>} message */
  #receive(message) {
    if (!this.#hasSpoken) {
      this.#hasSpoken = true;
      this.#firstWord();
      for (const send of this.#held.splice(0)) send();
    }
    if (message.ready) return;
    if (typeof message.asks === "number")
      return void this.shopAnswers(message.topic, message.payload).then((value) =>
        this.#say({ reply: message.asks, value }),
      );
    if (typeof message.answer !== "number") return this.#listener(message);
    const answer = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    answer?.(message.args ?? []);
  }
}
