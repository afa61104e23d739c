import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession } from "../../www/sandbox/tests/merchant.js";
import { inEveryEngine } from "./visit.js";

inEveryEngine(
  "With the browser's pop-up blocker on",
  (visit) => {
    /** @type {import("../../www/sandbox/index.js").Sandbox} */
    let sandbox;
    before(async () => {
      sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    /**
     * A page whose button calls Klarna, as a shop's does. `window.kept` tells what the click did.
     *
     * @param {"iframe" | "popup" | "purchase-flow"} flow how Klarna runs the session
     * @param {"authorize" | "finalize" | "reauthorize"} method
     */
    async function shopWith(flow, method) {
      sandbox.reset();
      sandbox.configure({ flow, journey: "quick" });
      const { client_token } = await createSession(sandbox);
      await visit().open();
      await visit().run(
        async (clientToken, url, name) => {
          const klarna = await window.purchase(/** @type {any} */ ({ clientToken, sdk: { url } }));
          if (name === "authorize") await klarna.load("#klarna");
          const { Payments } = window.Klarna;
          const { open } = window;
          const controller = new AbortController();
          const seen = { inTheClick: false, sdkInTheClick: false, opened: "nothing", told: null };
          const kept = { klarna, controller, seen };
          window.kept = kept;
          const real = Payments[name];
          Payments[name] = (/** @type {unknown[]} */ ...args) => {
            seen.sdkInTheClick = seen.inTheClick;
            return real(...args);
          };
          window.open = (...args) => {
            const opened = open(...args);
            seen.opened = opened ? "a window" : "blocked";
            return opened;
          };
          document.querySelector("#buy")?.addEventListener("click", () => {
            seen.inTheClick = true;
            const { signal } = kept.controller;
            const outcome =
              name === "authorize"
                ? klarna.authorize({ signal })
                : klarna[/** @type {"finalize"} */ (name)]();
            seen.inTheClick = false;
            window.told(() => outcome).then((told) => Object.assign(seen, { told }));
          });
        },
        client_token,
        `${sandbox.url}/kp/lib/v1/api.js`,
        method,
      );
      if (flow === "purchase-flow")
        await visit().browser.waitUntil(() => visit().run(() => "klarnaPurchaseFlow" in window));
      await visit().browser.$("#buy").click();
    }
    const seen = () => visit().run(() => window.kept.seen);
    const forget = () =>
      visit().run(() => void Object.assign(window.kept.seen, { told: null, opened: "nothing" }));

    /** Decides in Klarna's window, and comes back to the shop. @param {string} button */
    async function decides(button) {
      const { browser } = visit();
      const shop = await browser.getWindowHandle();
      await browser.waitUntil(async () => (await browser.getWindowHandles()).length > 1, {
        timeoutMsg: "no window was opened",
      });
      const [popup] = (await browser.getWindowHandles()).filter((handle) => handle !== shop);
      await browser.switchToWindow(String(popup));
      await browser.$(button).waitForExist();
      await browser.$(button).click();
      await browser.switchToWindow(shop);
      await browser.waitUntil(async () => (await seen()).told !== null);
      return (await seen()).told;
    }

    it("a window that no click asked for is blocked, so the others mean something", async () => {
      visit().server.pageHead = `<script>
        addEventListener("load", () => { window.kept = window.open("about:blank") === null });
      </script>`;
      await visit().open();
      assert.equal(await visit().run(() => window.kept), true);
    });

    for (const method of /** @type {const} */ (["authorize", "finalize", "reauthorize"])) {
      it(`${method} reaches Klarna's SDK in the click's own task`, async () => {
        await shopWith("iframe", method);
        assert.equal((await seen()).sdkInTheClick, true);
      });
    }

    it("authorize opens Klarna's window, and the approval comes back", async () => {
      await shopWith("popup", "authorize");
      assert.equal((await seen()).opened, "a window");
      const told = await decides("#approve");
      assert.equal(told.ok?.status, "approved");
      assert.equal(visit().server.to("/orders").length, 1);
    });

    it("a customer who closes Klarna's page is dismissed, and opens it again by another click", async () => {
      await shopWith("popup", "authorize");
      assert.equal((await decides("#close")).ok?.status, "dismissed");
      await forget();
      await visit().browser.$("#buy").click();
      assert.equal((await seen()).opened, "a window");
      assert.equal((await decides("#approve")).ok?.status, "approved");
    });

    it("a token that comes after an abort answers the next click, of which Klarna hears meanwhile", async () => {
      await shopWith("popup", "authorize");
      await visit().run(() => window.kept.controller.abort());
      await visit().browser.waitUntil(async () => (await seen()).told?.failed?.code === "ABORTED");
      await visit().run(async () => {
        window.kept.controller = new AbortController();
        await window.kept.klarna.load("#klarna");
      });
      await forget();
      // Klarna's curtain covers the page; the keyboard, or the shop's own code, still reaches the button.
      await visit().run(() => document.querySelector("button")?.click());
      // It reaches Klarna, under another instance id; the customer decides in the first window all the same.
      assert.notEqual((await seen()).opened, "nothing");
      assert.equal((await decides("#approve")).ok?.status, "approved");
      assert.equal(visit().server.to("/orders").length, 1);
    });

    for (const method of /** @type {const} */ (["authorize", "finalize"])) {
      it(`${method} opens its window where Klarna loads a library for it, since init came early`, async () => {
        await shopWith("purchase-flow", method);
        assert.equal((await seen()).opened, "a window");
        assert.equal((await decides("#approve")).ok?.status, "approved");
      });
    }
  },
  { popupBlocking: true },
);
