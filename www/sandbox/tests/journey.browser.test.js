import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { violations } from "./accessibility.js";
import { logIn } from "./log-in.js";
import { ask } from "./merchant.js";
import { WebSdkPage } from "./web-sdk-page.js";

const ENTER = "\uE007";
const TAB = "\uE004";
const SPACE = " ";

describe("the purchase journey", () => {
  /** @type {WebSdkPage} */
  let page;
  before(async () => {
    page = await WebSdkPage.open("chromium", { popupBlocking: true });
  });
  after(() => page.close());
  beforeEach(async () => {
    page.sandbox.reset();
    await page.browser.setWindowRect(null, null, 1280, 900);
  });

  const { $ } = {
    /** @param {string} selector */
    $: (selector) => page.browser.$(selector),
  };

  /** Opens a payment request's own page. @param {string} [email] @param {object} [interaction] */
  async function open(email, interaction) {
    const { id, url } = await page.stepUp(email, interaction);
    await page.browser.url(url);
    return id;
  }

  /** @param {string} id */
  const stateOf = (id) =>
    page.sandbox.ledger().paymentRequests.find((known) => known.payment_request_id === id)?.state;

  const cameBack = () =>
    page.browser.waitUntil(async () => (await page.browser.getUrl()).includes("returned="));

  it("is walked through with the keyboard alone, the focus always on the next thing to do", async () => {
    const id = await open();
    const { browser } = page;
    const focused = () => browser.execute(() => document.activeElement?.id);
    /** @param {string} element */
    const untilFocused = (element) =>
      browser.waitUntil(async () => (await focused()) === element, {
        timeoutMsg: `${element} was not focused`,
      });
    await untilFocused("email");
    await browser.keys(ENTER);
    await untilFocused("otp");
    await browser.keys([..."123456", ENTER]);
    await untilFocused("plan-pay_now");
    await browser.keys("\uE015");
    await untilFocused("plan-pay_later");
    await browser.keys([TAB]);
    await untilFocused("continue");
    await browser.keys([SPACE]);
    await untilFocused("confirm");
    assert.match(await $("main").getText(), /Pay in 30 days, as customer@example\.com/);
    await browser.keys(ENTER);
    await cameBack();
    assert.equal(stateOf(id), "COMPLETED");
  });

  it("takes any six digits but 999999, and says so", async () => {
    await open();
    await $("#continue").click();
    for (const code of ["999999", "12345", "abcdef"]) {
      await $("#otp").waitForExist();
      await $("#otp").setValue(code);
      await $("#continue").click();
      await page.browser.waitUntil(async () => (await $("#problem").getText()).includes("wrong"));
    }
    await $("#otp").setValue("000000");
    await $("#continue").click();
    assert.equal(await $("#plan-pay_now").isSelected(), true);
  });

  for (const steps of [0, 1, 2, 3]) {
    it(`can be left at step ${steps + 1}`, async () => {
      const id = await open();
      for (let step = 0; step < steps; step += 1) {
        if (step === 1) await $("#otp").setValue("123456");
        await $("#continue").click();
        await $(["#otp", "#plan-pay_now", "#confirm"][step] ?? "").waitForExist();
      }
      await $("#leave").click();
      await cameBack();
      assert.equal(stateOf(id), "SUBMITTED");
    });
  }

  it("follows the scenario of whoever logs in", async () => {
    const id = await open();
    await logIn($, "customer+denied@example.com");
    await $("#continue").click();
    await $("#confirm").click();
    await cameBack();
    assert.equal(stateOf(id), "DECLINED");
  });

  it("has one page in quick mode", async () => {
    page.sandbox.configure({ journey: "quick" });
    for (const [press, state] of /** @type {const} */ ([
      ["approve", "COMPLETED"],
      ["decline", "DECLINED"],
      ["close", "SUBMITTED"],
    ])) {
      const id = await open();
      await $(`#${press}`).click();
      await cameBack();
      assert.equal(stateOf(id), state);
    }
  });

  it("can be tried again when the server fails, or left", async () => {
    await open();
    page.sandbox.injectFault({ path: "/journey/state/*", kind: "status", times: 1 });
    await $("#continue").click();
    await $("#again").click();
    await $("#otp").waitForExist();
    page.sandbox.injectFault({ path: "/journey/state/*", kind: "malformed", times: 1 });
    await $("#otp").setValue("123456");
    await $("#continue").click();
    // The step before has a button of that name, too, until the failure is shown.
    await $("#again").waitForExist();
    await $("#leave").click();
    await cameBack();
  });

  it("says so when the shop gave no return URL", async () => {
    const { apiKey, accountId } = page.sandbox.credentials;
    const { body } = await ask(
      page.sandbox,
      "POST",
      `/v2/accounts/${accountId}/payment/requests`,
      { currency: "JPY", amount: 1200 },
      { authorization: `Basic ${apiKey}` },
    );
    await page.browser.url(body.state_context.customer_interaction.payment_request_url);
    await $("#email").waitForExist();
    assert.match(await $(".summary").getText(), /¥1,200/);
    await $("#leave").click();
    await page.browser.waitUntil(async () => (await $("main").getText()).includes("no return URL"));
  });

  it("has no accessibility violations, on a phone or a desktop", async () => {
    for (const [width, height] of /** @type {const} */ ([
      [390, 844],
      [1280, 900],
    ])) {
      await page.browser.setWindowRect(null, null, width, height);
      await open();
      for (const [next, fill] of /** @type {const} */ ([
        ["#email", undefined],
        ["#otp", "123456"],
        ["#plan-pay_now", undefined],
        ["#confirm", undefined],
      ])) {
        await $(next).waitForExist();
        assert.deepEqual(await violations(page.browser), [], `at ${next}, ${width} px`);
        const overflow = await page.browser.execute(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0);
        if (fill) await $(next).setValue(fill);
        if (next !== "#confirm") await $("#continue").click();
      }
    }
    page.sandbox.configure({ journey: "quick" });
    await open();
    await $("#approve").waitForExist();
    assert.deepEqual(await violations(page.browser), []);
  });

  it("has no accessibility violations behind the curtain and in the SDK's elements", async () => {
    page.sandbox.configure({ journey: "quick" });
    await page.start();
    await page.present();
    await page.mountButton();
    const { url } = await page.stepUp();
    await page.plan({ give: { paymentRequestUrl: url } });
    await page.click();
    const overlay = $("#klarna-overlay");
    await overlay.waitForExist();
    assert.deepEqual(await violations(page.browser), []);
    await overlay.shadow$("#cancel").click();
    await page.hears(1);
  });
});
