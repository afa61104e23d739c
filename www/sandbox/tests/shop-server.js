import { createServer } from "node:http";

/** A shop's server to which Klarna sends callbacks, notifications and webhooks. */
export class ShopServer {
  static async open() {
    const shop = new ShopServer();
    await new Promise((resolve) => shop.#server.listen(0, "127.0.0.1", () => resolve(undefined)));
    return shop;
  }

  /** What came, in order. @type {{ path: string, headers: import("node:http").IncomingHttpHeaders, text: string }[]} */
  received = [];
  /** The status codes to answer with, one after the other; 200 when there are none. @type {number[]} */
  answers = [];
  #heard = () => {};
  #server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    this.received.push({ path: request.url ?? "", headers: request.headers, text });
    response.writeHead(this.answers.shift() ?? 200).end();
    this.#heard();
  });

  /** Without a slash at the end. */
  get url() {
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${port}`;
  }

  /**
   * Waits until that many have come, though not for ever.
   * @param {number} count
   * @returns {Promise<any[]>} their bodies
   */
  async bodies(count) {
    const late = AbortSignal.timeout(10_000);
    while (this.received.length < count)
      await new Promise((resolve, reject) => {
        this.#heard = () => resolve(undefined);
        late.onabort = () => reject(new Error(`Only ${this.received.length} of ${count} came`));
      });
    return this.received.map(({ text }) => JSON.parse(text));
  }

  forget() {
    this.received = [];
    this.answers = [];
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections(); // one that is kept alive would keep the test's process too
  }
}
