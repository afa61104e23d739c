// Requests that outlive the page share 64 KiB in a browser, which the page's analytics may hold: a request of ours that finds no
// room there fails at once, and goes out again without.

import assert from "node:assert/strict";
import { afterEach, it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";
import { webSdkModule } from "./web-sdk-module.js";

inEnginesOfTier("Where other requests hold all that the browser keeps alive", (visit) => {
  /** @type {import("./checkout-server.js").Response[]} */
  const held = [];
  // They outlive their page: the next one would find no room from the start.
  afterEach(() => {
    for (const response of held.splice(0)) response.end();
  });

  async function open() {
    visit().server.paths["/analytics"] = (response) => void held.push(response);
    await visit().open();
    await visit().run(() => {
      const body = "x".repeat(64 * 1024);
      void fetch("/analytics", { method: "POST", keepalive: true, body }).catch(() => {});
    });
    await visit().browser.waitUntil(() => visit().server.to("/analytics").length === 1);
  }

  it("a token of Klarna Payments arrives, once", async () => {
    await open();
    assert.equal(await visit().run(() => window.bought()), "approved");
    assert.equal(visit().server.to("/orders", "POST").length, 1);
  });

  it("a click on the Web SDK is authorized, once", async () => {
    visit().server.paths["/sdk/klarna.mjs"] = answer.script(webSdkModule("return ask();"));
    visit().server.paths["/authorize"] = answer.json({
      result: "APPROVED",
      returnUrl: "/thanks",
    });
    await open();
    const result = await visit().run(async () => {
      const { loadKlarnaWebSdk } = await window.klarnaModule();
      const klarna = await loadKlarnaWebSdk({
        clientId: "klarna_test_client_keepalive",
        backend: { authorize: "/authorize" },
        sdk: { url: "/sdk/klarna.mjs" },
      });
      await klarna.presentation({ amount: 100, currency: "EUR" });
      const decided = new Promise((resolve) => klarna.on("outcome", resolve));
      klarna.initiate().catch(() => {});
      return /** @type {any} */ (await decided).result;
    });
    assert.equal(result, "APPROVED");
    assert.equal(visit().server.to("/authorize", "POST").length, 1);
  });
});
