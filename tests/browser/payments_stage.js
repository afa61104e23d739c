// What a scenario of Klarna Payments plays on: a page, a shop's backend behind `fetch`, and a fake SDK.

import { KlarnaPayments } from "../../src/export/klarna-payments.js";
import { FakePayments } from "./fake_payments.js";

/** @typedef {Partial<import("klarna-payments-wasm").KlarnaPaymentsOptions> & Record<string, unknown>} Options */
/** @typedef {{ url: string, method: string, headers: Headers, keepalive: boolean, body: any }} Sent */

/** What the crate gives to a scenario. @typedef {{ load: (options: any, keeper: any) => Promise<any>, memory: () => any }} Crate */

/** A client token, as Klarna's server makes one. @param {string} session */
export const clientToken = (session) =>
  `e30.${btoa(JSON.stringify({ session_id: session }))}.signature`;

/** An order that adds up. */
export const ORDER = Object.freeze({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "sv-SE",
  order_amount: 11_800,
  order_tax_amount: 2360,
  order_lines: [
    {
      name: "Mug",
      quantity: 2,
      unit_price: 6000,
      total_discount_amount: 200,
      total_amount: 11_800,
      tax_rate: 2500,
      total_tax_amount: 2360,
    },
  ],
});

let stages = 0;

export class Stage {
  /** @param {Crate} crate */
  constructor({ load, memory }) {
    /** @param {unknown} options */
    this.loadRaw = async (options) => new KlarnaPayments(await load(options, this.#keeper));
    /** Tokens that another instance of the module would post should this one trap, by their keys. @type {Map<string, string>} */
    this.kept = new Map();
    /** The bodies that it would post, by the same. @type {Map<string, string>} */
    this.rendered = new Map();
    this.memory = memory;
    this.session = `session-${++stages}`;
    this.sdk = new FakePayments();
    this.container = document.createElement("div");
    this.container.id = "klarna";
    document.body.append(this.container);
    /** @type {KlarnaPayments[]} */
    this.made = [];
    /** @type {Sent[]} */
    this.sent = [];
    /** @type {(sent: Sent) => unknown} what the backend answers: JSON, a Response, or something to fail with */
    this.backend = () => ({ order_number: "1" });
    /** Errors of the shop's handlers, as the page's monitoring sees them. @type {unknown[]} */
    this.reported = [];
    this.#install();
  }

  #keeper = {
    /** @param {string} key @param {string} token */
    keep: (key, token) => this.kept.set(key, token),
    /** @param {string} key @param {string} body */
    rendered: (key, body) => this.rendered.set(key, body),
    /** @param {string} key */
    release: (key) => this.kept.delete(key),
    /** @param {(answer: unknown) => unknown} done */
    hear: (done) => done,
  };

  #install() {
    sessionStorage.clear();
    Object.assign(window, { Klarna: { Payments: this.sdk.api } });
    const { fetch, reportError } = globalThis;
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const text = await request.clone().text();
      const { url, method, headers, keepalive } = request;
      const sent = { url, method, headers, keepalive, body: text === "" ? "" : JSON.parse(text) };
      this.sent.push(sent);
      const answer = await this.backend(sent);
      if (answer instanceof Error || typeof answer === "string") throw answer;
      return answer instanceof Response ? answer : Response.json(answer);
    };
    globalThis.reportError = (error) => this.reported.push(error);
    this.strike = () => {
      for (const klarna of this.made) klarna.dispose();
      Object.assign(globalThis, { fetch, reportError });
      Reflect.deleteProperty(window, "Klarna");
      this.container.remove();
      this.sdk.leave();
      sessionStorage.clear();
    };
  }

  /** Another purchase on the same page, for another session. */
  startAfresh() {
    this.session = `session-${++stages}`;
    this.sent = [];
  }

  /** @param {Options} [options] */
  async load(options) {
    /** @type {KlarnaPayments} */
    const klarna = await this.loadRaw({ clientToken: clientToken(this.session), ...options });
    this.made.push(klarna);
    return klarna;
  }

  /**
   * With the widget shown.
   *
   * @param {Options} [options]
   */
  async withWidget(options) {
    const klarna = await this.load(options);
    await klarna.load(this.container, ORDER);
    return klarna;
  }

  /** What the next `authorize` is answered with. @param {...unknown} results one for each time that the SDK calls back */
  authorizeAnswers(...results) {
    this.sdk.does.authorize = (call) => {
      setTimeout(() => {
        for (const result of results) call.answer(result);
      });
    };
  }

  /** The next `authorize` stays unanswered; gives what answers it. @returns {(result: unknown) => void} */
  authorizeWaits() {
    this.sdk.does.authorize = () => {};
    return (result) => this.sdk.last("authorize").answer(result);
  }
}

export const DISMISSED = { approved: false, show_form: true };
export const DECLINED = { approved: false, show_form: false };

/**
 * How a promise ends: with its status, or its error's code; `pending` if it has not after some milliseconds, which are
 * many, so that a busy machine is in time, unless `pending` is what a scenario waits for.
 *
 * @param {Promise<any>} promise
 * @param {number} [ms]
 */
export const within = (promise, ms = 5000) =>
  Promise.race([
    promise.then(
      (value) => value?.status ?? "fulfilled",
      (error) => error?.code ?? String(error),
    ),
    new Promise((resolve) => setTimeout(() => resolve("pending"), ms)),
  ]);
