import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { openBrowser } from "../../../../tests/webdriver/browsers.js";
import { startSandbox } from "../../index.js";
import { violations } from "../accessibility.js";
import { Klarna } from "../facts/klarna.js";
import { ShopServer } from "../shop-server.js";

const ENTER = "\uE007";

describe("the sandbox's page", () => {
  /** @type {import("../../index.js").Sandbox} */
  let sandbox;
  /** @type {Klarna} */
  let klarna;
  /** @type {ShopServer} */
  let shop;
  /** @type {Awaited<ReturnType<typeof openBrowser>>} */
  let browser;
  before(async () => {
    sandbox = await startSandbox({ seed: 3 });
    klarna = new Klarna(sandbox);
    shop = await ShopServer.open();
    browser = await openBrowser("chromium");
  });
  after(async () => {
    await browser.close();
    await sandbox.close();
    shop.close();
  });
  beforeEach(async () => {
    sandbox.reset();
    shop.forget();
    await browser.setWindowRect(null, null, 1280, 900);
    await browser.url(sandbox.url);
    await browser.waitUntil(() => browser.$("#switches button").isExisting());
  });

  const text = () => browser.$("main").getText();
  /** @param {string | RegExp} expected */
  const untilShown = (expected) =>
    browser.waitUntil(async () => (await text()).match(expected) !== null, {
      timeoutMsg: `${expected} was never shown`,
    });

  it("says what a shop sets", async () => {
    const facts = await browser.$("#facts").getText();
    const { username, password, apiKey, clientId, accountId } = sandbox.credentials;
    for (const fact of [`${username}:${password}`, apiKey, clientId, accountId])
      assert.ok(facts.includes(fact), fact);
    assert.match(facts, /\/kp\/lib\/v1\/api\.js/);
  });

  it("shows what happens as it happens, tokens in part only", async () => {
    const token = await klarna.token();
    await untilShown(/Authorizations[\s\S]*open/);
    const { body } = await klarna.order(token);
    await untilShown(body.order_id);
    const shown = await browser.getPageSource();
    assert.equal(shown.includes(token), false, "the whole token");
    assert.ok(shown.includes(token.slice(0, 8)));
    const overview = await (await fetch(`${sandbox.url}/sandbox/overview`)).text();
    assert.equal(overview.includes(token), false);
  });

  it("switches a fault on and off, and leaves the others", async () => {
    sandbox.injectFault({ path: "/elsewhere", kind: "drop" });
    const fault = await browser.$("#switches button");
    await fault.click();
    await browser.waitUntil(async () => sandbox.faults().endpoints.length === 2);
    assert.equal((await klarna.create({})).status, 503);
    await browser.waitUntil(async () => (await fault.getAttribute("aria-checked")) === "true");
    await fault.click();
    await browser.waitUntil(async () => sandbox.faults().endpoints.length === 1);
    assert.equal(sandbox.faults().endpoints[0]?.path, "/elsewhere");
  });

  it("tells of faults that a test has armed, and takes them away, with the keyboard alone", async () => {
    sandbox.injectFault({ path: "/elsewhere", kind: "status", status: 418, times: 2 });
    sandbox.injectSdkFault({ sdk: "web-sdk", call: "initiate", kind: "twice" });
    await untilShown("status: /elsewhere, status 418, times 2");
    assert.match(await text(), /twice: initiate of web-sdk/);
    await browser.execute(() => document.getElementById("clear")?.focus());
    await browser.keys(ENTER);
    await untilShown("Nothing goes wrong.");
    assert.deepEqual(sandbox.faults(), { endpoints: [], sdk: [] });
  });

  it("chooses a scenario, lets time pass, and forgets", async () => {
    await browser.$("#scenario").selectByAttribute("value", "denied");
    await browser.waitUntil(async () => sandbox.settings().scenario === "denied");
    await browser.$("button[data-advance='3600000']").click();
    await browser.waitUntil(async () => sandbox.clock().aheadMs === 3_600_000);
    await klarna.session();
    await browser.$("#reset").click();
    await browser.waitUntil(async () => sandbox.ledger().sessions.length === 0);
    await browser.waitUntil(async () => (await browser.$("#scenario").getValue()) === "approved");
  });

  it("sends an event of a webhook again, and keeps the focus where it is meanwhile", async () => {
    const { body: key } = await klarna.v2("POST", "/notification/signing-keys");
    await klarna.v2("POST", "/notification/webhooks", {
      url: `${shop.url}/hook`,
      event_types: ["payment.request.*"],
      signing_key_id: key.signing_key_id,
    });
    await klarna.v2("POST", "/payment/requests", { currency: "EUR" });
    await untilShown(/payment\.request\.state-change\.submitted/);
    const focused = () => browser.execute(() => document.activeElement?.getAttribute("aria-label"));
    const label = "Twice: payment.request.state-change.submitted";
    await browser.execute((name) => {
      /** @type {HTMLElement | null} */ (document.querySelector(`[aria-label="${name}"]`))?.focus();
    }, label);
    await browser.keys(ENTER);
    await shop.bodies(3);
    await browser.waitUntil(
      async () => (await browser.$$("#hooks [aria-label^='Twice']").length) === 3,
    );
    assert.equal(await focused(), label);
  });

  for (const width of [390, 1280])
    it(`has nothing that axe objects to and no sideways scrolling, ${width} px wide`, async () => {
      await browser.setWindowRect(null, null, width, 900);
      await klarna.order(await klarna.token());
      await untilShown("AUTHORIZED");
      assert.deepEqual(await violations(browser), []);
      const [scrolls, shown] = await browser.execute(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ]);
      assert.ok(Number(scrolls) <= Number(shown), `${scrolls} px in ${shown}`);
    });
});
