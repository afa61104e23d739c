import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";

/** A Web SDK that asks for the payment as soon as it is told to. */
const KLARNA_MJS = `
  export const KlarnaSDK = async () => ({
    Payment: {
      presentation: async () => ({ instruction: "SHOW_KLARNA" }),
      on: () => {},
      off: () => {},
      initiate: async (ask) => {
        await ask({ klarnaNetworkSessionToken: "network-token", paymentOptionId: "option-1" });
        return {};
      },
    },
  });
`;

inEveryEngine("A page that imports the entry of one SDK", (visit) => {
  /** The modules of WebAssembly that the page fetched. */
  const modules = () =>
    visit()
      .server.asked.map(({ path }) => path)
      .filter((path) => path.endsWith(".wasm"));

  it("pays with Klarna Payments, and fetches no more than that", async () => {
    await visit().open();
    const status = await visit().run(async () => {
      const klarna = await window.purchase({ entry: "payments" });
      await klarna.load("#klarna");
      return (await klarna.authorize()).status;
    });
    assert.equal(status, "approved");
    assert.equal(visit().server.to("/orders", "POST").length, 1);
    assert.deepEqual(modules(), ["/pkg/payments/klarna_payments_wasm_bg.wasm"]);
  });

  it("pays with the Web SDK, and fetches no more than that", async () => {
    visit().server.paths["/sdk/klarna.mjs"] = answer.script(KLARNA_MJS);
    visit().server.paths["/authorize"] = answer.json({ result: "APPROVED", returnUrl: "/thanks" });
    await visit().open();
    const state = await visit().run(async () => {
      const { loadKlarnaWebSdk } = await window.klarnaModule("pkg", "web-sdk");
      const klarna = await loadKlarnaWebSdk({
        clientId: "klarna_test_client",
        backend: { authorize: "/authorize" },
        sdk: { url: "/sdk/klarna.mjs" },
      });
      await klarna.initiate();
      return klarna.state;
    });
    assert.equal(state, "approved");
    const [post] = visit().server.to("/authorize", "POST");
    assert.deepEqual(JSON.parse(post?.body ?? "{}"), {
      klarnaNetworkSessionToken: "network-token",
      paymentOptionId: "option-1",
    });
    assert.deepEqual(modules(), ["/pkg/web-sdk/klarna_payments_wasm_bg.wasm"]);
  });

  it("may have both entries: neither disturbs the other", async () => {
    visit().server.paths["/sdk/klarna.mjs"] = answer.script(KLARNA_MJS);
    await visit().open();
    const states = await visit().run(async () => {
      const { loadKlarnaWebSdk, isKlarnaError } = await window.klarnaModule("pkg", "web-sdk");
      const [payments, webSdk] = await Promise.all([
        window.purchase({ entry: "payments" }),
        loadKlarnaWebSdk({
          clientId: "klarna_test_client",
          backend: { authorize: "/authorize" },
          sdk: { url: "/sdk/klarna.mjs" },
        }),
      ]);
      const error = await payments.authorize().catch((thrown) => thrown);
      return [payments.state, webSdk.state, isKlarnaError(error)];
    });
    assert.deepEqual(states, ["ready", "ready", true]);
  });
});
