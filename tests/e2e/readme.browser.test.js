// The README's examples do what the README says, as they are printed: its pages, in front of its server.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { klarnaIn } from "klarna-sandbox/webdriverio";
import { bundleSource } from "../bindings/bundle-page.js";
import { blocks, example } from "../docs/printed.js";
import { subscribe } from "../server/shop.js";
import { answer } from "./checkout-server.js";
import { Visit } from "./visit.js";

const ROOT = join(import.meta.dirname, "../..");
const README = "README.md";
const ONE_PAGE = example(README, "Klarna Payments (v1)");
const PAYMENT = example(README, "A checkout of several pages", 0);
const REVIEW = example(README, "A checkout of several pages", 1);
const WEB_SDK = example(README, "Klarna Web SDK (v2)");
const SERVER = example(README, "Your server");
const REACT = example(README, "React, Vue and elements");
/** The sandbox's own README, with WebdriverIO. */
const JOURNEY = blocks("www/sandbox/README.md").find(({ code }) =>
  code.includes("klarna-sandbox/webdriverio"),
);

/** What the examples leave to the shop. Each call is kept, in order, with its first argument. */
const SHOP_FUNCTIONS = [
  "hideKlarna",
  "showChanged",
  "showConfirmation",
  "showFailure",
  "showOrder",
  "showOtherMethods",
  "showPending",
  "showWrong",
];
const SHOP = `
  window.heard = [];
  const plain = (about) => about instanceof Error ? about.code : about;
  for (const name of ${JSON.stringify(SHOP_FUNCTIONS)})
    window[name] = (about) => heard.push([name, plain(about)]);`;

const ORDERS = "/api/klarna/orders";

