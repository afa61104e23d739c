// Unit tests as a shop writes them, with the doubles of `klarna-payments-wasm/testing`, in jsdom.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { JSDOM } from "jsdom";
import { mockKlarnaPayments, mockKlarnaWebSdk } from "../../src/export/testing.js";
import { BINDINGS } from "./bindings.js";
import { bundlePage } from "./bundle-page.js";

/** What a framework asks of a page. */
const PAGE = [
  ...["window", "document", "customElements", "CustomEvent", "Element", "HTMLElement"],
  ...["HTMLIFrameElement", "MathMLElement", "MutationObserver", "Node", "ShadowRoot", "SVGElement"],
];

/** @type {any} */
const page = globalThis;
// A newer Node has one of its own.
Object.defineProperty(page, "navigator", { value: { userAgent: "" }, configurable: true });

/** @param {number} ms */
const passes = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {() => boolean} is */
async function until(is) {
  const end = Date.now() + 5000;
  while (!is()) {
    assert.ok(Date.now() < end, "it does not come about");
    await passes(5);
  }
}

/** The checkout has let go of Klarna's object. @param {{ klarna: { readonly state: string } }} mock */
const isGone = (mock) => until(() => mock.klarna.state === "disposed");

for (const [binding, { script, alias }] of Object.entries(BINDINGS))
  describe(`A unit test of a checkout drawn with ${binding}`, () => {
    /** @type {string} */
    let folder;
    /** @type {JSDOM} */
    let dom;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "unit-"));
      dom = new JSDOM('<!doctype html><html lang="de"><div id="one"></div></html>', {
        url: "https://shop.example/",
        pretendToBeVisual: true,
      });
      for (const name of PAGE) if (dom.window[name]) page[name] = dom.window[name];
      page.addEventListener = dom.window.addEventListener.bind(dom.window);
      page.removeEventListener = dom.window.removeEventListener.bind(dom.window);
      const file = join(folder, "page.mjs");
      await writeFile(file, await bundlePage(script, { alias, isUnitTest: true }));
      await import(file);
    });
    after(async () => {
      dom.window.close();
      for (const name of PAGE) delete page[name];
      await rm(folder, { recursive: true });
    });

    const status = () => page.window.views.one?.status;
    const buy = () => dom.window.document.querySelector(".buy");
    const said = () => dom.window.document.querySelector("[role=status]")?.textContent;

    /** @param {ReturnType<typeof mockKlarnaWebSdk>} mock */
    async function mountButton(mock) {
      page.window.stage.mount("one", "button", {
        clientId: "id",
        backend: { authorize: "/authorize", status: "/status" },
        amount: 1,
        currency: "EUR",
        load: mock.loadKlarnaWebSdk,
      });
      await until(() => status() === "ready");
    }

    it("approves, delivers, declines", async () => {
      const mock = mockKlarnaPayments();
      const options = {
        backend: "/orders",
        order: { order_amount: 100 },
        load: mock.loadKlarnaPayments,
      };
      const shop = { clientToken: "token", ...options };
      page.window.stage.mount("one", "widget", shop);
      await until(() => status() === "ready");
      buy()?.click();
      await until(() => status() === "busy" && buy()?.disabled === true);
      mock.dismiss();
      await until(() => said() === "Es wurde nichts bezahlt. Sie können es erneut versuchen.");
      const order = { order_amount: 200 };
      page.window.stage.update("one", { ...shop, order });
      buy()?.click();
      // React draws what has changed in a later task.
      if (binding !== "react") assert.deepEqual(mock.calls.at(-1)?.args[1], order);
      mock.approve();
      await mock.deliver({ order_number: "17" });
      await until(() => status() === "approved");
      assert.deepEqual(
        mock.calls.map(({ method }) => method),
        ["loadKlarnaPayments", "load", "authorize", "authorize"],
      );
      assert.deepEqual(page.window.heard.splice(0), [
        ["outcome", "dismissed"],
        ["outcome", "approved"],
      ]);
      page.window.stage.unmount("one");
      await isGone(mock);
    });

    if (binding.startsWith("React"))
      it("loads the widget once, though its place is another function at each rendering", async () => {
        const mock = mockKlarnaPayments();
        const { load } = mock.klarna;
        let loads = 0;
        // One that goes on and on stops here, or no test would end.
        mock.klarna.load = (...given) => {
          loads += 1;
          return loads < 10 ? load(...given) : new Promise(() => {});
        };
        const options = { clientToken: "token", hasOwnPlace: true, load: mock.loadKlarnaPayments };
        page.window.stage.mount("one", "widget", options);
        await until(() => status() === "ready");
        for (const locale of ["de-DE", "de-AT"])
          page.window.stage.update("one", { ...options, locale });
        await passes(20);
        assert.deepEqual([status(), loads], ["ready", 1]);
        page.window.stage.unmount("one");
        await isGone(mock);
        delete page.window.views.one;
      });

    it("goes through a journey of the Web SDK", async () => {
      const mock = mockKlarnaWebSdk();
      await mountButton(mock);
      mock.click();
      mock.stepUp();
      await until(() => status() === "busy" && buy()?.disabled === false);
      mock.confirmWith({ status: "declined", body: {} });
      assert.deepEqual(mock.complete(), [false]);
      await until(() => status() === "declined");
      assert.deepEqual(page.window.heard.splice(0), [["outcome", "declined"]]);
      page.window.stage.unmount("one");
      await isGone(mock);
    });

    if (binding === "elements")
      it("loads the widget again where an element is moved, also in the task in which an option was set", async () => {
        const mock = mockKlarnaPayments();
        const { document } = dom.window;
        document.body.insertAdjacentHTML("beforeend", "<klarna-payments></klarna-payments>");
        const widget = /** @type {any} */ (document.querySelector("klarna-payments"));
        Object.assign(widget, { clientToken: "token", load: mock.loadKlarnaPayments });
        await until(() => widget.status === "ready");
        const loads = () => mock.calls.filter(({ method }) => method === "load").length;
        document.body.prepend(widget);
        await until(() => widget.status === "ready" && loads() === 2);
        widget.locale = "de-AT";
        document.body.append(widget);
        await until(() => widget.status === "ready" && loads() === 3);
        widget.remove();
        await isGone(mock);
      });

    if (binding === "elements")
      it("says that an element's code did not come, and brings one checkout when it is asked again", async () => {
        const { define } = await import("../../src/export/bindings/drawn-element.js");
        /** Which checkouts were begun, and with what. @type {unknown[]} */
        const begun = [];
        let brought = 0;
        let isThere = false;
        const bring = async (/** @type {(error: Error) => void} */ fail) => {
          await undefined;
          if (!isThere) return fail(new Error("it is not there"));
          brought += 1;
          const number = brought;
          let cart = "";
          return {
            actions: { buy: async () => `bought by ${number}` },
            read: () => ({ status: "ready", message: "" }),
            mayBuy: () => true,
            subscribe: (/** @type {() => void} */ hear) => hear(),
            place() {},
            update: (/** @type {any} */ options) => {
              cart = options.cart;
            },
            start: () => begun.push([number, cart]),
            stop() {},
          };
        };
        const element = new (define("klarna-fetched", bring, "clientToken cart", "buy retry"))();
        /** @type {any[]} */
        const errors = [];
        element.addEventListener("klarna-error", (/** @type {any} */ { detail }) =>
          errors.push(detail),
        );
        element.clientToken = "token";
        assert.deepEqual([element.status, await element.buy()], ["loading", undefined]);
        dom.window.document.body.append(element);
        await until(() => element.status === "failed");
        assert.deepEqual([errors.length, element.error], [1, errors[0]]);
        isThere = true;
        element.retry();
        await undefined;
        element.cart = "2";
        await until(() => begun.length === 2);
        assert.deepEqual(
          [brought, begun],
          [
            2,
            [
              [1, "2"],
              [1, "2"],
            ],
          ],
        );
        assert.deepEqual([element.status, await element.buy()], ["ready", "bought by 1"]);
        element.remove();
      });

    if (binding === "elements")
      it("reads what an element's attributes say, and what was set last", async () => {
        const mock = mockKlarnaWebSdk();
        const { document } = dom.window;
        document.body.insertAdjacentHTML(
          "beforeend",
          `<klarna-button client-id="4711" amount="1200" currency="EUR" intents='["PAY"]' subscription-billing-interval-frequency="3" backend='{"authorize":"/authorize"}'>
          </klarna-button>`,
        );
        const button = /** @type {any} */ (document.querySelector("klarna-button"));
        button.load = mock.loadKlarnaWebSdk;
        button.currency = "SEK";
        assert.deepEqual(
          [button.clientId, button.amount, button.currency, button.intents, button.status],
          ["4711", 1200, "SEK", ["PAY"], "loading"],
        );
        assert.equal(button.subscriptionBillingIntervalFrequency, 3);
        await until(() => button.status === "ready");
        assert.deepEqual(button.backend, { authorize: "/authorize" });
        button.setAttribute("currency", "EUR");
        assert.equal(button.currency, "EUR");
        button.removeAttribute("amount");
        assert.equal(button.amount, undefined);
        button.remove();
        await isGone(mock);
      });

    if (binding === "elements")
      it("begins one session where an element is taken out and put back while it is asked for", async () => {
        const mock = mockKlarnaPayments();
        const { document } = dom.window;
        const element = /** @type {any} */ (document.createElement("klarna-payments"));
        /** @type {(token: string) => void} */
        let answer = () => {};
        let asked = 0;
        Object.assign(element, {
          cart: "cart-7",
          load: mock.loadKlarnaPayments,
          clientToken: () => {
            asked += 1;
            return new Promise((resolve) => {
              answer = resolve;
            });
          },
        });
        document.body.append(element);
        await until(() => asked === 1);
        element.remove();
        await passes(5);
        document.body.append(element);
        await passes(5);
        answer("token");
        await until(() => element.status === "ready");
        const begun = mock.calls.filter(({ method }) => method === "loadKlarnaPayments");
        assert.deepEqual([asked, begun.length], [1, 1]);
        element.remove();
        await isGone(mock);
      });

    it("hears of what ends after the checkout is gone, and then lets go", async () => {
      const mock = mockKlarnaWebSdk();
      await mountButton(mock);
      mock.click();
      page.window.stage.unmount("one");
      await passes(20);
      assert.equal(mock.klarna.state, "authorizing");
      mock.stepUp();
      mock.complete();
      await isGone(mock);
      assert.deepEqual(page.window.heard.splice(0), [["outcome", "approved"]]);
    });
  });

