import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";
import { webSdkModule } from "./web-sdk-module.js";

const SDK = "/sdk/klarna.mjs";

/** A Web SDK that opens a window when it is asked for a payment, as Klarna's does. */
const KLARNA_MJS = `
  window.evaluations = (window.evaluations ?? 0) + 1;
  export const KlarnaSDK = async (configuration) => ({
    Payment: {
      presentation: async () => ({ instruction: "SHOW_KLARNA" }),
      on: () => {},
      off: () => {},
      initiate: () => {
        window.kept = window.open("about:blank") !== null;
        return new Promise(() => {});
      },
    },
  });
`;
const module = answer.script(KLARNA_MJS);

/** What may go wrong with a module's address once. */
const FAILURES = {
  "an HTTP error": answer.status(503),
  "a page in its place": answer.html(),
  "an answer that is cut off": answer.cutOff(KLARNA_MJS, "text/javascript"),
  "a module that throws": answer.script("throw new Error('not today')"),
  "a module that has nothing": answer.script("export {}"),
  "a module that does not arrive": answer.nothing,
};

/** @type {Record<string, string>} */
const CODES = {
  "a module that does not arrive": "SDK_LOAD_TIMEOUT",
  "a module that has nothing": "SDK_INCOMPATIBLE",
};

/**
 * One behaviour after the other; the last one stays.
 *
 * @param {import("./checkout-server.js").Behaviour[]} turns
 * @returns {import("./checkout-server.js").Behaviour}
 */
const inTurn =
  (...turns) =>
  (response, asked) =>
    (turns.length > 1 ? turns.shift() : turns[0])?.(response, asked);

inEveryEngine(
  "Klarna's module is imported",
  (visit, engine) => {
    const addresses = () =>
      visit()
        .server.to(SDK)
        .map(({ path }) => path);
    /** Loads once and gives the state, or the error. @param {object} [sdk] */
    const load = (sdk = {}) =>
      visit().run(
        (given) =>
          window.told(async () => {
            const { loadKlarnaWebSdk } = await window.klarnaModule();
            const klarna = await loadKlarnaWebSdk({
              clientId: "klarna_test_client",
              backend: { authorize: "/authorize" },
              sdk: { url: "/sdk/klarna.mjs", ...given },
            });
            const buy = /** @type {HTMLElement} */ (document.querySelector("#buy"));
            buy.onclick = () => void klarna.initiate();
            return klarna.state;
          }),
        sdk,
      );

    for (const [failure, behaviour] of Object.entries(FAILURES)) {
      it(`at another address after ${failure}`, async () => {
        visit().server.paths[SDK] = inTurn(behaviour, module);
        await visit().open();
        assert.deepEqual(await load({ retries: 1, timeoutMs: 1500 }), { ok: "ready" });
        const asked = new Set(addresses());
        assert.ok(asked.size === 2, `two addresses, asked were ${[...asked]}`);
      });

      it(`by a later call after ${failure}`, async () => {
        visit().server.paths[SDK] = inTurn(behaviour, behaviour, module);
        await visit().open();
        const { failed } = await load({ retries: 0, timeoutMs: 700 });
        assert.equal(failed?.code, CODES[failure] ?? "SDK_LOAD_FAILED");
        assert.deepEqual(await load({ retries: 1, timeoutMs: 1500 }), { ok: "ready" });
      });
    }

    it("for the backend that it was called with, whatever the shop makes of its options meanwhile", async () => {
      visit().server.paths[SDK] = answer.script(webSdkModule("return ask();"));
      await visit().open();
      await visit().run(async () => {
        const { loadKlarnaWebSdk } = await window.klarnaModule();
        const backend = { authorize: "/authorize" };
        const sdk = { url: "/sdk/klarna.mjs" };
        const loading = loadKlarnaWebSdk({ clientId: "klarna_test_client", backend, sdk });
        backend.authorize = "/of-the-next-purchase";
        const klarna = await loading;
        void klarna.initiate().catch(() => {});
      });
      const posts = () =>
        ["/authorize", "/of-the-next-purchase"].map((path) => visit().server.to(path).length);
      await visit().browser.waitUntil(async () => String(posts()) !== "0,0");
      assert.deepEqual(posts(), [1, 0]);
    });

    it("once, for any number of callers", async () => {
      visit().server.paths[SDK] = module;
      await visit().open();
      assert.deepEqual(await load(), { ok: "ready" });
      assert.deepEqual(await load(), { ok: "ready" });
      assert.equal(await visit().run(() => window.evaluations), 1);
      assert.deepEqual(addresses(), [SDK]);
    });

    it("under a policy without unsafe-eval, by its host or by strict-dynamic", async () => {
      for (const scripts of ["'self'", "'nonce-of-the-page' 'strict-dynamic'"]) {
        visit().server.reset();
        visit().server.paths[SDK] = module;
        const policy = `default-src 'none'; connect-src 'self'; img-src data:; script-src ${scripts} 'wasm-unsafe-eval'`;
        visit().server.pageHeaders = { "content-security-policy": policy };
        await visit().open();
        assert.deepEqual(await load(), { ok: "ready" }, scripts);
        assert.deepEqual(await visit().run(() => window.seen.violations), [], scripts);
      }
    });

    it("under Trusted Types", async () => {
      visit().server.paths[SDK] = module;
      const policy = "require-trusted-types-for 'script'; trusted-types klarna";
      visit().server.pageHeaders = { "content-security-policy": policy };
      await visit().open();
      assert.deepEqual(await load({ trustedTypesPolicy: "klarna" }), { ok: "ready" });
    });

    it("long before the click, in whose task it is asked for the payment", async () => {
      visit().server.paths[SDK] = module;
      await visit().open();
      await load();
      await visit().browser.$("#buy").click();
      assert.equal(await visit().run(() => window.kept), true, `the window opened in ${engine}`);
    });
  },
  { popupBlocking: true },
);
