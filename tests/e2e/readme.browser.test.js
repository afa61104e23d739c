// The README's examples do what the README says, as they are printed.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { promisify } from "node:util";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { bundleSource } from "../bindings/bundle-page.js";
import { answer } from "./checkout-server.js";
import { Visit } from "./visit.js";

const ROOT = join(import.meta.dirname, "../..");
const README = await readFile(join(ROOT, "README.md"), "utf8");
const OF_SANDBOX = await readFile(join(ROOT, "www/sandbox/README.md"), "utf8");

/**
 * What is printed under a heading.
 *
 * @param {string} heading
 * @param {string} [text]
 */
function example(heading, text = README) {
  const pattern = new RegExp(`^##+ ${heading}$.*?^\`\`\`jsx?\\n(.*?)^\`\`\`$`, "ms");
  const [, code] = text.match(pattern) ?? [];
  assert.ok(code, `the README has no example under ${heading}`);
  return code;
}
const PAYMENTS = example("Klarna Payments \\(v1\\)");
const REVIEW = example("A checkout of several pages");
const WEB_SDK = example("Klarna Web SDK \\(v2\\)");
const SERVER = example("Your server");
const REACT = example("React, Vue and elements");
const JOURNEY = example("The journey", OF_SANDBOX);

/** What the examples leave to the shop. Each call is kept, in order, with its first argument. */
const SHOP_FUNCTIONS = [
  "hideKlarna",
  "showConfirmation",
  "showFailure",
  "showOrder",
  "showOtherMethods",
  "showWrong",
];
const SHOP = `
  window.heard = [];
  const plain = (about) => about instanceof Error ? about.code : about;
  for (const name of ${JSON.stringify(SHOP_FUNCTIONS)})
    window[name] = (about) => heard.push([name, plain(about)]);`;

