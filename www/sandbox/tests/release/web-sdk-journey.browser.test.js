import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { violations } from "../accessibility.js";
import { logIn } from "../log-in.js";
import { WebSdkPage } from "../web-sdk-page.js";

describe("a payment with the Web SDK's look-alike", () => {
  /** @type {WebSdkPage} */
  let page;
  before(async () => {
    page = await WebSdkPage.open("chromium", { popupBlocking: true });
  });
  after(() => page.close());
  beforeEach(() => {
    page.sandbox.reset();
    page.sandbox.configure({ journey: "quick" });
  });

  /** @param {string} what the end of the page's address */
  const arrives = (what) =>
    page.browser.waitUntil(async () => (await page.browser.getUrl()).endsWith(what), {
      timeoutMsg: `never came to ${what}`,
    });

  /**
   * Starts, and makes `initiate` hand over a step-up.
   * @param {string} [email]
   * @param {string[]} [listenTo]
   */
  async function stepUp(email, listenTo) {
    await page.start("", {}, listenTo);
    const request = await page.stepUp(email);
    await page.plan({ give: { paymentRequestUrl: request.url } });
    return request;
  }

  const windows = async () => (await page.browser.getWindowHandles()).length;
  const onlyShop = () => page.browser.waitUntil(async () => (await windows()) === 1);
  /** Starts without a click, so that the window is blocked. @param {string} initiationMode */
  const initiateUnclicked = (initiationMode) =>
    page.browser.execute((mode) => {
      window.shop.armOwnButton({ initiationMode: mode });
      /** @type {HTMLElement} */ (document.querySelector("#own")).click();
    }, initiationMode);

  describe("in a window", () => {
    it("completes, tells the shop, and goes to the return URL", async () => {
      const { id } = await stepUp();
      await page.browser.execute(() => {
        window.shop.klarna.Payment.on("complete", (/** @type {any} */ request) => {
          sessionStorage.setItem("heard", JSON.stringify(request));
          return true;
        });
      });
      await page.clickOwn();
      await page.decideInPopup("approve");
      await arrives("?returned=COMPLETED");
      const heard = await page.browser.execute(() =>
        JSON.parse(sessionStorage.getItem("heard") ?? "{}"),
      );
      assert.equal(heard.paymentRequestId, id);
      assert.equal(heard.state, "COMPLETED");
      assert.equal(heard.previousState, "IN_PROGRESS");
      assert.match(heard.stateContext.klarnaNetworkSessionToken, /^krn:network:eu1:test/);
      await onlyShop();
    });

    it("takes a bare paymentRequestId, and an object that is no promise", async () => {
      const { id } = await stepUp("customer@example.com", ["abort"]);
      await page.browser.execute(() => window.shop.listen("complete", false));
      await page.plan({ give: { paymentRequestId: id }, sync: true });
      await page.clickOwn();
      await page.decideInPopup("approve");
      const [[event, request]] = await page.hears(1);
      assert.deepEqual([event, request.paymentRequestId], ["complete", id]);
      const [{ request: resolved }] = await page.hears(1, "outcomes");
      assert.equal(resolved.state, "COMPLETED");
    });

    it("stays on the page when a handler returns false", async () => {
      await stepUp("customer@example.com", []);
      await page.browser.execute(() => {
        window.shop.listen("complete");
        window.shop.listen("complete", false);
      });
      await page.clickOwn();
      await page.decideInPopup("approve");
      await page.hears(1, "outcomes");
      assert.equal((await page.heard()).length, 2);
      assert.doesNotMatch(await page.browser.getUrl(), /returned/);
    });

    it("goes to the returnUrl of the call's options when the payment request has none", async () => {
      await page.start("", {}, ["abort", "error"]);
      await page.plan({ give: { currency: "EUR", amount: 700 } });
      const returnUrl = `${page.url}?from=options&id={klarna.payment_request.state}`;
      await page.clickOwn({ returnUrl });
      await page.decideInPopup("approve");
      await arrives("?from=options&id=COMPLETED");
    });

    it("tells of the customer what the shop asked for, and gives a token for later", async () => {
      await page.start("", {}, []);
      await page.browser.execute(() => window.shop.listen("complete", false));
      await page.plan({
        give: {
          currency: "EUR",
          amount: 700,
          supplementaryPurchaseData: { customer: { email: "customer@example.com" } },
          collectCustomerProfile: ["profile:name", "profile:email", "profile:billing_address"],
          requestCustomerToken: {
            scopes: ["payment:customer_not_present"],
            customerTokenReference: "c-1",
          },
        },
      });
      await page.clickOwn();
      await page.decideInPopup("approve");
      const [[, request]] = await page.hears(1);
      const { customerProfile, customerToken, customerTokenReference } =
        request.stateContext.klarnaCustomer;
      assert.deepEqual(Object.keys(customerProfile).sort(), [
        "address",
        "customerId",
        "email",
        "emailVerified",
        "familyName",
        "givenName",
      ]);
      assert.equal(customerProfile.address.postalCode, "12345");
      assert.match(customerToken, /^krn:/);
      assert.equal(customerTokenReference, "c-1");
    });

    it("waits for asynchronous handlers before it navigates", async () => {
      await stepUp("customer@example.com", []);
      await page.browser.execute(() => {
        window.shop.klarna.Payment.on("complete", async () => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          sessionStorage.setItem("finished", "yes");
        });
      });
      await page.clickOwn();
      await page.decideInPopup("approve");
      await arrives("?returned=COMPLETED");
      const finished = await page.browser.execute(() => sessionStorage.getItem("finished"));
      assert.equal(finished, "yes");
    });

    it("is aborted when the customer leaves, without navigation", async () => {
      const { id } = await stepUp();
      await page.clickOwn();
      await page.decideInPopup("close");
      const [[event, request]] = await page.hears(1);
      assert.equal(event, "abort");
      assert.equal(request.paymentRequestId, id);
      assert.deepEqual(
        [request.state, request.stateReason],
        ["SUBMITTED", "PURCHASE_FLOW_ABORTED"],
      );
      assert.doesNotMatch(await page.browser.getUrl(), /returned/);
      await onlyShop();
    });

    it("is aborted when the customer closes the window, and can be started again", async () => {
      await stepUp();
      await page.clickOwn();
      const back = await page.switchToPopup();
      await page.browser.$("#approve").waitForExist();
      await page.browser.closeWindow();
      await back();
      const [[event]] = await page.hears(1);
      assert.equal(event, "abort");
      await page.clickOwn();
      await page.decideInPopup("approve");
      await arrives("?returned=COMPLETED");
    });

    it("is aborted from the overlay, which comes and goes with the window", async () => {
      await stepUp(undefined, ["abort", "overlayopen", "overlayclose"]);
      await page.clickOwn();
      const overlay = page.browser.$("#klarna-overlay");
      await overlay.waitForExist();
      await overlay.shadow$("#cancel").click();
      const events = await page.hears(3);
      assert.deepEqual(events.map(([name]) => name).sort(), [
        "abort",
        "overlayclose",
        "overlayopen",
      ]);
      await overlay.waitForExist({ reverse: true });
      await onlyShop();
    });

    it("has no overlay with hideOverlay", async () => {
      await stepUp();
      await page.clickOwn({ hideOverlay: true });
      const back = await page.switchToPopup();
      await page.browser.$("#close").waitForExist();
      await back();
      assert.equal(await page.browser.$("#klarna-overlay").isExisting(), false);
      await page.decideInPopup("close");
      await page.hears(1);
    });

    /** @type {[string, string, string, string | undefined][]} */
    const ENDINGS = [
      ["denied", "abort", "DECLINED", "PAYMENT_DECLINED"],
      ["failure", "error", "CANCELED", "TECHNICAL_ERROR"],
      ["expiring", "error", "EXPIRED", undefined],
    ];
    for (const [scenario, expected, state, reason] of ENDINGS) {
      it(`of customer+${scenario}@… ends with ${expected} and ${state}`, async () => {
        await stepUp(`customer+${scenario}@example.com`);
        await page.clickOwn();
        await page.decideInPopup("approve");
        const [[event, ...args]] = await page.hears(1);
        const request = args.at(-1);
        assert.deepEqual([event, request.state, request.stateReason], [expected, state, reason]);
        if (event === "error")
          assert.equal(
            args[0].errorCode,
            state === "EXPIRED" ? "PAYMENT_REQUEST_EXPIRED" : "TECHNICAL_ERROR",
          );
      });
    }

    it("is a button's as well, which is busy meanwhile and presents anew afterwards", async () => {
      await stepUp(undefined, ["abort", "presentationupdate"]);
      await page.present();
      await page.mountButton();
      await page.click();
      const busy = await page.browser
        .$("klarna-payment-button")
        .shadow$("button")
        .getAttribute("aria-busy");
      assert.equal(busy, "true");
      await page.decideInPopup("close");
      const events = await page.hears(2);
      assert.deepEqual(events.map(([name]) => name).sort(), ["abort", "presentationupdate"]);
    });
  });

  describe("when the window is blocked", () => {
    it("goes on in a frame with ON_PAGE", async () => {
      for (const [press, expected] of /** @type {const} */ ([
        ["close", "abort"],
        ["approve", "complete"],
      ])) {
        await stepUp();
        await initiateUnclicked("ON_PAGE");
        const frame = page.browser.$("#klarna-fullscreen");
        await frame.waitForExist();
        await page.browser.switchFrame(frame);
        await page.browser.$(`#${press}`).click();
        await page.browser.switchFrame(null);
        if (expected === "complete") await arrives("?returned=COMPLETED");
        else assert.equal((await page.hears(1))[0]?.[0], expected);
      }
    });

    it("redirects with DEVICE_BEST", async () => {
      await stepUp();
      await initiateUnclicked("DEVICE_BEST");
      await page.browser.$("#approve").click();
      await arrives("?returned=COMPLETED");
    });

    it("offers the window again with POPUP", async () => {
      await stepUp();
      await initiateUnclicked("POPUP");
      const overlay = page.browser.$("#klarna-overlay");
      await overlay.waitForExist();
      assert.equal(await windows(), 1);
      await overlay.shadow$("#continue").click();
      await page.decideInPopup("approve");
      await arrives("?returned=COMPLETED");
    });
  });

  describe("with a redirect", () => {
    /** @param {"approve" | "close"} press @param {string} [email] */
    async function redirected(press, email) {
      const request = await stepUp(email);
      await page.clickOwn({ initiationMode: "REDIRECT" });
      await page.browser.$(`#${press}`).click();
      await page.browser.waitUntil(async () =>
        (await page.browser.getUrl()).includes("?returned="),
      );
      await page.ready();
      return request;
    }

    it("comes back to the return URL, where complete is replayed", async () => {
      const { id } = await redirected("approve");
      await page.startInstance();
      const [[event, request]] = await page.hears(1);
      assert.deepEqual([event, request.paymentRequestId], ["complete", id]);
      assert.match(await page.browser.getUrl(), /returned=COMPLETED$/);
    });

    it("replays to a handler that is registered late, and only once", async () => {
      await redirected("approve");
      await page.startInstance({}, []);
      await page.browser.execute(async () => {
        await new Promise((resolve) => setTimeout(resolve, 200));
        window.shop.listen("complete");
      });
      await page.hears(1);
      await page.load();
      await page.startInstance();
      const { id } = await page.stepUp();
      await page.plan({ give: { paymentRequestId: id } });
      await page.clickOwn();
      await page.decideInPopup("close");
      assert.deepEqual(
        (await page.hears(1)).map(([event]) => event),
        ["abort"],
      );
    });

    it("comes back after an abort too, which is replayed", async () => {
      await redirected("close");
      await page.startInstance();
      const [[event, request]] = await page.hears(1);
      assert.deepEqual([event, request.state], ["abort", "SUBMITTED"]);
    });

    it("replays an error", async () => {
      await redirected("approve", "customer+failure@example.com");
      await page.startInstance();
      const [[event, error, request]] = await page.hears(1);
      assert.deepEqual([event, error.errorCode], ["error", "TECHNICAL_ERROR"]);
      assert.equal(request.state, "CANCELED");
    });

    it("works for a payment request's own URL, without the SDK", async () => {
      const { url } = await page.stepUp();
      await page.browser.url(url);
      await page.browser.$("#approve").click();
      await arrives("?returned=COMPLETED");
    });

    it("without a return URL is left by a button that leads back, where complete is replayed", async () => {
      await page.start();
      const shop = await page.browser.getUrl();
      await page.plan({ give: { currency: "EUR", amount: 5_000 } });
      await page.clickOwn({ initiationMode: "REDIRECT" });
      await page.browser.$("#approve").click();
      await page.browser.$("#back").click();
      await page.browser.waitUntil(async () => (await page.browser.getUrl()) === shop);
      await page.ready();
      await page.startInstance();
      const [[event]] = await page.hears(1);
      assert.equal(event, "complete");
    });

    it("is what DEVICE_BEST means on a phone", async () => {
      await stepUp();
      await page.browser.execute(() => {
        Object.defineProperty(navigator, "userAgent", { value: "Mozilla/5.0 (iPhone) Mobile" });
      });
      await page.clickOwn();
      await page.browser.$("#approve").click();
      await arrives("?returned=COMPLETED");
      assert.equal(await windows(), 1);
    });

    it("keeps no token in the page's storage", async () => {
      await stepUp();
      await page.browser.execute(() => sessionStorage.clear());
      await page.clickOwn({ initiationMode: "REDIRECT" });
      await page.browser.$("#approve").click();
      await arrives("?returned=COMPLETED");
      const stored = await page.browser.execute(() =>
        JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]),
      );
      assert.doesNotMatch(stored, /session-token/);
    });
  });

  describe("whose delivery Klarna collects", () => {
    const SHIPPING = { mode: "EDITABLE", supportedCountries: ["US", "DE"] };

    /**
     * @param {object} answers of the shop's handlers
     * @param {object} [given] what `initiate` gives
     */
    async function toDelivery(
      answers,
      given = { currency: "EUR", amount: 5_000, shippingConfig: SHIPPING },
    ) {
      page.sandbox.configure({ journey: "full" });
      await initiate(answers, given);
      const back = await page.switchToPopup();
      const $ = (/** @type {string} */ selector) => page.browser.$(selector);
      await logIn($);
      await $("#continue").click();
      return { $, back };
    }

    /**
     * Opens the journey for a shop that answers to what the customer says of the delivery.
     * @param {object} answers
     * @param {object} given
     */
    async function initiate(answers, given) {
      await page.start("", {}, ["abort", "error"]);
      await page.browser.execute((given) => {
        const { shop } = window;
        const { address, option } = /** @type {any} */ (given);
        shop.listen("complete", false);
        shop.klarna.Payment.on(
          "shippingaddresschange",
          (/** @type {any} */ request, /** @type {any} */ changed) => {
            shop.outcomes.push({ state: request.state, changed });
            return changed.country === "US"
              ? { rejectionReason: "COUNTRY_NOT_SUPPORTED" }
              : address;
          },
        );
        shop.klarna.Payment.on(
          "shippingoptionselect",
          (/** @type {any} */ _request, /** @type {any} */ chosen) => {
            shop.outcomes.push({ chosen });
            return option;
          },
        );
      }, answers);
      await page.plan({ give: given });
      await page.clickOwn();
    }

    /** @param {(selector: string) => any} $ @param {string} country */
    async function fillAddress($, country) {
      await $("#streetAddress").waitForExist();
      await $("#streetAddress").setValue("Main Street 1");
      await $("#postalCode").setValue("10115");
      await $("#city").setValue("Berlin");
      await $("#country").selectByAttribute("value", country);
      await $("#continue").click();
    }

    const OPTIONS = {
      selectedShippingOptionReference: "slow",
      shippingOptions: [
        { shippingOptionReference: "slow", amount: 0, displayName: "Slow", shippingType: "PARCEL" },
        {
          shippingOptionReference: "fast",
          amount: 900,
          displayName: "Fast",
          shippingType: "PARCEL",
        },
      ],
    };

    it("asks the shop about address and option, and completes with both", async () => {
      const lineItems = [
        { name: "Tea", quantity: 1, totalAmount: 5_000 },
        { name: "Fast", quantity: 1, totalAmount: 900 },
      ];
      const option = { amount: 5_900, lineItems };
      const { $, back } = await toDelivery({ address: OPTIONS, option });
      await fillAddress($, "US");
      await page.browser.waitUntil(async () =>
        (await $("#problem").getText()).includes("does not deliver to that country"),
      );
      await fillAddress($, "DE");
      await $("#option-fast").waitForExist();
      assert.equal(await $("#option-slow").isSelected(), true);
      assert.deepEqual(await violations(page.browser), []);
      await $("#option-fast").click();
      await $("#continue").click();
      await $("#confirm").waitForExist();
      assert.match(await $(".summary").getText(), /€59\.00/);
      await $("#confirm").click();
      await back();
      const [[event, request]] = await page.hears(1);
      assert.deepEqual([event, request.amount], ["complete", 5_900]);
      assert.deepEqual(request.supplementaryPurchaseData.lineItems, lineItems);
      assert.deepEqual(request.stateContext.shipping, {
        address: {
          streetAddress: "Main Street 1",
          postalCode: "10115",
          city: "Berlin",
          country: "DE",
        },
        shippingOptionReference: "fast",
      });
      const [first, , third] = await page.heard("outcomes");
      assert.deepEqual([first.state, first.changed.country], ["IN_PROGRESS", "US"]);
      assert.deepEqual(third, { chosen: { shippingOptionReference: "fast" } });
    });

    for (const [what, given] of /** @type {const} */ ([
      ["paymentRequestUrl", (/** @type {any} */ { url }) => ({ paymentRequestUrl: url })],
      ["paymentRequestId", (/** @type {any} */ { id }) => ({ paymentRequestId: id })],
    ])) {
      it(`adds shippingConfig beside a ${what} to a step-up, whose final authorization is for the new amount`, async () => {
        const request = await page.stepUp();
        const { $, back } = await toDelivery(
          {
            address: OPTIONS,
            option: {
              amount: 5_900,
              lineItems: [{ name: "Tea and its way", quantity: 1, totalAmount: 5_900 }],
            },
          },
          { ...given(request), shippingConfig: SHIPPING },
        );
        await fillAddress($, "DE");
        await $("#option-fast").waitForExist();
        await $("#option-fast").click();
        await $("#continue").click();
        await $("#confirm").waitForExist();
        await $("#confirm").click();
        await back();
        const [[, { amount, stateContext }]] = await page.hears(1);
        assert.deepEqual([amount, stateContext.shipping.address.country], [5_900, "DE"]);
        const { payment_transaction_response: answer } = await page.authorize(
          undefined,
          {},
          {
            amount: 5_900,
            sessionToken: stateContext.klarnaNetworkSessionToken,
            lineItems: [{ name: "Tea and its way", quantity: 1, total_amount: 5_900 }],
          },
        );
        assert.equal(answer.result, "APPROVED");
      });
    }

    describe("in the quick journey", () => {
      const option = { amount: 5_900 };
      /** @param {string[]} supportedCountries */
      const given = (supportedCountries) => ({
        currency: "EUR",
        amount: 5_000,
        shippingConfig: { mode: "EDITABLE", supportedCountries },
      });

      it("asks the shop about an address that is filled in, and takes the way that it proposes", async () => {
        await initiate({ address: OPTIONS, option }, given(["DE", "US"]));
        await page.decideInPopup("approve");
        const [[event, request]] = await page.hears(1);
        assert.deepEqual([event, request.amount], ["complete", 5_900]);
        const { address, shippingOptionReference } = request.stateContext.shipping;
        assert.deepEqual([address.country, shippingOptionReference], ["DE", "slow"]);
        const [{ changed }, { chosen }] = await page.heard("outcomes");
        assert.deepEqual(
          [changed, chosen],
          [address, { shippingOptionReference: "slow" }],
          "the shop has agreed to what it is told in the end",
        );
      });

      it("lets the customer change an address that the shop refuses", async () => {
        await initiate({ address: { shippingOptions: [] } }, given(["US", "DE"]));
        const back = await page.switchToPopup();
        const $ = (/** @type {string} */ selector) => page.browser.$(selector);
        await $("#approve").waitForExist();
        await $("#approve").click();
        await fillAddress($, "DE");
        await back();
        const [[event, request]] = await page.hears(1);
        assert.deepEqual(
          [event, request.stateContext.shipping.address.city],
          ["complete", "Berlin"],
        );
      });
    });

    it("fails when a handler gives nothing that Klarna can use", async () => {
      const { $, back } = await toDelivery({ address: { shippingOptions: "none" } });
      await fillAddress($, "DE");
      await back();
      const [[event, error]] = await page.hears(1);
      assert.deepEqual([event, error.errorCode], ["error", "TECHNICAL_ERROR"]);
    });
  });

  describe("with an irregular complete event", () => {
    /** @param {string} scenario */
    async function completes(scenario) {
      const request = await stepUp(`customer+${scenario}@example.com`, []);
      await page.browser.execute(() => window.shop.listen("complete", false));
      await page.clickOwn();
      await page.decideInPopup("approve");
      return request;
    }

    it("hears it twice", async () => {
      const { id } = await completes("twice");
      const heard = await page.hears(2);
      assert.deepEqual(
        heard.map(([, request]) => request.paymentRequestId),
        [id, id],
      );
    });

    it("hears of an older request first", async () => {
      const { id } = await completes("stale");
      const heard = await page.hears(2);
      assert.notEqual(heard[0]?.[1].paymentRequestId, id);
      assert.equal(heard[1]?.[1].paymentRequestId, id);
    });

    it("hears nothing, and is taken to the return URL all the same", async () => {
      await completes("silent");
      await arrives("?returned=COMPLETED");
    });
  });
});
