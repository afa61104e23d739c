// The objects of the package in a framework's state: they work there as they do elsewhere.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { answer } from "../e2e/checkout-server.js";
import { inEnginesOfTier } from "../e2e/visit.js";
import { bundlePage } from "./bundle-page.js";

/** @typedef {Record<string, (kept: any) => any>} States */

const SCRIPT = await bundlePage("states.js");

inEnginesOfTier("An object in a framework's state", (visit) => {
  /** @type {import("klarna-payments-wasm/sandbox").Sandbox} */
  let klarna;
  before(async () => {
    klarna = await startSandbox({ settings: { journey: "instant" } });
  });
  after(() => klarna.close());

  async function open() {
    visit().server.paths["/states.js"] = answer.script(SCRIPT);
    visit().server.pageHead = `<script type="module" src="/states.js"></script>`;
    await visit().open();
    await visit().browser.waitUntil(() => visit().run(() => "STATES" in window));
  }

  /**
   * What came of the same act in each state, where it was not what is expected.
   *
   * @template T
   * @param {T} expected
   * @param {(states: States) => Promise<Record<string, unknown>>} act
   */
  async function inEachState(expected, act) {
    const body = `const act = ${act}; return act(window.STATES);`;
    const told = await /** @type {any} */ (visit().browser).execute(body);
    const wrong = Object.entries(told).filter(
      ([, came]) => JSON.stringify(came) !== JSON.stringify(expected),
    );
    assert.deepEqual([Object.keys(told).length, wrong], [16, []]);
  }

  it("of Klarna Payments shows its widget, authorizes and is heard", async () => {
    await open();
    await inEachState(
      { ok: ["ready", "shown", "approved", "delivered", "disposed", 6] },
      async (states) => {
        /** @type {Record<string, unknown>} */
        const told = {};
        for (const [name, keep] of Object.entries(states))
          told[name] = await window.told(async () => {
            const kept = keep(await window.purchase({ session: name }));
            let changes = 0;
            kept.on("statechange", () => {
              changes += 1;
            });
            const { state } = kept;
            const shown = await kept.load("#klarna");
            const { status } = await kept.authorize();
            const after = kept.state;
            kept.dispose();
            return [state, shown.status, status, after, kept.state, changes];
          });
        return told;
      },
    );
    assert.equal(visit().server.to("/orders", "POST").length, 16);
  });

  it("of the Web SDK, a presentation, a part and a button do what they are asked", async () => {
    await open();
    const { clientId } = klarna.credentials;
    await visit().run(
      (clientId, url) => {
        Object.assign(window, { sandbox: { clientId, url } });
      },
      clientId,
      `${klarna.url}/web-sdk/v2/klarna.mjs`,
    );
    await inEachState(
      { ok: ["ready", "SHOW_KLARNA", false, true, true, 0, "disposed"] },
      async (states) => {
        const { loadKlarnaWebSdk } = await window.klarnaModule();
        const { clientId, url } = /** @type {any} */ (window).sandbox;
        /** @type {Record<string, unknown>} */
        const told = {};
        for (const [name, keep] of Object.entries(states))
          told[name] = await window.told(async () => {
            const backend = { authorize: "/authorize" };
            const sdk = keep(await loadKlarnaWebSdk({ clientId, backend, sdk: { url } }));
            sdk.on("outcome", () => {})();
            const { state } = sdk;
            const presentation = keep(await sdk.presentation({ amount: 100, currency: "EUR" }));
            const header = keep(presentation.mount("header", "#klarna"));
            const button = keep(presentation.mountButton("#klarna"));
            button.setDisabled(true);
            button.setLoading(false);
            await presentation.refresh({ amount: 200 });
            const shown = [header.shown, button.shown];
            header.unmount();
            button.unmount();
            const left = document.querySelector("#klarna")?.childElementCount;
            sdk.dispose();
            const { instruction, degraded } = presentation;
            return [state, instruction, degraded, ...shown, left, sdk.state];
          });
        return told;
      },
    );
  });

  it("and what a shop gives from there, options and order data, arrives whole", async () => {
    await open();
    const told = await visit().run(async () => {
      const { loadKlarnaPayments } = await window.klarnaModule();
      const { STATES } = /** @type {{ STATES: States }} */ (/** @type {unknown} */ (window));
      /** @type {Record<string, unknown>} */
      const told = {};
      for (const [name, keep] of Object.entries(STATES)) {
        // What Immer has finished with is revoked, for whoever reads it.
        if (name === "Immer's draft") continue;
        told[name] = await window.told(async () => {
          const order = keep({
            order_amount: 1000,
            order_lines: [{ name: "Mug", quantity: 1, unit_price: 1000, total_amount: 1000 }],
            billing_address: { city: "Oslo" },
          });
          const options = {
            clientToken: window.clientToken(name),
            backend: { url: "/orders", context: { items: [{ id: 1 }] } },
            sdk: { url: "/sdk/api.js", retries: 0 },
          };
          const klarna = await loadKlarnaPayments(keep(options));
          await klarna.load("#klarna", order);
          const { status } = await klarna.authorize({}, order);
          klarna.dispose();
          return [status, window.fakeKlarna.calls.at(-1)?.data];
        });
      }
      return told;
    });
    const order = {
      order_amount: 1000,
      order_lines: [{ name: "Mug", quantity: 1, unit_price: 1000, total_amount: 1000 }],
      billing_address: { city: "Oslo" },
    };
    for (const [name, came] of Object.entries(told)) {
      assert.deepEqual(came, { ok: ["approved", order] }, name);
    }
    const contexts = visit()
      .server.to("/orders", "POST")
      .map(({ body }) => JSON.parse(body).items);
    assert.deepEqual(contexts, Array(15).fill([{ id: 1 }]));
  });

  it("is no copy of it after structured clone, which refuses it", async () => {
    await open();
    const { failed } = await visit().run(() =>
      window.told(async () => structuredClone({ klarna: await window.purchase() })),
    );
    assert.equal(failed?.name, "DataCloneError");
  });
});