// What it allows and refuses is played in `tests/e2e/doubles.browser.test.js`, beside the real object.
describe("A double", () => {
  const options = { clientToken: "token" };

  /** One that a shop has. @param {{ backend?: string }} [more] */
  async function loaded(more) {
    const mock = mockKlarnaPayments();
    return { mock, klarna: await mock.loadKlarnaPayments({ ...options, ...more }) };
  }

  it("is what a test makes of it when the shop asks first, and another one each time", async () => {
    const mock = mockKlarnaPayments();
    assert.throws(() => mock.klarna.on("statechange", () => {}), /Nothing is loaded/);
    await assert.rejects(mock.klarna.load("#klarna"), /Nothing is loaded/);
    const changed = mock.klarna;
    changed.deliver = async () => ({ status: 200, body: {}, attempts: 7, idempotencyKey: "key" });
    const first = await mock.loadKlarnaPayments(options);
    assert.deepEqual([first === changed, (await first.deliver()).attempts], [true, 7]);
    first.dispose();
    const second = await mock.loadKlarnaPayments(options);
    assert.deepEqual(
      [first.state, second.state, mock.klarna === second],
      ["disposed", "ready", true],
    );
    assert.deepEqual(await second.load("#klarna"), { status: "shown" });
  });

  it("takes the place of the package's entry: it has all that the entry exports", async () => {
    const [v1, v2] = [mockKlarnaPayments(), mockKlarnaWebSdk()];
    const doubles = { payments: v1, "web-sdk": v2, index: Object.assign({}, v2, v1) };
    for (const [entry, double] of Object.entries(doubles)) {
      const entryPoints = [`src/export/${entry}.js`];
      const { metafile } = await build({ entryPoints, write: false, metafile: true });
      const exported = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
      assert.ok(exported.includes("isKlarnaError"));
      const missing = exported.filter((name) => typeof Reflect.get(double, name) !== "function");
      assert.deepEqual(missing, [], entry);
    }
  });

  it("keeps the calls of the shop, those that were refused included", async () => {
    const { mock, klarna } = await loaded();
    await assert.rejects(klarna.authorize({ autoFinalize: false }), { code: "INVALID_STATE" });
    assert.deepEqual(mock.calls, [
      { method: "loadKlarnaPayments", args: [options] },
      { method: "authorize", args: [{ autoFinalize: false }] },
    ]);
  });

  it("gives the token where there is no backend", async () => {
    const { mock, klarna } = await loaded();
    const outcome = klarna.finalize();
    mock.approve("my-token");
    assert.deepEqual(await outcome, { status: "approved", authorizationToken: "my-token" });
  });

  it("fails with the facts that a test wants, and with nothing that cannot come of it", async () => {
    const { mock, klarna } = await loaded({ backend: "/orders" });
    const outcome = klarna.finalize();
    const wrong = /** @type {any} */ ("INVALID_STATE");
    for (const code of [wrong, "BACKEND_TIMEOUT"]) assert.throws(() => mock.fail(code), Error);
    mock.approve();
    assert.throws(() => mock.fail("SDK_ERROR"), /not asked/);
    mock.fail("BACKEND_REJECTED", { status: 503, body: "busy" });
    const facts = { code: "BACKEND_REJECTED", type: "network", status: 503, body: "busy" };
    await assert.rejects(outcome, { ...facts, name: "KlarnaError", retryable: true });
    assert.equal(klarna.state, "undelivered");
  });

  it("lets another call take the place of one that has stalled", async () => {
    const { mock, klarna } = await loaded();
    await klarna.load("#klarna");
    const first = klarna.authorize();
    mock.emit("stalled", { call: "authorize" });
    await assert.rejects(klarna.finalize(), { code: "IN_PROGRESS" });
    const second = klarna.authorize();
    await assert.rejects(first, { code: "ABORTED" });
    mock.decline();
    assert.deepEqual(await second, { status: "declined" });
  });

  it("says that a handler threw, and lets the others hear", async () => {
    const { klarna } = await loaded();
    /** @type {string[]} */
    const heard = [];
    klarna.on("statechange", () => {
      throw new Error("a fault of the shop's");
    });
    klarna.on("statechange", ({ state }) => {
      heard.push(state);
    });
    /** @type {string[]} */
    const reported = [];
    page.reportError = (/** @type {unknown} */ error) => reported.push(String(error));
    await klarna.load("#klarna");
    klarna.dispose();
    delete page.reportError;
    assert.deepEqual(heard, ["loading", "loaded", "disposed"]);
    assert.deepEqual(reported, Array(3).fill("Error: a fault of the shop's"));
  });

  it("of the Web SDK gives what the handlers answered, and comes from a redirect", async () => {
    const mock = mockKlarnaWebSdk();
    const backend = { authorize: "/authorize", status: "/status" };
    const klarna = await mock.loadKlarnaWebSdk({ clientId: "id", backend });
    klarna.on("complete", () => false);
    assert.throws(() => mock.click(), /no button/);
    assert.throws(() => mock.approve(), /click first/);
    assert.deepEqual(mock.complete("request-1"), [false]);
    assert.throws(() => mock.complete("request-1"), /not at Klarna/);
    mock.confirmWith({ status: "expired", body: {} });
    assert.deepEqual(await klarna.confirm("request-1"), { status: "expired", body: {} });
    assert.equal(klarna.state, "ready");
  });
});
