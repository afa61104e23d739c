import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { availableEngines } from "../../../../tests/webdriver/browsers.js";
import { CheckoutPage } from "../checkout-page.js";
import { logIn } from "../log-in.js";
import { ORDER } from "../merchant.js";
import { WebSdkPage } from "../web-sdk-page.js";

const KLARNA = { payment_method_category: "klarna" };

for (const engine of availableEngines()) {
  if (engine === "chromium") continue; // all other files are about it

  describe(`the sandbox in ${engine}`, () => {
    /** @type {CheckoutPage} */
    let page;
    /** @type {WebSdkPage} */
    let webSdk;
    before(async () => {
      page = await CheckoutPage.open(engine, { popupBlocking: true });
      webSdk = new WebSdkPage(page);
    });
    after(() => page.close());
    beforeEach(() => page.sandbox.reset());

    /** @param {string} selector */
    const $ = (selector) => page.browser.$(selector);

    /** Goes through every step of the journey, wherever the browser is. */
    async function walkThrough() {
      await logIn($);
      await $("#plan-pay_in_3").click();
      await $("#continue").click();
      await $("#confirm").waitForExist();
      await $("#confirm").click();
    }

    const returned = () =>
      page.browser.waitUntil(async () => (await page.browser.getUrl()).includes("returned="));

    it("authorizes and finalizes with the v1 SDK, the journey in a full-screen frame", async () => {
      const session = await page.start();
      await page.answer("load", { ...KLARNA, container: "#first" }, {}, "@callback");
      const options = { ...KLARNA, auto_finalize: false };
      const number = await page.call("authorize", options, {}, "@callback");
      const frame = $("#klarna-klarna-fullscreen");
      await frame.waitForDisplayed();
      await page.browser.switchFrame(frame);
      await walkThrough();
      await page.browser.switchFrame(null);
      assert.equal((await page.answered(number)).callbacks[0]?.[0].finalize_required, true);
      await page.load();
      await page.call("init", { client_token: session.client_token });
      const result = await page.answer("finalize", KLARNA, {}, "@callback");
      assert.equal(typeof result.authorization_token, "string");
      assert.deepEqual(await page.pageErrors(), []);
    });

    it("pays with the Web SDK in a window that the click opens", async () => {
      await webSdk.start();
      await webSdk.present();
      await webSdk.mountButton();
      const { url } = await webSdk.stepUp();
      await webSdk.plan({ give: { paymentRequestUrl: url } });
      await webSdk.browser.execute(() => window.shop.listen("complete", false));
      await $("klarna-payment-button").click();
      const back = await webSdk.switchToPopup();
      await walkThrough();
      await back();
      const [[event, request]] = await webSdk.hears(1);
      assert.deepEqual([event, request.state], ["complete", "COMPLETED"]);
      assert.deepEqual(await page.pageErrors(), []);
    });

    it("pays with the Web SDK by redirect, and replays complete on return", async () => {
      await webSdk.start();
      const { id, url } = await webSdk.stepUp();
      await webSdk.plan({ give: { paymentRequestUrl: url } });
      await webSdk.clickOwn({ initiationMode: "REDIRECT" });
      await walkThrough();
      await returned();
      await webSdk.ready();
      await webSdk.startInstance();
      const [[event, request]] = await webSdk.hears(1);
      assert.deepEqual([event, request.paymentRequestId], ["complete", id]);
    });

    it("pays with the Web SDK on the page when the window is blocked", async () => {
      await webSdk.start();
      const { url } = await webSdk.stepUp();
      await webSdk.plan({ give: { paymentRequestUrl: url } });
      await webSdk.browser.execute(() => {
        window.open = () => null;
      });
      await webSdk.clickOwn({ initiationMode: "ON_PAGE" });
      const frame = $("#klarna-fullscreen");
      await frame.waitForExist();
      await page.browser.switchFrame(frame);
      await walkThrough();
      await page.browser.switchFrame(null);
      await returned();
    });

    it("pays by Express Checkout in a window that the click opens, and says where to send the goods", async () => {
      await page.load();
      await page.browser.execute(
        (clientId, order) => {
          const { Buttons } = window.Klarna.Payments;
          Buttons.init({ client_id: clientId });
          const button = /** @type {HTMLElement} */ (document.querySelector("#buy"));
          button.onclick = () => {
            const args = [{ collect_shipping_address: true }, order, "@callback"];
            button.dataset.call = String(window.probe.call(Buttons, "authorize", args));
          };
        },
        page.sandbox.credentials.clientId,
        ORDER,
      );
      page.sandbox.configure({ journey: "quick" });
      await $("#buy").click();
      await webSdk.decideInPopup("approve");
      const number = Number(await $("#buy").getAttribute("data-call"));
      const result = (await page.answered(number)).callbacks[0]?.[0];
      assert.equal(typeof result.authorization_token, "string");
      assert.equal(result.collected_shipping_address.country, "SE");
      assert.deepEqual(await page.pageErrors(), []);
    });

    it("shows the static widget, by a newer script that the token names", async () => {
      const sdkVersion = "v1.10.0-2500-g0123abc";
      page.sandbox.configure({ flow: "static-widget", sdkVersion });
      await page.start({}, "", "open");
      const options = { ...KLARNA, container: "#first" };
      assert.deepEqual(await page.answer("load", options, {}, "@callback"), { show_form: true });
      const height = await page.browser.execute(
        () => document.querySelector("#first")?.getBoundingClientRect().height ?? 0,
      );
      assert.ok(height > 50);
      assert.deepEqual(await page.pageErrors(), []);
    });

    it("signs a customer in from the shop's own button, and places a message", async () => {
      page.sandbox.configure({ journey: "quick" });
      await webSdk.start("", {}, []);
      await webSdk.browser.execute(() => {
        const { klarna, events } = window.shop;
        klarna.Messaging.placement({ key: "footer", locale: "en-GB" }).mount("#parts");
        const redirectUri = "https://shop.test/";
        klarna.Identity.on("signin", (/** @type {any} */ response) => events.push(response));
        klarna.Identity.button({ scope: "profile:email", redirectUri }).attach("#own");
      });
      await $("#own").click();
      await webSdk.decideInPopup("approve");
      const [{ customerProfile }] = await webSdk.hears(1);
      assert.equal(customerProfile.email, "customer@example.com");
      assert.deepEqual(await page.pageErrors(), []);
    });
  });
}
