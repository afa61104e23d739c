import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { violations } from "../accessibility.js";
import { WebSdkPage } from "../web-sdk-page.js";

describe("the Web SDK's products beside Payment", () => {
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

  /** @param {string} [query] of the module */
  const started = (query) => page.start(query, {}, []);

  describe("Messaging", () => {
    /** Mounts a placement. @param {object} options @returns {Promise<any>} what it shows, or the error's code */
    const placed = (options) =>
      page.browser.execute((given) => {
        try {
          const { Messaging } = window.shop.klarna;
          const placement = Messaging.placement(given);
          const returned = placement.mount("#parts") === placement;
          Object.assign(window, { placement });
          const { localName, dataset, shadowRoot } = placement.htmlElement;
          return { returned, localName, ...dataset, text: shadowRoot.textContent };
        } catch (error) {
          return /** @type {any} */ (error).errorCode;
        }
      }, options);
    const RIGHT = { key: "credit-promotion-badge", locale: "en-GB", amount: 2_000 };

    it("shows a placement, which can be changed and taken away", async () => {
      await started();
      const shown = await placed(RIGHT);
      assert.deepEqual(
        [shown.returned, shown.localName, shown.key],
        [true, "klarna-placement", "credit-promotion-badge"],
      );
      assert.deepEqual(await violations(page.browser), []);
      const { text, theme, connected } = await page.browser.execute(() => {
        const { placement } = /** @type {any} */ (window);
        placement.update({ amount: 90_000, theme: "dark" });
        const { shadowRoot, dataset } = placement.htmlElement;
        const after = { text: shadowRoot.textContent, theme: dataset.theme };
        placement.unmount();
        return { ...after, connected: placement.htmlElement.isConnected };
      });
      assert.notEqual(text, shown.text);
      assert.deepEqual([theme, connected], ["dark", false]);
      assert.deepEqual(await page.page.pageErrors(), []);
    });

    for (const [what, wrong] of /** @type {[string, object][]} */ ([
      ["an unknown key", { key: "everywhere" }],
      ["no locale", { locale: undefined }],
      ["a fraction of a minor unit", { amount: 0.5 }],
      ["an unknown theme", { theme: "party" }],
    ])) {
      it(`refuses ${what}`, async () => {
        await started();
        assert.equal(await placed({ ...RIGHT, ...wrong }), "VALIDATION_ERROR");
      });
    }
  });

  describe("Customer.Transaction", () => {
    /** Opens the widget. @param {unknown} token @param {string[]} listenTo @returns {Promise<any>} what it threw */
    const opened = (token, listenTo) =>
      page.browser.execute(
        (given, names) => {
          const { Transaction } = window.shop.klarna.Customer;
          for (const name of names)
            Transaction.on(name, (/** @type {any[]} */ ...args) =>
              window.shop.events.push([
                name,
                ...args.map((arg) => (arg instanceof Error ? Reflect.get(arg, "errorCode") : arg)),
              ]),
            );
          try {
            return Transaction.widget(given) ?? null;
          } catch (error) {
            return /** @type {any} */ (error).errorCode;
          }
        },
        token,
        listenTo,
      );
    const ALL = ["widgeterror", "widgetcomplete", "widgetcancel"];
    const press = (/** @type {string} */ id) =>
      page.browser.$("#klarna-overlay").shadow$(`#${id}`).click();

    for (const [button, event, status] of /** @type {const} */ ([
      ["change", "widgetcomplete", "STATE_CHANGE"],
      ["cancel", "widgetcancel", "NO_STATE_CHANGE"],
    ])) {
      it(`tells ${event} when the customer closes the widget with ${status}`, async () => {
        await started();
        assert.equal(await opened("eyJhbGciOiJSUzI1NiJ9.e30.", ALL), null);
        assert.deepEqual(await violations(page.browser), []);
        await press(button);
        assert.deepEqual(await page.hears(1), [[event, { status }]]);
        assert.equal(await page.browser.$("#klarna-overlay").isExisting(), false);
      });
    }

    it("tells widgeterror of a bad token, or throws when nobody listens", async () => {
      await started();
      assert.equal(await opened("rubbish", []), "VALIDATION_ERROR");
      assert.equal(await opened("rubbish", ["widgeterror"]), null);
      assert.deepEqual(await page.hears(1), [
        ["widgeterror", "VALIDATION_ERROR", { status: "NO_STATE_CHANGE" }],
      ]);
    });
  });

  describe("Identity", () => {
    const CONFIG = {
      id: "siwk",
      scope: "profile:name profile:email",
      redirectUri: "https://shop.test/signed-in",
    };

    /** Makes a button and listens. @param {object} [config] @returns {Promise<any>} the error's code */
    const made = (config = CONFIG) =>
      page.browser.execute((given) => {
        try {
          const { shop } = window;
          const { Identity, Network, Interoperability } = shop.klarna;
          for (const name of ["signin", "error"])
            Identity.on(name, (/** @type {any} */ arg) =>
              shop.events.push([name, arg.errorCode ?? arg]),
            );
          (Network?.Session ?? Interoperability).on("tokenupdate", (/** @type {string} */ token) =>
            shop.outcomes.push(token),
          );
          const button = Identity.button(given);
          for (const name of ["render", "click"])
            button.on(name, (/** @type {unknown} */ self) =>
              shop.initiated.push([name, self === button]),
            );
          Object.assign(window, { identityButton: button });
          return null;
        } catch (error) {
          return /** @type {any} */ (error).errorCode;
        }
      }, config);
    const mount = () =>
      page.browser.execute(() => {
        /** @type {any} */ (window).identityButton.mount("#button");
      });

    it("signs the customer in, in a window, and tells what was asked for", async () => {
      page.sandbox.configure({ journey: "full" });
      await started();
      const before = await page.browser.execute(() => window.shop.klarna.Network.Session.token());
      await made();
      await mount();
      await page.browser.$("klarna-identity-button#siwk").click();
      const back = await page.switchToPopup();
      const { browser } = page;
      await browser.$("#email").setValue("customer@example.com");
      await browser.$("#continue").click();
      await browser.$("#otp").setValue("123456");
      await browser.$("#continue").click();
      await browser.$("#confirm").waitForExist();
      assert.match(await browser.$("form").getText(), /name\s+email/);
      assert.deepEqual(await violations(browser), []);
      await browser.$("#confirm").click();
      await back();
      const [[event, { customerProfile, ...rest }]] = await page.hears(1);
      assert.deepEqual([event, rest], ["signin", {}]);
      assert.deepEqual(Object.keys(customerProfile).sort(), [
        "customerId",
        "email",
        "emailVerified",
        "familyName",
        "givenName",
      ]);
      const after = await page.browser.execute(() => window.shop.klarna.Network.Session.token());
      assert.notEqual(after, before, "the session has a new token");
      assert.deepEqual(await page.heard("outcomes"), [after]);
      assert.deepEqual(await page.heard("initiated"), [
        ["render", true],
        ["click", true],
      ]);
    });

    it("is an error when the customer leaves", async () => {
      await started();
      await made();
      await mount();
      await page.browser.$("klarna-identity-button").click();
      await page.decideInPopup("close");
      assert.deepEqual(await page.hears(1), [["error", "SIGNIN_ABORTED"]]);
      assert.deepEqual(await page.heard("outcomes"), []);
    });

    it("goes on in a frame when the window is blocked", async () => {
      page.sandbox.configure({ journey: "instant" });
      await started();
      await made();
      await page.browser.execute(() => {
        const { htmlElement } = /** @type {any} */ (window).identityButton;
        document.body.append(htmlElement);
        htmlElement.shadowRoot.querySelector("button").click();
      });
      const [[event]] = await page.hears(1);
      assert.equal(event, "signin");
    });

    it("lends its behaviour to a button of the shop's, until it is detached", async () => {
      page.sandbox.configure({ journey: "instant" });
      await started("release=r6");
      await made();
      await page.browser.execute(() => {
        /** @type {any} */ (window).identityButton.attach("#own");
      });
      await page.browser.$("#own").click();
      const [[, { customerToken }]] = await page.hears(1);
      assert.match(customerToken, /^krn:/, "r6 gives a customer token as well");
      await page.browser.execute(() => {
        /** @type {any} */ (window).identityButton.detach();
        /** @type {HTMLElement} */ (document.querySelector("#own")).click();
      });
      assert.equal(
        page.sandbox.ledger().entries.filter(({ state }) => state === "opened").length,
        1,
      );
    });

    for (const [what, wrong] of /** @type {[string, object][]} */ ([
      ["no scope", { scope: undefined }],
      ["no redirectUri", { redirectUri: "signed-in" }],
      ["an unknown shape", { shape: "star" }],
    ])) {
      it(`refuses ${what}`, async () => {
        await started();
        assert.equal(await made({ ...CONFIG, ...wrong }), "VALIDATION_ERROR");
      });
    }
  });
});
