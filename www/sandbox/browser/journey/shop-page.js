/** @typedef {Record<string, (message: any) => Promise<unknown>>} Answers */

/** The shop's page, as one of Klarna's frames or windows in it knows it: the SDK there speaks for it. */
export class ShopPage {
  #answers;
  #nextId = 1;
  /** Who opened this window, or holds this frame. @type {Window} */
  #page = window.opener ?? window.parent;
  /** The page's origin, once it has said something. @type {Promise<string>} */
  #origin;
  #firstQuestion = (/** @type {string} */ _origin) => {};
  /** @type {Map<number, (value: any) => void>} */
  #waiting = new Map();

  /**
   * Waits for the SDK's questions, and says that it does: nothing is known then of the page, and nothing is told.
   * @param {Answers} answers to what it asks; a question that cannot be answered stays open
   * @param {{ afterMs?: number }} [options] `afterMs`: how long after loading it begins to listen
   */
  constructor(answers, { afterMs = 0 } = {}) {
    this.#answers = answers;
    this.#origin = new Promise((resolve) => {
      this.#firstQuestion = resolve;
    });
    if (afterMs === 0) this.#listen();
    else if (document.readyState === "complete") setTimeout(() => this.#listen(), afterMs);
    else addEventListener("load", () => setTimeout(() => this.#listen(), afterMs), { once: true });
  }

  /** @param {Record<string, unknown>} message */
  async tell(message) {
    this.#page.postMessage({ klarnaSandbox: true, ...message }, await this.#origin);
  }

  /**
   * Asks the shop, through the SDK.
   * @param {string} topic
   * @param {unknown} payload
   * @returns {Promise<any>}
   */
  async ask(topic, payload) {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    await this.tell({ asks: id, topic, payload });
    return answer;
  }

  #listen() {
    addEventListener("message", ({ source, origin, data }) => {
      if (source !== this.#page || !data?.klarnaSandbox) return;
      this.#firstQuestion(origin);
      this.#receive(data);
    });
    this.#page?.postMessage({ klarnaSandbox: true, ready: true }, "*");
  }

  /** @param {Record<string, any>} message */
  #receive({ question, id, json, reply, value }) {
    if (typeof reply === "number") {
      this.#waiting.get(reply)?.(value);
      this.#waiting.delete(reply);
      return;
    }
    void this.#answers[question]?.(JSON.parse(json)).then(
      (answer) => this.tell({ answer: id, args: [answer] }),
      (error) => console.warn(`Klarna sandbox: ${question} stays unanswered`, error),
    );
  }
}
