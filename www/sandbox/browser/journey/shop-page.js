/** @typedef {Record<string, (message: any) => Promise<unknown>>} Answers */

/** The shop's page, as one of Klarna's frames or windows in it knows it: the SDK there speaks for it. */
export class ShopPage {
  #answers;
  #port;
  #nextId = 1;
  /** @type {Map<number, (value: any) => void>} */
  #waiting = new Map();

  /**
   * Waits for the SDK to connect.
   * @param {Answers} answers to what it asks; a question that cannot be answered stays open
   */
  constructor(answers) {
    this.#answers = answers;
    /** @type {Promise<MessagePort>} */
    this.#port = new Promise((resolve) => {
      addEventListener("message", ({ data, ports: [port] }) => {
        if (data?.klarnaSandbox !== "connect" || !port) return;
        port.onmessage = ({ data: message }) => this.#receive(port, message);
        resolve(port);
      });
    });
  }

  /** @param {Record<string, unknown>} message */
  async tell(message) {
    (await this.#port).postMessage(message);
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

  /**
   * @param {MessagePort} port
   * @param {Record<string, any>} message
   */
  #receive(port, { question, id, json, reply, value }) {
    if (typeof reply === "number") {
      this.#waiting.get(reply)?.(value);
      this.#waiting.delete(reply);
      return;
    }
    void this.#answers[question]?.(JSON.parse(json)).then(
      (answer) => port.postMessage({ answer: id, args: [answer] }),
      (error) => console.warn(`Klarna sandbox: ${question} stays unanswered`, error),
    );
  }
}