describe("The README's example", () => {
  /** @type {Visit} */
  let visit;
  /** @type {import("klarna-payments-wasm/sandbox").Sandbox} */
  let klarna;
  before(async () => {
    klarna = await startSandbox({ settings: { journey: "instant" } });
    visit = await Visit.begin("chromium");
  });
  after(async () => {
    await visit.end();
    await klarna.close();
  });
  beforeEach(() => {
    klarna.configure({ scenario: "approved", journey: "instant", flow: "iframe" });
    visit.server.reset();
    visit.server.paths = {
      "/payment": page("<h1>How do you want to pay?</h1>"),
      "/thanks": page("<h1>Thank you</h1>"),
      "/api/klarna/orders": answer.json({ redirect_url: "/thanks" }),
    };
  });

  /** @param {string} body @returns {import("./checkout-server.js").Behaviour} */
  function page(body) {
    const imports = {
      "klarna-payments-wasm": "/pkg/index.js",
      "https://js.klarna.com/web-sdk/v2/klarna.mjs": `${klarna.url}/web-sdk/v2/klarna.mjs`,
    };
    const html = `<!doctype html><title>A shop</title><link rel="icon" href="data:,">
      <script type="importmap">${JSON.stringify({ imports })}</script>
      <div id="klarna"></div><div id="klarna-button"></div><button id="buy">Buy</button>${body}`;
    return (response) => response.writeHead(200, { "content-type": "text/html" }).end(html);
  }

  /** @param {string} example @param {string} [head] what the page has before it */
  async function open(example, head = "") {
    const script = `<script>${SHOP}</script>${head}<script type="module">${example}
      window.isReady = true;</script>`;
    visit.server.paths["/checkout"] = page(script);
    await visit.open();
    await visit.browser.waitUntil(() => visit.run(() => /** @type {any} */ (window).isReady));
  }

  const heard = () => visit.run(() => /** @type {any} */ (window).heard);

  /** Klarna's script of the sandbox, as a shop that has it in its page already. */
  const script = () => `<script src="${klarna.url}/kp/lib/v1/api.js"></script>`;

  const LINES = [{ name: "Shoes", quantity: 1, unit_price: 11800, total_amount: 11800 }];
  /** @param {string} [email] */
  const order = (email = "customer@example.com") => ({
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "sv-SE",
    order_amount: 11800,
    order_lines: LINES,
    billing_address: { email },
  });

  /** @param {"payments" | "network"} api */
  async function server(api) {
    const { username, password, apiKey, accountId } = klarna.credentials;
    process.env.KLARNA_URL = klarna.url;
    process.env.KLARNA_ACCOUNT = accountId;
    process.env.KLARNA_CREDENTIALS = api === "payments" ? btoa(`${username}:${password}`) : apiKey;
    // A module of its own each time: it reads its credentials once.
    const code = `${SERVER}\n// ${Math.random()}`;
    return import(`data:text/javascript,${encodeURIComponent(code)}`);
  }

  /** @param {string} [email] */
  const session = async (email) => (await server("payments")).createSession(order(email));

  async function hears() {
    await visit.browser.waitUntil(async () => (await heard()).length > 0);
    return heard();
  }

  /** @param {string} path */
  const arrivesAt = (path) =>
    visit.browser.waitUntil(async () => (await visit.run(() => location.pathname)) === path);

  it("compiles in a strict TypeScript project", async () => {
    await mkdir(join(ROOT, ".cache"), { recursive: true });
    const folder = await mkdtemp(join(ROOT, ".cache/readme-"));
    try {
      const functions = SHOP_FUNCTIONS.map(
        (name) => `declare function ${name}(about?: unknown): void;`,
      );
      const shop = ["declare const buy: HTMLButtonElement;", ...functions].join("\n");
      await writeFile(join(folder, "shop.d.ts"), shop);
      const examples = [PAYMENTS, REVIEW, WEB_SDK];
      await Promise.all(examples.map((code, at) => writeFile(join(folder, `${at}.ts`), code)));
      const base = join(ROOT, "tests/types/tsconfig.json");
      await writeFile(
        join(folder, "tsconfig.json"),
        JSON.stringify({ extends: base, include: ["./*.ts"] }),
      );
      const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
      const told = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch(
        (failed) => failed,
      );
      assert.equal(told.stdout, "");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("of the first page pays, and the backend gets what the text says", async () => {
    visit.server.paths["/api/klarna/session"] = answer.json(await session());
    await open(PAYMENTS, script());
    await visit.browser.$("#buy").click();
    assert.deepEqual(await hears(), [["showOrder", { redirect_url: "/thanks" }]]);
    const [post] = visit.server.to("/api/klarna/orders");
    const { authorization_token, session_id, ...more } = JSON.parse(post?.body ?? "{}");
    assert.deepEqual(
      [typeof authorization_token, typeof session_id, more],
      ["string", "string", {}],
    );
    assert.match(String(post?.headers["idempotency-key"]), /^[\da-f-]{36}$/);
  });

  it("of the first page offers other methods after a decline", async () => {
    const declined = await session("customer+denied@example.com");
    visit.server.paths["/api/klarna/session"] = answer.json(declined);
    await open(PAYMENTS, script());
    await visit.browser.$("#buy").click();
    assert.deepEqual(await hears(), [["showOtherMethods", null]]);
  });

  it("of the first page says what failed", async () => {
    visit.server.paths["/api/klarna/session"] = answer.json(await session());
    visit.server.paths["/api/klarna/orders"] = answer.json({}, 422);
    await open(PAYMENTS, script());
    await visit.browser.$("#buy").click();
    assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
  });

  it("of the server makes a session and one order of its token", async () => {
    const shop = await server("payments");
    visit.server.paths["/api/klarna/session"] = answer.json(await shop.createSession(order()));
    visit.server.paths["/api/klarna/orders"] = async (response, asked) => {
      const token = JSON.parse(asked.body);
      const [placed, again] = [await shop.placeOrder(token), await shop.placeOrder(token)];
      assert.deepEqual(again, placed);
      answer.json(placed)(response, asked);
    };
    await open(PAYMENTS, script());
    await visit.browser.$("#buy").click();
    const [[name, placed]] = await hears();
    const { orders } = klarna.ledger();
    assert.deepEqual([name, placed.order_id], ["showOrder", orders.at(-1)?.order_id]);
    assert.match(placed.redirect_url, /^http/);
    assert.equal(
      orders.filter(({ session_id }) => session_id === orders.at(-1)?.session_id).length,
      1,
    );
  });

  describe("of the review page", () => {
    /** What the payment page leaves. @param {string} [email] @returns {Promise<string>} its outcome */
    async function authorized(email) {
      visit.server.paths["/api/klarna/session"] = answer.json(await session(email));
      visit.server.paths["/api/klarna/tokens"] = answer.json({});
      await open(
        `import { loadKlarnaPayments } from "klarna-payments-wasm";
        const { client_token, order_data } = await (await fetch("/api/klarna/session")).json();
        const klarna = await loadKlarnaPayments({ clientToken: client_token, backend: "/api/klarna/tokens" });
        await klarna.load("#klarna", order_data);
        buy.addEventListener("click", async () => {
          heard.push((await klarna.authorize({ autoFinalize: false }, order_data)).status);
        });`,
        script(),
      );
      await visit.browser.$("#buy").click();
      return (await hears())[0];
    }

    async function buys() {
      await open(REVIEW, script());
      await visit.browser.$("#buy").click();
    }

    it("finalizes what the payment page authorized", async () => {
      assert.equal(await authorized(), "finalize_required");
      await buys();
      assert.deepEqual(await hears(), [["showOrder", { redirect_url: "/thanks" }]]);
      assert.equal(visit.server.to("/api/klarna/orders").length, 1);
    });

    it("delivers with another click what a click before could not", async () => {
      await authorized();
      const path = "/api/klarna/orders";
      visit.server.paths[path] = answer.status(503);
      await open(
        REVIEW.replace(`backend: "${path}"`, `backend: { url: "${path}", maxAttempts: 1 }`),
        script(),
      );
      await visit.browser.$("#buy").click();
      assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
      visit.server.paths[path] = answer.json({ redirect_url: "/thanks" });
      await visit.browser.$("#buy:enabled").click();
      await visit.browser.waitUntil(async () => (await heard()).length > 1);
      assert.deepEqual((await heard())[1], ["showOrder", { redirect_url: "/thanks" }]);
      const keys = visit.server.to(path).map(({ headers }) => headers["idempotency-key"]);
      assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
    });

    it("asks the server where the payment page brought the token already", async () => {
      assert.equal(await authorized("customer+nofinalize@example.com"), "approved");
      visit.server.paths["/api/klarna/orders/kept"] = answer.json({ redirect_url: "/kept" });
      await buys();
      assert.deepEqual(await hears(), [["showOrder", { redirect_url: "/kept" }]]);
      assert.equal(visit.server.to("/api/klarna/tokens").length, 1);
      assert.equal(visit.server.to("/api/klarna/orders").length, 0);
    });

    it("goes back to the payment page where the server has no token either", async () => {
      await authorized("customer+denied@example.com");
      visit.server.paths["/api/klarna/orders/kept"] = answer.status(404);
      await buys();
      await arrivesAt("/payment");
      assert.equal(visit.server.to("/api/klarna/orders/kept", "POST").length, 1);
    });

    it("goes back to the payment page after a decline", async () => {
      await authorized("customer+latedecline@example.com");
      await buys();
      await arrivesAt("/payment");
      assert.equal(visit.server.to("/api/klarna/orders/kept").length, 0);
    });
  });

  it("of React pays, under StrictMode, and takes the widget out in the end", async () => {
    visit.server.paths["/api/klarna/session"] = answer.json(await session());
    visit.server.paths["/react.js"] = answer.script(
      await bundleSource(`${REACT}
        import { StrictMode } from "react";
        import { createRoot } from "react-dom/client";
        const cart = { id: "cart-1", order: ${JSON.stringify(order())} };
        const react = createRoot(document.querySelector("#klarna"));
        react.render(<StrictMode><Payment cart={cart} showOrder={showOrder} /></StrictMode>);
        window.unmount = () => react.unmount();`),
    );
    await open("", `${script()}<script type="module" src="/react.js"></script>`);
    await visit.browser.$("#klarna button:enabled").click();
    assert.deepEqual(await hears(), [["showOrder", { redirect_url: "/thanks" }]]);
    assert.equal(visit.server.to("/api/klarna/session", "POST").length, 1);
    await visit.run(() => /** @type {any} */ (window).unmount());
    const frames = () => visit.run(() => document.querySelectorAll("#klarna iframe").length);
    await visit.browser.waitUntil(async () => (await frames()) === 0);
  });

  for (const flow of /** @type {const} */ (["iframe", "popup"]))
    it(`of the sandbox finds the journey of the flow ${flow}`, async () => {
      klarna.configure({ journey: "quick", flow });
      visit.server.paths["/api/klarna/session"] = answer.json(await session());
      await open(PAYMENTS, script());
      const drive = new Function("browser", `return (async () => {${JOURNEY}})()`);
      await drive(visit.browser);
      assert.deepEqual(await hears(), [["showOrder", { redirect_url: "/thanks" }]]);
    });

  describe("of the Web SDK", () => {
    async function click() {
      await open(WEB_SDK.replace("klarna_test_client_…", klarna.credentials.clientId));
      const button = await visit.browser.$("klarna-payment-button");
      await button.waitForDisplayed();
      await button.click();
    }
    /** @param {unknown} body @param {number} [status] */
    function answers(body, status) {
      visit.server.paths["/api/authorize-payment"] = answer.json(body, status);
    }

    it("takes an approved customer to the return address", async () => {
      answers({ result: "APPROVED" });
      await click();
      await arrivesAt("/thanks");
      const [post] = visit.server.to("/api/authorize-payment");
      const body = JSON.parse(post?.body ?? "{}");
      assert.deepEqual(Object.keys(body).sort(), ["klarnaNetworkSessionToken", "paymentOptionId"]);
    });

    it("offers other methods after a decline", async () => {
      answers({ result: "DECLINED", reason: "PAYMENT_DECLINED" });
      await click();
      assert.deepEqual(await hears(), [["showOtherMethods", "PAYMENT_DECLINED"]]);
    });

    it("shows what failed", async () => {
      answers({ error: "there is no such page" }, 404);
      await click();
      assert.deepEqual(await hears(), [["showFailure", "BACKEND_REJECTED"]]);
    });

    describe("with that of the server", () => {
      before(async () => {
        const { signing_key_id } = await asksKlarna("signing-keys", {});
        await asksKlarna("webhooks", {
          url: `${visit.server.url}/webhooks/klarna`,
          event_types: ["payment.request.state-change.completed"],
          signing_key_id,
        });
      });

      /** @param {string} what @param {object} body @returns {Promise<any>} */
      async function asksKlarna(what, body) {
        const answered = await fetch(`${klarna.url}/v2/notification/${what}`, {
          method: "POST",
          headers: {
            authorization: `Basic ${klarna.credentials.apiKey}`,
            "content-type": "application/json",
          },
          body: JSON.stringify(body),
        });
        return answered.json();
      }

      /** @param {string} email of a customer who clicks */
      async function buys(email) {
        const shop = await server("network");
        const purchase = {
          number: "order-1",
          amount: 11800,
          currency: "EUR",
          supplementary_purchase_data: { customer: { email } },
        };
        const { paths } = visit.server;
        paths["/api/authorize-payment"] = async (response, asked) => {
          const key = asked.headers["idempotency-key"];
          const told = await shop.authorizePayment(JSON.parse(asked.body), key, purchase);
          const id = told.payment_request?.payment_request_id;
          paths[`/api/payments/${encodeURIComponent(id)}`] = (...question) =>
            answer.json(shop.paymentStatus(id))(...question);
          answer.json(told)(response, asked);
        };
        paths["/webhooks/klarna"] = async (response, asked) => {
          await shop.completed(JSON.parse(asked.body));
          answer.status(204)(response, asked);
        };
        await click();
      }

      it("sends a customer who is approved at once to the order", async () => {
        await buys("customer+known@example.com");
        await arrivesAt("/thanks");
        assert.equal(await visit.run(() => location.search), "?order=order-1");
      });

      it("is paid after a step-up, once the server has authorized again", async () => {
        const before = klarna.ledger().transactions.length;
        await buys("customer@example.com");
        const [[name, { status }]] = await hears();
        assert.deepEqual([name, status], ["showConfirmation", "approved"]);
        assert.equal(klarna.ledger().transactions.length, before + 1);
      });

      it("tells the customer where Klarna declines then", async () => {
        await buys("customer+latedecline@example.com");
        const [[name, { status }]] = await hears();
        assert.deepEqual([name, status], ["showConfirmation", "declined"]);
      });
    });
  });
});
