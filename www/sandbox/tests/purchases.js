import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startSandbox } from "../index.js";
import { ORDER } from "./merchant.js";
import { Wire } from "./wire.js";

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const collectGarbage = runInNewContext("gc");

/** Shops that buy in a sandbox through its server APIs, as thousands of tests do one after the other. */
export class Purchases {
  static async open() {
    const sandbox = await startSandbox({ seed: 1, settings: { journey: "instant" } });
    return new Purchases(sandbox);
  }

  #wire;

  /** @param {import("../index.js").Sandbox} sandbox */
  constructor(sandbox) {
    this.sandbox = sandbox;
    this.#wire = new Wire(sandbox.url);
  }

  /** A session, the customer's authorization, the order and its capture. @returns {Promise<string>} the order's id */
  async buy({ username, password } = this.sandbox.credentials) {
    const authorization = `Basic ${btoa(`${username}:${password}`)}`;
    const session = await this.#ask("/payments/v1/sessions", ORDER, authorization);
    const { client_token } = session;
    const asked = { client_token, call: "authorize", auto_finalize: true, data: {} };
    const { journeyId: journey_id } = await this.#ask("/kp/client/call", asked);
    const result = await this.#ask("/kp/client/outcome", { client_token, journey_id });
    const path = `/payments/v1/authorizations/${result.authorization_token}/order`;
    const { order_id } = await this.#ask(path, ORDER, authorization);
    const captures = `/ordermanagement/v1/orders/${order_id}/captures`;
    await this.#ask(captures, { captured_amount: ORDER.order_amount }, authorization);
    return order_id;
  }

  /**
   * How many bytes of the heap each purchase leaves behind.
   * @param {number} times
   * @param {() => void} [afterEach]
   */
  async bytesEach(times, afterEach = () => {}) {
    const buy = async (/** @type {number} */ count) => {
      for (let done = 0; done < count; done += 1) {
        await this.buy();
        afterEach();
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const early = await buy(Math.ceil(times / 4)); // by then all that is made once is there
    return ((await buy(times)) - early) / times;
  }

  async close() {
    this.#wire.close();
    await this.sandbox.close();
  }

  /** @param {string} path @param {object} body @param {string} [authorization] @returns {Promise<any>} */
  async #ask(path, body, authorization) {
    const { status, text } = await this.#wire.send("POST", path, {
      body,
      ...(authorization !== undefined && { authorization }),
    });
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
