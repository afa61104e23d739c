// A browser that opens no window for the page, as the browsers within apps do: `window.open` gives nothing, or throws.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession, stepUp } from "../../www/sandbox/tests/merchant.js";
import { answer } from "./checkout-server.js";
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
      visit().server.paths["/authorize"] = async (response, asked) =>
        answer.json(await stepUp(sandbox, "https://shop.test/thanks"))(response, asked);
      await visit().open();
      const came = await visit().run(
        async (clientId, url) => {
          const { loadKlarnaWebSdk } = await window.klarnaModule();
          const klarna = await loadKlarnaWebSdk({
            clientId,
            backend: { authorize: "/authorize" },
            sdk: { url },
          });
          const isAtKlarna = () =>
            new Promise((resolve) => {
              const stop = klarna.on("statechange", ({ state }) => {
                if (state !== "in_journey") return;
                stop();
                resolve(undefined);
              });
            });
          const purchase = /** @type {const} */ ({ amount: 5000, currency: "EUR" });
          const codes = [];
          for (const amount of [5000, 6000]) {
            // What is sold is shown anew: the customer has turned to something else.
            await klarna.presentation({ ...purchase, amount });
            const journey = isAtKlarna();
            const click = window.told(() => klarna.initiate({ initiationMode: "POPUP" }));
            await journey;
            await klarna.presentation({ ...purchase, amount });
            codes.push((await click).failed?.code);
          }
          return [codes, klarna.state];
        },
        sandbox.credentials.clientId,
        `${sandbox.url}/web-sdk/v2/klarna.mjs`,
      );
      assert.deepEqual(came, [["ABORTED", "ABORTED"], "ready"]);
      assert.equal(visit().server.to("/authorize", "POST").length, 2);
    });
  }
});
