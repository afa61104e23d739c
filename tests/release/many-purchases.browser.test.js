import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CheckoutPage } from "../../www/sandbox/tests/checkout-page.js";
import { WebSdkPage } from "../../www/sandbox/tests/web-sdk-page.js";

// The sandbox may be bought with for long in one page.

/** A suite may do so a thousand times: `PURCHASES=1000 node --test …`. Enough that one listener of each is seen. */
const PURCHASES = Number(process.env.PURCHASES ?? 24);
const FIRST_FEW = 4;
const KLARNA = { payment_method_category: "klarna" };

describe("purchases one after the other in one page", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open("chromium");
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ journey: "instant" });
  });

  /** @returns {Promise<{ documents: number, listeners: number, bytes: number }>} what the page holds */
  async function held() {
    const { browser } = page;
    const cdp = (/** @type {string} */ command) =>
      /** @type {Promise<any>} */ (browser.sendCommandAndGetResult(command, {}));
    await cdp("HeapProfiler.collectGarbage");
    await cdp("HeapProfiler.collectGarbage");
    const { documents, jsEventListeners: listeners } = await cdp("Memory.getDOMCounters");
    const { usedSize: bytes } = await cdp("Runtime.getHeapUsage");
    return { documents, listeners, bytes };
  }

  /**
   * @param {string} what
   * @param {(times: number) => Promise<number>} buyFew gives how many were approved
   */
  async function staysFlat(what, buyFew) {
    /** @param {number} times */
    const buy = async (times) => {
      for (let done = 0; done < times; done += FIRST_FEW)
        assert.equal(await buyFew(FIRST_FEW), FIRST_FEW);
    };
    await buy(FIRST_FEW);
    const early = await held();
    await buy(PURCHASES);
    const late = await held();
    const perPurchase = Math.round((late.bytes - early.bytes) / PURCHASES);
    const grown = [late.documents - early.documents, late.listeners - early.listeners];
    console.log(
      `${what}: after ${PURCHASES} purchases ${grown[0]} documents, ${grown[1]} listeners, ${perPurchase} bytes each`,
    );
    // A window that has just been closed may still be there.
    assert.ok(Number(grown[0]) <= 2, `${grown[0]} documents more`);
    assert.ok(Number(grown[1]) <= 12, `${grown[1]} listeners more`);
    assert.ok(perPurchase < 20_000, `${perPurchase} bytes more with each purchase`);
  }

  for (const flow of /** @type {const} */ (["iframe", "popup", "purchase-flow"]))
    it(`leave nothing behind: ${flow}`, async () => {
      page.sandbox.configure({ flow });
      await page.start();
      await page.answer("load", { ...KLARNA, container: "#first" }, {}, "@callback");
      await staysFlat(flow, async (times) =>
        page.browser.execute(async (count) => {
          let approved = 0;
          for (let done = 0; done < count; done += 1) {
            const widget = { payment_method_category: "klarna" };
            await window.fact.pause(0); // a click is a task of its own
            const result = await window.fact.ask("authorize", widget);
            if (result.approved) approved += 1;
          }
          return approved;
        }, times),
      );
    });

  it("leave nothing behind: Web SDK", async () => {
    const webSdk = new WebSdkPage(page);
    await webSdk.start("", {}, []);
    await page.browser.execute(() => window.shop.listen("complete", false));
    await staysFlat("Web SDK", async (times) => {
      const urls = [];
      for (let done = 0; done < times; done += 1) urls.push((await webSdk.stepUp()).url);
      return page.browser.execute(async (addresses) => {
        let completed = 0;
        window.shop.events.length = 0;
        for (const paymentRequestUrl of addresses) {
          const { Payment } = window.shop.klarna;
          const finished = await Payment.initiate(async () => ({ paymentRequestUrl }), {
            initiationMode: "POPUP",
          });
          if (finished.state === "COMPLETED") completed += 1;
        }
        window.shop.events.length = 0;
        return completed;
      }, urls);
    });
  });
});
