// What a scenario of the Web SDK plays on: a page, a shop's backend behind `fetch`, and a fake SDK.

import { KlarnaWebSdk } from "../../src/export/klarna-web-sdk.js";
import { FakeWebSdk } from "./fake_web_sdk.js";

/** @typedef {import("klarna-payments-wasm").KlarnaWebSdkOptions} KlarnaWebSdkOptions */
/** @typedef {{ url: string, method: string, headers: Headers, body: any }} Sent */

/** The module in Klarna's place; the tests vary its query. */
const ADDRESS = new URL("./fake_klarna.js", import.meta.url).href;

let stages = 0;

export class Stage {
  /** @param {(options: any) => Promise<any>} load */
  constructor(load) {
    this.number = ++stages;
    /** What Rust gave for the newest object. @type {any} */
    this.subject = undefined;
    /** @param {unknown} options */
    this.loadRaw = async (options) => {
      this.subject = await load(options);
      return new KlarnaWebSdk(this.subject);
    };
    this.url = `${ADDRESS}?stage=${this.number}`;
    /** @type {FakeWebSdk[]} */
    this.made = [];
    /** @type {import("./fake_web_sdk.js").FakeKlarna} */
    this.klarna = {
      evaluations: 0,
      failingEvaluations: 0,
      make: async (configuration) => {
        const sdk = new FakeWebSdk(configuration);
        this.prepare(sdk);
        this.made.push(sdk);
        return sdk;
      },
    };
    /** @type {(sdk: FakeWebSdk) => void} */
    this.prepare = () => {};
    /** @type {Sent[]} */
    this.sent = [];
    /** @type {(sent: Sent) => unknown} what the backend answers: JSON, a Response, or an error to fail with */
    this.backend = () => ({ result: "APPROVED", returnUrl: "https://shop.test/thanks" });
    /** @type {unknown[]} */
    this.reported = [];
    this.container = document.createElement("div");
    document.body.append(this.container);
    this.strike = this.install();
  }

  /** Takes the globals over; gives what puts everything back. */
  install() {
    Object.assign(globalThis, { fakeKlarna: this.klarna });
    const { fetch, reportError } = globalThis;
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const { url, method, headers } = request;
      const sent = { url, method, headers, body: text === "" ? undefined : JSON.parse(text) };
      this.sent.push(sent);
      const answer = await this.backend(sent);
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : Response.json(answer);
    };
    globalThis.reportError = (error) => this.reported.push(error);
    return () => {
      Object.assign(globalThis, { fetch, reportError });
      this.container.remove();
    };
  }

  /** @param {Partial<KlarnaWebSdkOptions> & Record<string, unknown>} [options] */
  options(options = {}) {
    return {
      clientId: `klarna_test_client_${this.number}`,
      backend: {
        authorize: { url: "/api/authorize-payment", context: { cart: "42" }, maxAttempts: 1 },
        status: "/api/payments/{paymentRequestId}",
      },
      ...options,
      sdk: { url: this.url, retries: 0, ...options.sdk },
    };
  }

  /**
   * @param {Partial<KlarnaWebSdkOptions> & Record<string, unknown>} [options]
   * @returns {Promise<KlarnaWebSdk>}
   */
  load(options) {
    return this.loadRaw(this.options(options));
  }

  /** The SDK as Klarna's side of the stage. */
  get sdk() {
    const sdk = this.made.at(-1);
    if (!sdk) throw new Error("no SDK was made");
    return sdk;
  }

  /**
   * Loaded, presented, and the button mounted.
   *
   * @param {Partial<KlarnaWebSdkOptions> & Record<string, unknown>} [options]
   * @param {import("klarna-payments-wasm").PaymentButtonOptions} [buttonOptions]
   */
  async withButton(options, buttonOptions) {
    const klarna = await this.load(options);
    const heard = this.listen(klarna);
    const presentation = await klarna.presentation({ amount: 1000, currency: "EUR" });
    const button = presentation.mountButton(this.container, buttonOptions);
    return { klarna, heard, presentation, button, element: this.sdk.lastElement };
  }

  /**
   * Records what the shop hears, in order.
   *
   * @param {KlarnaWebSdk} klarna
   */
  listen(klarna) {
    /** @type {[string, any][]} */
    const heard = [];
    for (const event of /** @type {const} */ (["outcome", "error", "complete", "abort"])) {
      klarna.on(event, (/** @type {any} */ payload) => {
        heard.push([event, payload]);
      });
    }
    return heard;
  }
}

/** The argument of `initiate` in the latest release. */
export const CLICK = { klarnaNetworkSessionToken: "session-token", paymentOptionId: "option-1" };

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [about]
 */
export function equal(actual, expected, about = "") {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${about}: expected ${b}, got ${a}`);
}

/**
 * @param {unknown} truth
 * @param {string} claim
 */
export function check(truth, claim) {
  if (!truth) throw new Error(`not so: ${claim}`);
}

/**
 * The error that something rejects or throws with.
 *
 * @param {() => unknown} act
 * @returns {Promise<any>}
 */
export async function failure(act) {
  let value;
  try {
    value = await act();
  } catch (error) {
    return error;
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
}

/**
 * @param {() => unknown} act
 * @param {string} code
 * @param {string} [path]
 */
export async function failsWith(act, code, path) {
  const error = await failure(act);
  equal([error.name, error.code, error.path], ["KlarnaError", code, path], error.message);
  return error;
}

/**
 * What a promise gives, or the code that it rejects with, or `"pending"` if it takes longer than it should.
 *
 * @param {Promise<any>} promise
 */
export const settled = (promise) =>
  Promise.race([
    promise.catch((error) => error?.code ?? String(error)),
    new Promise((resolve) => setTimeout(() => resolve("pending"), 1000)),
  ]);

/** Every promise that is settled by now has called its handlers afterwards. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));
