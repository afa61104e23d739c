import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";
import { webSdkModule } from "./web-sdk-module.js";

/** A module of WebAssembly as a file, and within JavaScript. */
const MODULE = "klarna_payments_wasm_bg.wasm";
const TEXT = "klarna_payments_wasm_text.js";

/** Asks for the payment as soon as it is told to. */
const KLARNA_MJS = webSdkModule(`
  await ask();
  return {};
`);

inEnginesOfTier("A page that uses one SDK", (visit) => {
  /** The modules of WebAssembly that the page fetched. */
  const modules = () =>
    visit()
      .server.asked.map(({ path }) => path)
      .filter((path) => path.includes(MODULE) || path.includes(TEXT))
      .map((path) => path.replace("/pkg/", ""))
      .sort();

  for (const [entry, fetched] of /** @type {const} */ ([
    ["index", TEXT],
    ["index-external", MODULE],
    ["payments-external", MODULE],
    ["payments", TEXT],
  ]))
    it(`pays with Klarna Payments by ${entry}, and fetches no more than that`, async () => {
      await visit().open();
      const status = await visit().run((entry) => window.bought({ entry }), entry);
      assert.equal(status, "approved");
      assert.equal(visit().server.to("/orders", "POST").length, 1);
      assert.deepEqual(modules(), [`payments/${fetched}`]);
    });

  for (const [entry, fetched] of /** @type {const} */ ([
    ["index", TEXT],
    ["index-external", MODULE],
    ["web-sdk-external", MODULE],
    ["web-sdk", TEXT],
  ]))
    it(`pays with the Web SDK by ${entry}, and fetches no more than that`, async () => {
      visit().server.paths["/sdk/klarna.mjs"] = answer.script(KLARNA_MJS);
      visit().server.paths["/authorize"] = answer.json({
        result: "APPROVED",
        returnUrl: "/thanks",
      });
      await visit().open();
      const state = await visit().run(async (entry) => {
        const { loadKlarnaWebSdk } = await window.klarnaModule("pkg", entry);
        const klarna = await loadKlarnaWebSdk({
          clientId: "klarna_test_client",
          backend: { authorize: "/authorize" },
          sdk: { url: "/sdk/klarna.mjs" },
        });
        await klarna.initiate();
        return klarna.state;
      }, entry);
      assert.equal(state, "approved");
      const [post] = visit().server.to("/authorize", "POST");
      assert.deepEqual(JSON.parse(post?.body ?? "{}"), {
        klarnaNetworkSessionToken: "network-token",
        paymentOptionId: "option-1",
      });
      assert.deepEqual(modules(), [`web-sdk/${fetched}`]);
    });

  it("may load the module for it ahead, or those for both", async () => {
    for (const [given, fetched] of /** @type {const} */ ([
      [{ for: "payments" }, [`payments/${TEXT}`]],
      [{ for: "web-sdk" }, [`web-sdk/${TEXT}`]],
      [{ for: "web-sdk", source: `/pkg/web-sdk/${MODULE}?theirs` }, [`web-sdk/${MODULE}?theirs`]],
      [`/pkg/web-sdk/${MODULE}?theirs`, [`web-sdk/${MODULE}?theirs`]],
      [undefined, [`payments/${TEXT}`, `web-sdk/${TEXT}`]],
    ])) {
      visit().server.reset();
      await visit().open();
      await visit().run(async (given) => {
        const { preload } = await window.klarnaModule();
        await preload(given ?? undefined);
        // What is there is not fetched again.
        if (typeof given === "object") await preload(given ?? undefined);
      }, given);
      assert.deepEqual(modules(), fetched);
    }
  });

  it("and asks for one that there is not is told so", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const codes = [];
      for (const [entry, sdk] of /** @type {const} */ ([
        ["index", "none"],
        ["payments", "web-sdk"],
      ])) {
        const { preload } = await window.klarnaModule("pkg", entry);
        const { failed } = await window.told(() => preload(/** @type {any} */ ({ for: sdk })));
        codes.push([failed?.code, failed?.path]);
      }
      return codes;
    });
    assert.deepEqual(told, Array(2).fill(["INVALID_ARGUMENT", "for"]));
    assert.deepEqual(modules(), [`payments/${TEXT}`], "which the entry has within");
  });

  it("may name a policy for Trusted Types once for both SDKs", async (t) => {
    visit().server.paths["/sdk/klarna.mjs"] = answer.script(KLARNA_MJS);
    visit().server.pageHeaders = {
      "content-security-policy": "require-trusted-types-for 'script'; trusted-types klarna",
    };
    await visit().open();
    if (!(await visit().run(() => "trustedTypes" in window)))
      return t.skip("this release of the engine has no Trusted Types");
    const states = await visit().run(async () => {
      const { loadKlarnaWebSdk } = await window.klarnaModule();
      const webSdk = await loadKlarnaWebSdk({
        clientId: "klarna_test_client",
        backend: { authorize: "/authorize" },
        sdk: { url: "/sdk/klarna.mjs", trustedTypesPolicy: "klarna" },
      });
      const payments = await window.purchase({ sdk: { trustedTypesPolicy: "klarna" } });
      return [webSdk.state, payments.state];
    });
    assert.deepEqual(states, ["ready", "ready"]);
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
