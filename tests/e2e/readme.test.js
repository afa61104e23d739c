// The README's examples do what the README says, as they are printed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { answer } from "./checkout-server.js";
import { Visit } from "./visit.js";

const README = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const [PAYMENTS, REVIEW, WEB_SDK] = [
  ...(README.split(/^## /m)[1] ?? "").matchAll(/^```js\n(.*?)^```$/gms),
].map(([, code]) => String(code));

/** What the examples leave to the shop. Each call is kept, in order, with its first argument. */
const SHOP = `
  window.heard = [];
  for (const name of ["hideKlarna", "showOtherMethods", "showWrong", "showFailure", "showConfirmation"])
    window[name] = (about) => heard.push([name, about]);`;

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
    klarna.configure({ scenario: "approved" });
    visit.server.reset();
    visit.server.paths = {
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
  const isOnThanks = () => visit.run(() => location.pathname === "/thanks");

  /** Klarna's script of the sandbox, as a shop that has it in its page already. */
  const script = () => `<script src="${klarna.url}/kp/lib/v1/api.js"></script>`;

  /** @param {string} [email] */
  async function session(email = "customer@example.com") {
    const order_lines = [{ name: "Shoes", quantity: 1, unit_price: 11800, total_amount: 11800 }];
    const order = {
      purchase_country: "SE",
      purchase_currency: "SEK",
      locale: "sv-SE",
      order_amount: 11800,
      order_lines,
      billing_address: { email },
    };
    const response = await fetch(`${klarna.url}/payments/v1/sessions`, {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${klarna.credentials.username}:${klarna.credentials.password}`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(order),
    });
    const { client_token } = /** @type {{ client_token: string }} */ (await response.json());
    return { client_token, order_data: order };
  }

  it("of the first page pays, and the backend gets what the text says", async () => {
    visit.server.paths["/api/klarna/session"] = answer.json(await session());
    await open(PAYMENTS ?? "", script());
    await visit.browser.$("#buy").click();
    await visit.browser.waitUntil(isOnThanks);
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
    await open(PAYMENTS ?? "", script());
    await visit.browser.$("#buy").click();
    await visit.browser.waitUntil(async () => (await heard()).length > 0);
    assert.deepEqual(await heard(), [["showOtherMethods", null]]);
  });

  it("of the review page finalizes what the payment page authorized", async () => {
    const { client_token, order_data } = await session();
    const given = `const client_token = ${JSON.stringify(client_token)};
      const order_data = ${JSON.stringify(order_data)};`;
    const load = `import { loadKlarnaPayments } from "klarna-payments-wasm"; ${given}`;
    const authorize = `${load}
      const klarna = await loadKlarnaPayments({ clientToken: client_token, backend: "/api/klarna/orders" });
      await klarna.load("#klarna", order_data);
      buy.addEventListener("click", async () => {
        heard.push((await klarna.authorize({ autoFinalize: false }, order_data)).status);
      });`;
    await open(authorize, script());
    await visit.browser.$("#buy").click();
    await visit.browser.waitUntil(async () => (await heard()).length > 0);
    assert.deepEqual(await heard(), ["finalize_required"]);
    await open(`${load} ${REVIEW ?? ""}`, script());
    await visit.browser.$("#buy").click();
    await visit.browser.waitUntil(isOnThanks);
    assert.equal(visit.server.to("/api/klarna/orders").length, 1);
  });

  describe("of the Web SDK", () => {
    /** @param {unknown} body @param {number} [status] */
    async function click(body, status) {
      visit.server.paths["/api/authorize-payment"] = answer.json(body, status);
      await open((WEB_SDK ?? "").replace("klarna_test_client_…", klarna.credentials.clientId));
      const button = await visit.browser.$("klarna-payment-button");
      await button.waitForDisplayed();
      await button.click();
    }

    it("takes an approved customer to the return address", async () => {
      await click({ result: "APPROVED" });
      await visit.browser.waitUntil(isOnThanks);
      const [post] = visit.server.to("/api/authorize-payment");
      const body = JSON.parse(post?.body ?? "{}");
      assert.deepEqual(Object.keys(body).sort(), ["klarnaNetworkSessionToken", "paymentOptionId"]);
    });

    it("offers other methods after a decline", async () => {
      await click({ result: "DECLINED", reason: "PAYMENT_DECLINED" });
      await visit.browser.waitUntil(async () => (await heard()).length > 0);
      assert.deepEqual(await heard(), [["showOtherMethods", "PAYMENT_DECLINED"]]);
    });

    it("shows what failed", async () => {
      await click({ error: "there is no such page" }, 404);
      await visit.browser.waitUntil(async () => (await heard()).length > 0);
      assert.deepEqual(await heard(), [["showFailure", "BACKEND_REJECTED"]]);
    });
  });
});