describe("The README's example", () => {
  /** @type {Visit} */
  let visit;
  /** @type {import("klarna-payments-wasm/sandbox").Sandbox} */
  let klarna;
  /** The module that the README prints. @type {any} */
  let server;
  let folder = "";
  let cart = 0;
  /** What has become of the customer's order since. */
  let changes = {};
  before(async () => {
    klarna = await startSandbox({ settings: { journey: "instant" } });
    visit = await Visit.begin("chromium");
    server = await startServer();
  });
  after(async () => {
    await visit.end();
    await server.klarna.stop();
    await klarna.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    klarna.configure({ scenario: "approved", journey: "instant", flow: "iframe" });
    cart += 1;
    changes = {};
    visit.server.reset();
    const script = `<script src="${klarna.url}/kp/lib/v1/api.js"></script>`;
    /** @type {typeof visit.server.paths} */
    const paths = {
      "/payment": page(PAYMENT, script),
      "/review": page(REVIEW, script),
      "/checkout": page(ONE_PAGE, script),
      "/thanks": page(""),
    };
    // All of /api/klarna goes to the server, except what a test answers in its place.
    visit.server.paths = new Proxy(paths, {
      get: (own, path) =>
        own[String(path)] ?? (String(path).startsWith("/api/klarna/") ? toServer : undefined),
    });
  });

  /** The order of this test's customer, in the form of the shop's database. */
  const order = () => ({
    cart: `cart-${cart}`,
    purchase: `order-${cart}`,
    reference: `order-${cart}`,
    purchase_country: "IE",
    purchase_currency: "EUR",
    locale: "en-IE",
    order_amount: 11800,
    order_lines: [{ name: "Shoes", quantity: 1, unit_price: 11800, total_amount: 11800 }],
    ...changes,
  });

  async function startServer() {
    const { apiKey, accountId } = klarna.credentials;
    Object.assign(process.env, {
      KLARNA_URL: klarna.url,
      KLARNA_CREDENTIALS: apiKey,
      KLARNA_ACCOUNT: accountId,
      KLARNA_SIGNING_KEYS: JSON.stringify(await subscribe(klarna, visit.server.url)),
      PUBLIC_URL: visit.server.url,
      DATABASE: ":memory:",
    });
    /** @type {any} */ (globalThis).printedShop = { cartOf: order, ordered: () => {} };
    await mkdir(join(ROOT, ".cache"), { recursive: true });
    folder = await mkdtemp(join(ROOT, ".cache/readme-"));
    const file = join(folder, "server.mjs");
    await writeFile(file, `const shop = globalThis.printedShop;\n${SERVER}`);
    return import(pathToFileURL(file).href);
  }

  /** @param {Omit<import("./checkout-server.js").Asked, "at">} request @returns {Promise<Response>} */
  function ask({ method, path, headers, body }) {
    const request = new Request(visit.server.url + path, {
      method,
      headers: /** @type {Record<string, string>} */ (headers),
      ...(method === "GET" ? {} : { body }),
    });
    return server.answer(request);
  }

  /** @type {import("./checkout-server.js").Behaviour} */
  async function toServer(response, request) {
    const answered = await ask(request);
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    response.end(await answered.text());
  }

  /**
   * @param {string} code
   * @param {string} [head] what the page has before it
   * @param {string} [webSdk] the address of Klarna's
   * @returns {import("./checkout-server.js").Behaviour}
   */
  function page(code, head = "", webSdk = `${klarna.url}/web-sdk/v2/klarna.mjs`) {
    const imports = {
      "klarna-payments-wasm/payments": "/pkg/payments.js",
      "klarna-payments-wasm/web-sdk": "/pkg/web-sdk.js",
      "https://js.klarna.com/web-sdk/v2/klarna.mjs": webSdk,
    };
    const html = `<!doctype html><title>A shop</title><link rel="icon" href="data:,">
      <script type="importmap">${JSON.stringify({ imports })}</script>
      <button id="buy">Buy</button><button id="next">Next</button>
      <div id="klarna"></div><div id="klarna-button"></div>
      <script>${SHOP}</script>${head}
      <script type="module">${code}
        window.isReady = true;</script>`;
    return (response) => response.writeHead(200, { "content-type": "text/html" }).end(html);
  }

  async function isReady() {
    await visit.browser.waitUntil(() => visit.run(() => /** @type {any} */ (window).isReady));
  }

  /** @param {string} path */
  async function open(path) {
    await visit.open(path);
    await isReady();
  }

  const heard = () => visit.run(() => /** @type {any} */ (window).heard);

  async function hears() {
    await visit.browser.waitUntil(async () => (await heard()).length > 0);
    return heard();
  }

  /** @param {string} path */
  async function arrivesAt(path) {
    await visit.browser.waitUntil(async () => (await visit.run(() => location.pathname)) === path);
    await isReady();
  }

  const placedOrders = () =>
    klarna
      .ledger()
      .orders.filter(({ merchant_reference1 }) => merchant_reference1 === `order-${cart}`);

  describe("of the first page", () => {
    it("pays, and the customer gets the order that the server placed", async () => {
      await open("/checkout");
      await visit.browser.$("#buy").click();
      const [[name, told]] = await hears();
      const [placed, ...more] = placedOrders();
      assert.deepEqual([name, told.order_id, more], ["showOrder", placed?.order_id, []]);
      assert.equal(placed?.order_amount, 11800);
      const [post] = visit.server.to(ORDERS);
      const body = JSON.parse(post?.body ?? "{}");
      assert.deepEqual(Object.keys(body).sort(), ["authorization_token", "session_id"]);
      assert.match(String(post?.headers["idempotency-key"]), /^[\da-f-]{36}$/);
    });

    it("says so where another tab has changed the cart, and buys it as it is once it is shown", async () => {
      await open("/checkout");
      const order_lines = [{ name: "Shoes", quantity: 3, unit_price: 11800, total_amount: 35400 }];
      changes = { purchase: `order-${cart}, version 2`, order_amount: 35400, order_lines };
      await ask({ method: "POST", path: "/api/klarna/session", headers: {}, body: "" });
      await visit.browser.$("#buy").click();
      assert.deepEqual(await hears(), [["showChanged", "BACKEND_REJECTED"]]);
      assert.deepEqual(placedOrders(), []);
      await open("/checkout");
      await visit.browser.$("#buy").click();
      const [[name]] = await hears();
      assert.equal(name, "showOrder");
      assert.deepEqual(
        placedOrders().map(({ order_amount }) => order_amount),
        [35400],
      );
    });

    it("offers other methods after a decline", async () => {
      klarna.configure({ scenario: "denied" });
      await open("/checkout");
      await visit.browser.$("#buy").click();
      assert.deepEqual(await hears(), [["showOtherMethods", null]]);
    });

    it("says what has to be corrected", async () => {
      klarna.configure({ scenario: "correction" });
      await open("/checkout");
      await visit.browser.$("#buy").click();
      const [[name, fields]] = await hears();
      assert.deepEqual([name, fields.length], ["showWrong", 1]);
    });

    it("hides Klarna where it is not on offer", async () => {
      klarna.configure({ scenario: "unavailable" });
      await open("/checkout");
      assert.deepEqual(await heard(), [["hideKlarna", null]]);
    });

    it("says what failed", async () => {
      visit.server.paths[ORDERS] = answer.json({}, 422);
      await open("/checkout");
      await visit.browser.$("#buy").click();
      assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
    });

    it("delivers with another click what a click before could not", async () => {
      await losesThePost(ONE_PAGE, ORDERS, "#buy");
      await visit.browser.$("#buy").click();
      await hearsOfTheOrder();
      assert.deepEqual(keysOf(ORDERS), [2, 1]);
    });

    it("asks Klarna anew where the server has refused for good", async () => {
      await isRefused("/checkout", ORDERS, "#buy");
      await hearsOfTheOrder();
      assert.deepEqual(keysOf(ORDERS), [2, 2]);
    });
  });

  /** A click whose token the server refuses, for good; and the next one, which it does not. @param {string} path @param {string} endpoint @param {string} button */
  async function isRefused(path, endpoint, button) {
    visit.server.paths[endpoint] = answer.json({}, 422);
    // Klarna's callback, which knows nothing of it, would bring the token.
    visit.server.paths = new Proxy(visit.server.paths, {
      get: (own, path) =>
        String(path).includes("/callbacks/") ? answer.status(503) : own[String(path)],
    });
    await open(path);
    await visit.browser.$(button).click();
    assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
    visit.server.paths[endpoint] = toServer;
    await visit.browser.$(button).click();
  }

  /** A click whose one attempt to post the token fails; the next one does not. @param {string} code @param {string} endpoint @param {string} button */
  async function losesThePost(code, endpoint, button) {
    const quick = code.replace(
      `backend: "${endpoint}"`,
      `backend: { url: "${endpoint}", maxAttempts: 1 }`,
    );
    const script = `<script src="${klarna.url}/kp/lib/v1/api.js"></script>`;
    visit.server.paths["/quick"] = page(quick, script);
    visit.server.paths[endpoint] = answer.status(503);
    await open("/quick");
    await visit.browser.$(button).click();
    assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
    visit.server.paths[endpoint] = toServer;
  }

  async function hearsOfTheOrder() {
    await visit.browser.waitUntil(async () => (await heard()).length > 1);
    const [, [name, told]] = await heard();
    assert.deepEqual([name, told.order_id], ["showOrder", placedOrders()[0]?.order_id]);
  }

  /** How many posts there were, and under how many keys. @param {string} endpoint */
  const keysOf = (endpoint) => {
    const keys = visit.server.to(endpoint).map(({ headers }) => headers["idempotency-key"]);
    return [keys.length, new Set(keys).size];
  };

  describe("of several pages", () => {
    async function goesOn() {
      await open("/payment");
      await visit.browser.$("#next").click();
    }

    async function reachesReview() {
      await goesOn();
      await arrivesAt("/review");
    }

    /** The order is asked for again, and the server answers. */
    async function asksAgain() {
      visit.server.paths[`${ORDERS}/kept`] = toServer;
      await visit.browser.$("#buy:enabled").click();
      await hearsOfTheOrder();
    }

    it("authorizes on the first and buys on the second, with one session", async () => {
      await reachesReview();
      assert.equal(placedOrders().length, 0);
      await visit.browser.$("#buy").click();
      const [[name, told]] = await hears();
      assert.deepEqual([name, told.order_id], ["showOrder", placedOrders()[0]?.order_id]);
      assert.equal(visit.server.to("/api/klarna/session").length, 2);
      assert.equal(visit.server.to("/api/klarna/keep").length, 0);
      assert.equal(placedOrders().length, 1);
    });

    it("delivers with another click what a click before could not", async () => {
      await reachesReview();
      await losesThePost(REVIEW, ORDERS, "#buy");
      await visit.browser.$("#buy:enabled").click();
      await hearsOfTheOrder();
      assert.deepEqual(keysOf(ORDERS), [2, 1]);
    });

    it("keeps with another click what a click before could not, and goes on", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await losesThePost(PAYMENT, "/api/klarna/keep", "#next");
      await visit.browser.$("#next").click();
      await arrivesAt("/review");
      assert.deepEqual(keysOf("/api/klarna/keep"), [2, 1]);
    });

    it("hides Klarna where it is not on offer, and says what has to be corrected", async () => {
      klarna.configure({ scenario: "unavailable" });
      await open("/payment");
      assert.deepEqual(await heard(), [["hideKlarna", null]]);
      klarna.configure({ scenario: "correction" });
      await goesOn();
      const [[name, fields]] = await hears();
      assert.deepEqual([name, fields.length], ["showWrong", 1]);
    });

    it("goes on with the token that came early when the customer is back on the page as they left it", async () => {
      klarna.configure({ scenario: "nofinalize" });
      const review = visit.server.paths["/review"];
      // A page that does not come leaves the customer where they are.
      visit.server.paths["/review"] = (response) => response.writeHead(204).end();
      await goesOn();
      await visit.browser.waitUntil(() => visit.server.to("/review").length > 0);
      visit.server.paths["/review"] = /** @type {any} */ (review);
      await visit.browser.$("#next").click();
      await arrivesAt("/review");
      assert.deepEqual(keysOf("/api/klarna/keep"), [1, 1]);
    });

    it("asks Klarna anew where the server will not keep the token", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await isRefused("/payment", "/api/klarna/keep", "#next");
      await arrivesAt("/review");
      assert.deepEqual(keysOf("/api/klarna/keep"), [2, 2]);
    });

    it("buys with the token that the payment page brought already", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await reachesReview();
      assert.deepEqual([visit.server.to("/api/klarna/keep").length, placedOrders()], [1, []]);
      await visit.browser.$("#buy").click();
      const [[name, told]] = await hears();
      assert.deepEqual([name, told.order_id], ["showOrder", placedOrders()[0]?.order_id]);
      assert.equal(visit.server.to(ORDERS).length, 0);
    });

    it("sells no other goods than the review page shows, where another tab has changed the cart", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await reachesReview();
      const review = await visit.browser.getWindowHandle();
      const lines = [{ name: "Boots", quantity: 1, unit_price: 23600, total_amount: 23600 }];
      changes = { purchase: "order-changed", order_amount: 23600, order_lines: lines };
      await visit.browser.switchToWindow((await visit.browser.createWindow("tab")).handle);
      await reachesReview();
      await visit.browser.closeWindow();
      await visit.browser.switchToWindow(review);
      await visit.browser.$("#buy").click();
      await arrivesAt("/payment");
      assert.deepEqual(placedOrders(), []);
    });

    it("shows the order whose answer was lost, though the shop has given the customer another cart", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await reachesReview();
      visit.server.paths[`${ORDERS}/kept`] = async (response, request) => {
        await ask(request);
        response.destroy();
      };
      await visit.browser.$("#buy").click();
      await hears();
      changes = { cart: `cart-after-${cart}` };
      await asksAgain();
    });

    it("sends nobody to pay where the server cannot tell whether there is an order", async () => {
      klarna.configure({ scenario: "nofinalize" });
      await reachesReview();
      visit.server.paths[`${ORDERS}/kept`] = answer.json({ retryable: false }, 404);
      await visit.browser.$("#buy").click();
      const [[name]] = await hears();
      assert.equal(name, "showFailure");
      await asksAgain();
    });

    it("goes back to the payment page where the server has no token either", async () => {
      klarna.configure({ scenario: "denied" });
      await goesOn();
      assert.deepEqual(await hears(), [["showOtherMethods", null]]);
      await open("/review");
      await visit.browser.$("#buy").click();
      await arrivesAt("/payment");
      assert.equal(visit.server.to(`${ORDERS}/kept`, "POST").length, 1);
    });

    it("goes back to the payment page after a decline", async () => {
      klarna.configure({ scenario: "latedecline" });
      await reachesReview();
      await visit.browser.$("#buy").click();
      await arrivesAt("/payment");
      assert.equal(visit.server.to(`${ORDERS}/kept`).length, 0);
      assert.deepEqual(placedOrders(), []);
    });
  });

  it("of React pays, under StrictMode, and takes the widget out in the end", async () => {
    visit.server.paths["/react.js"] = answer.script(
      await bundleSource(`${REACT}
        import { StrictMode } from "react";
        import { createRoot } from "react-dom/client";
        const asked = () => fetch("/api/klarna/session", { method: "POST" });
        const createSession = async () => (await (await asked()).json()).client_token;
        const { cart: id, purchase, reference, ...order } = ${JSON.stringify(order())};
        const react = createRoot(document.querySelector("#klarna"));
        react.render(<StrictMode>
          <Payment cart={{ id, version: 1, order }} createSession={createSession} showOrder={window.showOrder} />
        </StrictMode>);
        window.unmount = () => react.unmount();`),
    );
    const head = `<script src="${klarna.url}/kp/lib/v1/api.js"></script>`;
    visit.server.paths["/react"] = page('import "/react.js";', head);
    await open("/react");
    await visit.browser.$("#klarna button:enabled").click();
    const [[name, told]] = await hears();
    assert.deepEqual([name, told.order_id], ["showOrder", placedOrders()[0]?.order_id]);
    assert.equal(visit.server.to("/api/klarna/session", "POST").length, 1);
    await visit.run(() => /** @type {any} */ (window).unmount());
    const frames = () => visit.run(() => document.querySelectorAll("#klarna iframe").length);
    await visit.browser.waitUntil(async () => (await frames()) === 0);
  });

  for (const flow of /** @type {const} */ (["iframe", "popup"]))
    it(`of the sandbox finds the journey of the flow ${flow}`, async () => {
      klarna.configure({ journey: "quick", flow });
      await open("/checkout");
      const code = String(JOURNEY?.code).replace(/^import .+$/m, "");
      const drive = new Function(
        "klarnaIn",
        "browser",
        "sandbox",
        `return (async () => {${code}})()`,
      );
      await drive(klarnaIn, visit.browser, klarna);
      const [[name]] = await hears();
      assert.equal(name, "showOrder");
    });

  describe("of the Web SDK", () => {
    /** @param {string} [webSdk] the address of Klarna's */
    async function click(webSdk) {
      const code = WEB_SDK.replace("klarna_test_client_…", klarna.credentials.clientId).replace(
        "order-4711",
        `order-${cart}`,
      );
      visit.server.paths["/pay"] = page(code, "", webSdk);
      await open("/pay");
      const button = await visit.browser.$("klarna-payment-button");
      await button.waitForDisplayed();
      await button.click();
    }
    const paid = () =>
      klarna
        .ledger()
        .transactions.filter((one) => one.payment_transaction_reference === `order-${cart}`);

    it("takes a customer who is approved at once to the order", async () => {
      klarna.configure({ scenario: "known" });
      await click();
      await arrivesAt("/thanks");
      assert.equal(await visit.run(() => location.search), `?order=order-${cart}`);
      const [post] = visit.server.to("/api/klarna/authorize-payment");
      assert.deepEqual(Object.keys(JSON.parse(post?.body ?? "{}")).sort(), [
        "klarnaNetworkSessionToken",
        "paymentOptionId",
        "purchase",
      ]);
      assert.equal(paid().length, 1);
    });

    it("is paid after a step-up, once the server has authorized again", async () => {
      await click();
      const [[name, { status }]] = await hears();
      assert.deepEqual([name, status], ["showConfirmation", "approved"]);
      assert.equal(paid().length, 1);
    });

    it("shows the order of a customer who accepts after the click has ended", async () => {
      visit.server.paths["/klarna.mjs"] = answer.script(`
        import { KlarnaSDK as made } from "${klarna.url}/web-sdk/v2/klarna.mjs";
        export async function KlarnaSDK(options) {
          const klarna = await made(options);
          const { Payment } = klarna;
          const on = Payment.on.bind(Payment);
          let left = () => {};
          Payment.on = (event, handler) => {
            if (event === "abort") left = handler;
            on(event, event !== "complete" ? handler : (request) => {
              left({ ...request, state: "IN_PROGRESS" });
              return handler(request);
            });
          };
          return klarna;
        }`);
      await click("/klarna.mjs");
      const [[name, { status }]] = await hears();
      assert.deepEqual([name, status], ["showConfirmation", "approved"]);
      assert.equal(paid().length, 1);
    });

    it("offers other methods after a decline", async () => {
      klarna.configure({ scenario: "refused" });
      await click();
      const [[name]] = await hears();
      assert.deepEqual([name, paid()], ["showOtherMethods", []]);
    });

    it("offers them where Klarna declines during the journey, too", async () => {
      klarna.configure({ scenario: "denied" });
      await click();
      const [[name]] = await hears();
      assert.deepEqual([name, paid()], ["showOtherMethods", []]);
    });

    it("tells the customer where Klarna declines after it", async () => {
      klarna.configure({ scenario: "latedecline" });
      await click();
      assert.deepEqual(await hears(), [["showOtherMethods", "declined"]]);
    });

    it("shows what failed", async () => {
      visit.server.paths["/api/klarna/authorize-payment"] = answer.json({ error: "none" }, 404);
      await click();
      assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
    });
  });
});
