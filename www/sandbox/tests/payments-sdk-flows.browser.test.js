import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CheckoutPage } from "./checkout-page.js";
import { createSession } from "./merchant.js";

const KLARNA = { payment_method_category: "klarna" };
const FIRST = { ...KLARNA, container: "#first" };
const KNOWN = { billing_address: { email: "customer+known@example.com" } };
const CURTAIN = "#klarna-klarna-fullscreen";

describe("sessions whose client token switches other code paths on", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open("chromium", { popupBlocking: true });
  });
  after(() => page.close());
  beforeEach(() => page.sandbox.reset());

  /** Calls `authorize` from inside a real click, and gives the call's number. */
  async function clickToAuthorize() {
    await page.browser.execute((options) => {
      const button = /** @type {HTMLElement} */ (document.querySelector("#buy"));
      button.onclick = () => {
        button.dataset.call = String(
          window.probe.call(window.Klarna.Payments, "authorize", [options, {}, "@callback"]),
        );
      };
    }, KLARNA);
    const button = page.browser.$("#buy");
    await button.click();
    return Number(await button.getAttribute("data-call"));
  }

  const windows = async () => (await page.browser.getWindowHandles()).length;

  describe("with the pop-up", () => {
    beforeEach(() => page.sandbox.configure({ flow: "popup", journey: "quick" }));

    async function started() {
      await page.start();
      await page.answer("load", FIRST, {}, "@callback");
    }

    it("run the journey in a window opened by the click, behind a curtain on the page", async () => {
      await started();
      const number = await clickToAuthorize();
      const backToShop = await page.switchToPopup();
      await page.browser.$("#approve").click();
      await backToShop();
      const { callbacks } = await page.answered(number);
      assert.equal(callbacks[0]?.[0].approved, true);
      await page.browser.waitUntil(async () => (await windows()) === 1);
      assert.equal(await page.browser.$(CURTAIN).isDisplayed(), false);
    });

    it("are dismissed when the customer closes the window", async () => {
      await started();
      const number = await clickToAuthorize();
      const backToShop = await page.switchToPopup();
      await page.browser.$("#approve").waitForExist();
      await page.browser.closeWindow();
      await backToShop();
      const { callbacks } = await page.answered(number);
      assert.deepEqual(callbacks[0]?.[0], { show_form: true, approved: false });
    });

    it("are dismissed from the curtain, which closes the window", async () => {
      await started();
      const number = await clickToAuthorize();
      // A window that is closed before it has loaded is done without: the customer would go on in the page.
      const backToShop = await page.switchToPopup();
      await page.browser.$("#approve").waitForExist();
      await backToShop();
      const curtain = page.browser.$(CURTAIN);
      await curtain.waitForDisplayed();
      await page.browser.switchFrame(curtain);
      await page.browser.$("#leave").click();
      await page.browser.switchFrame(null);
      assert.deepEqual((await page.answered(number)).callbacks[0]?.[0], {
        show_form: true,
        approved: false,
      });
      await page.browser.waitUntil(async () => (await windows()) === 1);
    });

    it("go on in the page when the window is blocked", async () => {
      await started();
      const number = await page.call("authorize", KLARNA, {}, "@callback");
      const fullscreen = page.browser.$(CURTAIN);
      await fullscreen.waitForDisplayed();
      assert.equal(await windows(), 1);
      await page.browser.switchFrame(fullscreen);
      await page.browser.$("#approve").click();
      await page.browser.switchFrame(null);
      assert.equal((await page.answered(number)).callbacks[0]?.[0].approved, true);
    });

    it("drop a second authorize of a later task without a word, until the first is over", async () => {
      await started();
      const first = await clickToAuthorize();
      const dropped = await page.call("authorize", KLARNA, {}, "@callback");
      const backToShop = await page.switchToPopup();
      await page.browser.$("#close").click();
      await backToShop();
      await page.answered(first);
      const next = await clickToAuthorize();
      const again = await page.switchToPopup();
      await page.browser.$("#approve").click();
      await again();
      await page.answered(next);
      assert.deepEqual((await page.outcome(dropped)).callbacks, []);
    });

    it("let two calls of one task through", async () => {
      await page.start(KNOWN);
      await page.answer("load", FIRST, {}, "@callback");
      const second = await page.browser.execute((options) => {
        const { Payments } = window.Klarna;
        window.probe.call(Payments, "authorize", [options, {}, "@callback"]);
        return window.probe.call(Payments, "authorize", [options, {}, "@callback"]);
      }, KLARNA);
      assert.equal((await page.answered(second)).callbacks[0]?.[0].approved, true);
      assert.equal((await page.answered(second - 1)).callbacks[0]?.[0].approved, true);
    });

    it("keep the lock through init and load", async () => {
      await started();
      await clickToAuthorize();
      const { client_token } = await createSession(page.sandbox, KNOWN);
      await page.call("init", { client_token });
      await page.answer("load", FIRST, {}, "@callback");
      const dropped = await page.call("authorize", KLARNA, {}, "@callback");
      await page.answer("finalize", KLARNA, {}, "@callback");
      assert.deepEqual((await page.outcome(dropped)).callbacks, []);
      const backToShop = await page.switchToPopup();
      await page.browser.closeWindow();
      await backToShop();
    });
  });

  describe("with the purchase-flow library", () => {
    beforeEach(() => page.sandbox.configure({ flow: "purchase-flow", journey: "quick" }));

    const libraryLoaded = () =>
      page.browser.waitUntil(() => page.browser.execute(() => "klarnaPurchaseFlow" in window));

    it("need no load, and open their window in the click", async () => {
      await page.start();
      await libraryLoaded();
      const number = await clickToAuthorize();
      const backToShop = await page.switchToPopup();
      await page.browser.$("#approve").click();
      await backToShop();
      const { callbacks } = await page.answered(number);
      assert.equal(callbacks[0]?.[0].approved, true);
      assert.equal(typeof callbacks[0]?.[0].authorization_token, "string");
    });

    it("answer with all three flags when the customer leaves", async () => {
      await page.start({ billing_address: { email: "customer+leaves@example.com" } });
      assert.deepEqual(await page.answer("authorize", KLARNA, {}, "@callback"), {
        show_form: true,
        approved: false,
        finalize_required: false,
      });
    });

    it("are declined when the library cannot be had", async () => {
      page.sandbox.injectFault({ path: "/apf/latest/library/main.js", kind: "status" });
      await page.start();
      assert.deepEqual(await page.answer("authorize", KLARNA, {}, "@callback"), {
        show_form: false,
        approved: false,
      });
    });

    it("call a throwing finalize callback again, with a failure", async () => {
      await page.start(KNOWN);
      const number = await page.call("finalize", KLARNA, {}, "@throwing-callback");
      const { callbacks } = await page.answered(number, 2);
      assert.equal(callbacks[0]?.[0].approved, true);
      assert.deepEqual(callbacks[1]?.[0], {
        show_form: false,
        approved: false,
        finalize_required: false,
      });
      const [rejection] = await page.rejections();
      assert.equal(rejection?.message, "thrown by the shop's callback");
    });

    it("swallow what authorize's callback throws", async () => {
      await page.start(KNOWN);
      const number = await page.call("authorize", KLARNA, {}, "@throwing-callback");
      assert.equal((await page.answered(number)).callbacks.length, 1);
      assert.deepEqual(await page.rejections(), []);
    });
  });

  describe("with the static widget", () => {
    beforeEach(() => page.sandbox.configure({ flow: "static-widget", journey: "instant" }));

    /** Loads a page that allows inline scripts, which this widget needs, and takes up a session. */
    const started = () => page.start({}, "", "open");

    it('shows no frame but words in a closed shadow root, of height "one"', async () => {
      await started();
      await page.browser.execute(() =>
        window.Klarna.Payments.on("heightChanged", (/** @type {unknown[]} */ ...args) =>
          window.probe.events.push(args),
        ),
      );
      assert.deepEqual(await page.answer("load", FIRST, {}, "@callback"), { show_form: true });
      await page.browser.waitUntil(() =>
        page.browser.execute(() => window.probe.events.length > 0),
      );
      const { frames, root, height, events } = await page.browser.execute(() => {
        const container = /** @type {HTMLElement} */ (document.querySelector("#first"));
        return {
          frames: document.querySelectorAll("iframe").length,
          root: container.shadowRoot,
          height: Math.ceil(container.getBoundingClientRect().height),
          events: window.probe.events,
        };
      });
      assert.deepEqual([frames, root], [0, null]);
      assert.ok(height > 50);
      assert.deepEqual(events, [[height, "one"]]);
      assert.deepEqual(await page.pageErrors(), []);
    });

    it("authorizes the data of load, where authorize says nothing else", async () => {
      const { session_id } = await started();
      const loaded = { merchant_reference1: "loaded", billing_address: { city: "A", phone: "+1" } };
      await page.answer("load", FIRST, loaded, "@callback");
      const data = { billing_address: { city: "B" } };
      const result = await page.answer("authorize", KLARNA, data, "@callback");
      assert.equal(result.approved, true);
      const session = page.sandbox.ledger().sessions.find((one) => one.session_id === session_id);
      assert.equal(session?.merchant_reference1, "loaded");
      assert.deepEqual(session?.billing_address, { city: "B", phone: "+1" });
    });

    it("is loaded anew in the same container, and elsewhere", async () => {
      await started();
      for (const container of ["#first", "#first", "#second"])
        assert.deepEqual(await page.answer("load", { ...KLARNA, container }, {}, "@callback"), {
          show_form: true,
        });
    });

    it("lets an exception of the callback become an unhandled rejection", async () => {
      await started();
      await page.answered(await page.call("load", FIRST, {}, "@throwing-callback"));
      await page.browser.waitUntil(async () => (await page.rejections()).length > 0);
      assert.equal((await page.rejections())[0]?.message, "thrown by the shop's callback");
    });

    it("is not offered when its page cannot be had", async () => {
      page.sandbox.injectFault({ path: "/kp/one-offering/*", kind: "status" });
      await started();
      assert.deepEqual(await page.answer("load", FIRST, {}, "@callback"), { show_form: false });
    });

    it("works in a shadow root as well", async () => {
      await started();
      await page.browser.execute(() => {
        const root = document.querySelector("#first")?.attachShadow({ mode: "open" });
        root?.append(document.createElement("div"));
      });
      const options = { ...KLARNA, container: "@shadow #first" };
      assert.deepEqual(await page.answer("load", options, {}, "@callback"), { show_form: true });
      const result = await page.answer("authorize", KLARNA, {}, "@callback");
      assert.equal(result.approved, true);
    });
  });
});
