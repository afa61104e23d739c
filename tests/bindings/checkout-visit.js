// A checkout that one of the bindings draws, in a browser: what a test says and asks of it.

import { answer } from "../e2e/checkout-server.js";
import { Visit } from "../e2e/visit.js";
import { BINDINGS } from "./bindings.js";
import { bundlePage } from "./bundle-page.js";

/** @typedef {keyof typeof BINDINGS} Binding */
/** @typedef {import("../webdriver/browsers.js").Engine} Engine */

const FAKE_PAYMENTS = await bundlePage("fake-payments.js");
const FAKE_WEB_SDK = await bundlePage("fake-web-sdk.js");

/** What of a page's window a test may use. @type {any} */
const window = globalThis;

/** What the customer's order costs, in the form of Klarna's session. @param {number} amount */
export const order = (amount) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "sv-SE",
  order_amount: amount,
  order_lines: [{ name: "Skor", quantity: 1, unit_price: amount, total_amount: amount }],
});

export class CheckoutVisit {
  /** @param {Engine} engine @param {Binding} binding */
  static async begin(engine, binding) {
    const { script, alias } = BINDINGS[binding];
    const bundled = await bundlePage(script, { alias });
    return new CheckoutVisit(await Visit.begin(engine, { popupBlocking: true }), bundled);
  }

  /** @param {Visit} visit @param {string} script */
  constructor(visit, script) {
    this.visit = visit;
    this.script = script;
  }

  get server() {
    return this.visit.server;
  }

  get browser() {
    return this.visit.browser;
  }

  /** @type {Visit["run"]} */
  run(act, ...args) {
    return this.visit.run(act, ...args);
  }

  reset() {
    const { server } = this.visit;
    server.reset();
    server.sdk = [answer.script(FAKE_PAYMENTS)];
    server.paths = {
      "/sdk/klarna.mjs": answer.script(FAKE_WEB_SDK),
      "/stage.js": answer.script(this.script),
      "/authorize": answer.json({ result: "APPROVED" }),
      "/status": answer.json({ status: "approved" }),
    };
    const html =
      () => `<!doctype html><html lang="sv"><title>Kassa</title><link rel="icon" href="data:,">
      ${server.pageHead}
      <script src="/page.js"></script><script type="module" src="/stage.js"></script>
      <main><h1>Kassa</h1><div id="one"></div><div id="two"></div></main></html>`;
    const page = (/** @type {import("./../e2e/checkout-server.js").Response} */ response) =>
      response
        .writeHead(200, { "content-type": "text/html", "cache-control": "max-age=0" })
        .end(html());
    for (const path of ["/checkout", "/review", "/elsewhere"]) server.paths[path] = page;
  }

  /** @param {string} [path] */
  async open(path) {
    await this.visit.open(path);
    await this.browser.waitUntil(() => this.run(() => "stage" in window));
  }

  /**
   * Draws a checkout with Klarna Payments.
   *
   * @param {object} [options]
   * @param {{ id?: string, kind?: "widget" | "review" }} [where]
   */
  mount(options, { id = "one", kind = "widget" } = {}) {
    return this.run((id, kind, options) => window.stage.mount(id, kind, options), id, kind, {
      ...this.payments(options),
    });
  }

  /** @param {object} [options] */
  payments(options) {
    const sdk = { url: "/sdk/api.js" };
    return {
      cart: "cart-1",
      session: "session-1",
      backend: "/orders",
      order: order(1000),
      sdk,
      ...options,
    };
  }

  /**
   * Draws a checkout with the Web SDK.
   *
   * @param {object} [options]
   * @param {string} [id]
   */
  mountButton(options, id = "one") {
    return this.run(
      (id, options) => window.stage.mount(id, "button", options),
      id,
      this.webSdk(options),
    );
  }

  /** @param {object} [options] */
  webSdk(options) {
    return {
      clientId: "klarna_test_client",
      backend: { authorize: "/authorize" },
      amount: 1000,
      currency: "SEK",
      sdk: { url: "/sdk/klarna.mjs" },
      ...options,
    };
  }

  /** @param {object} options @param {string} [id] */
  update(options, id = "one") {
    return this.run((id, options) => window.stage.update(id, options), id, options);
  }

  unmount(id = "one") {
    return this.run((id) => window.stage.unmount(id), id);
  }

  /** What the shop's code reads. @param {string} [id] @returns {Promise<any>} */
  view(id = "one") {
    return this.run((id) => window.views[id], id);
  }

  /**
   * Waits until a checkout has a status.
   *
   * @param {string} status
   * @param {string} [id]
   */
  async becomes(status, id = "one") {
    /** @type {any} */
    let last;
    await this.browser
      .waitUntil(
        async () => {
          last = await this.view(id);
          return last?.status === status;
        },
        { timeoutMsg: `it does not become ${status}` },
      )
      .catch((error) => {
        throw new Error(`${error.message}: ${JSON.stringify(last)}`);
      });
    return this.view(id);
  }

  /** @param {() => Promise<boolean>} is @param {string} what */
  until(is, what) {
    return this.browser.waitUntil(is, { timeoutMsg: what });
  }

  /** The customer clicks the shop's Buy button. */
  async buy(id = "one") {
    await this.browser.$(`#${id} .buy`).click();
  }

  /** What the page says to the customer. */
  async says(id = "one") {
    return this.run((id) => document.querySelector(`#${id} [role=status]`)?.textContent, id);
  }

  isDisabled(id = "one") {
    return this.run(
      (id) => /** @type {any} */ (document.querySelector(`#${id} .buy`))?.disabled,
      id,
    );
  }

  /** What the shop was told. @returns {Promise<unknown[]>} */
  heard() {
    return this.run(() => window.heard);
  }

  /** Waits until the shop was told this much. @param {string} what it waits for */
  hears(what, count = 1) {
    return this.until(async () => (await this.heard()).length >= count, what);
  }

  /** The calls that Klarna's SDK got: method, amount, session. @returns {Promise<unknown[][]>} */
  calls() {
    return this.run(() => window.fake?.calls ?? []);
  }

  /** Waits until Klarna's SDK got this many calls. @param {string} what it waits for @param {number} count */
  isAsked(what, count) {
    return this.until(async () => (await this.calls()).length >= count, what);
  }

  /** What Klarna answers to which of its methods; to the others, what it usually does. @param {Record<string, object>} answers */
  klarnaAnswers(answers) {
    return this.run((answers) => {
      window.fake.answers = answers;
    }, answers);
  }

  /** Klarna does not answer these until it is told to. @param {string[]} methods */
  hold(...methods) {
    return this.run((methods) => {
      window.fake.holds = methods;
    }, methods);
  }

  /** Klarna answers what it held. @param {string} method @param {object} [given] */
  release(method, given) {
    return this.run(
      (method, given) => {
        window.fake.holds = [];
        window.fake.held[method](given ?? undefined);
      },
      method,
      given,
    );
  }

  /** Time goes by on a page whose clock stands still. @param {number} ms */
  passes(ms) {
    return this.run((ms) => window.clock.passes(ms), ms);
  }

  /** What went wrong in the page without anybody hearing of it. @returns {Promise<unknown[]>} */
  unheard() {
    return this.run(() => [...window.seen.errors, ...window.seen.rejections]);
  }

  end() {
    return this.visit.end();
  }
}
