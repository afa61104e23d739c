// A browser that opens no window for the page, as the browsers within apps do: `window.open` gives nothing, or throws.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession } from "../../www/sandbox/tests/merchant.js";
import { inEnginesOfTier } from "./visit.js";

/** Both ways in which `window.open` refuses. */
const REFUSALS = {
  "gives nothing": "window.open = () => null;",
  throws: 'window.open = () => { throw new Error("no windows here"); };',
};

inEnginesOfTier("Where the browser opens no window", (visit) => {
  /** @type {import("../../www/sandbox/index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  for (const [how, refusal] of Object.entries(REFUSALS)) {
    it(`the customer of Klarna Payments goes on in the page: window.open ${how}`, async () => {
      sandbox.reset();
      sandbox.configure({ flow: "popup", journey: "quick" });
      const { client_token } = await createSession(sandbox);
      visit().server.pageHead = `<script>${refusal}</script>`;
      await visit().open();
      await visit().run(
        async (clientToken, url) => {
          const klarna = await window.purchase(/** @type {any} */ ({ clientToken, sdk: { url } }));
          await klarna.load("#klarna");
          window.kept = window.told(async () => (await klarna.authorize()).status);
        },
        client_token,
        `${sandbox.url}/kp/lib/v1/api.js`,
      );
      const { browser } = visit();
      const page = browser.$("#klarna-klarna-fullscreen");
      await page.waitForDisplayed();
      await browser.switchFrame(page);
      await browser.$("#approve").click();
      await browser.switchFrame(null);
      assert.deepEqual(await visit().run(() => window.kept), { ok: "approved" });
      assert.equal(visit().server.to("/orders", "POST").length, 1);
    });

    it(`a shop can go on after a click on the Web SDK that no window was opened for: window.open ${how}`, async () => {
      sandbox.reset();
      visit().server.pageHead = `<script>${refusal}</script>`;
      await visit().open();
      const states = await visit().run(
        async (clientId, url) => {
          const { loadKlarnaWebSdk } = await window.klarnaModule();
          const klarna = await loadKlarnaWebSdk({
            clientId,
            backend: { authorize: "/authorize" },
            sdk: { url },
          });
          const purchase = /** @type {const} */ ({ amount: 100, currency: "EUR" });
          await klarna.presentation(purchase);
          const click = window.told(() => klarna.initiate({ initiationMode: "POPUP" }));
          const { state } = klarna;
          // The customer turns to something else: the shop shows what is sold now.
          await klarna.presentation({ ...purchase, amount: 200 });
          const { failed } = await click;
          return [state, failed?.code, klarna.state];
        },
        sandbox.credentials.clientId,
        `${sandbox.url}/web-sdk/v2/klarna.mjs`,
      );
      assert.deepEqual(states, ["initiating", "ABORTED", "ready"]);
    });
  }
});
