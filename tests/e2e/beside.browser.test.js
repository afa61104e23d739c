import assert from "node:assert/strict";
import { it } from "node:test";
import { API_JS, answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

const API = "/sdk/api.js";
const MODULE = "/sdk/klarna.mjs";
const WASM = "klarna_payments_wasm_text.js";
const KLARNA_MJS = `
  window.evaluations = (window.evaluations ?? 0) + 1;
  export const KlarnaSDK = async () => ({
    Payment: { presentation: async () => ({}), initiate: async () => ({}), on: () => {}, off: () => {} },
  });
`;

inEnginesOfTier("Klarna's script is fetched beside the WebAssembly", (visit, engine) => {
  /** Keeps the package's WebAssembly back until it is called. @param {string} sdk */
  function hold(sdk) {
    /** @type {() => void} */
    let release = () => {};
    const held = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    visit().server.paths[`/pkg/${sdk}/${WASM}`] = async (response, asked) => {
      await held;
      answer.file(`${sdk}/${WASM}`)(response, asked);
    };
    return release;
  }

  /** Answers a script, and tells when it was asked for. @param {string} text */
  function scripted(text) {
    /** @type {() => void} */
    let tell = () => {};
    const asked = new Promise((resolve) => {
      tell = () => resolve(undefined);
    });
    /** @type {import("./checkout-server.js").Behaviour} */
    const behaviour = (response, request) => {
      tell();
      answer.script(text)(response, request);
    };
    return { asked, behaviour };
  }

  /** An address that no earlier test had: WebKit keeps scripts in its memory. @param {string} path */
  const fresh = (path) => `${path}?${performance.now()}`;

  /** Begins to load, and keeps what comes of it for {@link loaded}. @param {PurchaseOptions} [options] */
  const begin = (options = {}) =>
    visit().run(
      async (given) => {
        await window.klarnaModule();
        window.kept = window.told(async () => (await window.purchase(given)).state);
      },
      /** @type {any} */ (options),
    );
  const loaded = () => visit().run(() => window.kept);
  /** The address that is fetched ahead, once that has ended. */
  const fetched = () =>
    visit().run(async () => {
      const link = document.querySelector("link[rel$=preload]");
      if (!(link instanceof HTMLLinkElement)) return undefined;
      while (performance.getEntriesByName(link.href).length === 0)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      return new URL(link.href).pathname;
    });
  const evaluations = () => visit().run(() => window.evaluations ?? 0);

  it("once, and runs only when the WebAssembly has checked the options", async () => {
    const release = hold("payments");
    const { asked, behaviour } = scripted(API_JS);
    visit().server.sdk = [behaviour];
    await visit().open();
    await begin();
    await asked;
    assert.equal(await fetched(), API);
    assert.equal(await evaluations(), 0);
    release();
    assert.deepEqual(await loaded(), { ok: "ready" });
    assert.deepEqual([await evaluations(), visit().server.to(API).length], [1, 1]);
  });

  it("and never runs where an option is wrong", async () => {
    const release = hold("payments");
    await visit().open();
    await begin(/** @type {any} */ ({ backend: 7 }));
    assert.equal(await fetched(), API);
    release();
    assert.equal((await loaded()).failed?.path, "backend");
    assert.equal(await evaluations(), 0);
  });

  it("with the nonce that the page demands", async () => {
    const release = hold("payments");
    const { asked, behaviour } = scripted(API_JS);
    visit().server.sdk = [behaviour];
    const scripts = `script-src 'nonce-of-the-page' 'wasm-unsafe-eval' ${visit().server.url}/pkg/`;
    const policy = `default-src 'none'; connect-src 'self'; img-src data:; ${scripts}`;
    visit().server.pageHeaders = { "content-security-policy": policy };
    await visit().open();
    await begin({ sdk: { nonce: "of-the-page" } });
    await asked;
    release();
    assert.deepEqual(await loaded(), { ok: "ready" });
    assert.deepEqual(await visit().run(() => window.seen.violations), []);
    assert.equal(visit().server.to(API).length, 1);
  });

  it("from no host but Klarna's, the page's and this machine's, nor where a policy may change the address", async () => {
    const release = hold("payments");
    for (const [url, isFetched] of /** @type {[string, boolean][]} */ ([
      ["https://cdn.shop.invalid/api.js", false],
      ["http://x.klarnacdn.net/kp/lib/v1/api.js", false],
      ["https://x.klarnacdn.net.shop.invalid/api.js", false],
      ["https://127.shop.invalid/api.js", false],
      ["data:text/javascript,", false],
      ["http://[", false],
      ["https://x.klarnacdn.net/kp/lib/v1/api.js", true],
      ["http://localhost:9/api.js", true],
    ])) {
      await visit().open();
      await begin({ sdk: { url, retries: 0, allowedHosts: ["cdn.shop.invalid"] } });
      const links = await visit().run(() => document.querySelectorAll("link[rel=preload]").length);
      assert.equal(links, isFetched ? 1 : 0, url);
    }
    await visit().open();
    const links = await visit().run(() => {
      const createScriptURL = (/** @type {string} */ url) => url;
      window.purchase({ sdk: { trustedTypesPolicy: { createScriptURL } } }).catch(() => {});
      return document.querySelectorAll("link[rel=preload]").length;
    });
    assert.equal(links, 0);
    release();
  });

  it("not where a tag, a global or another copy has it already", async () => {
    for (const head of [
      `<script defer src="${API}?of-the-page"></script>`,
      "<script>window.Klarna = { Payments: {} }</script>",
      `<link rel="preload" as="script" href="${API}">`,
    ]) {
      const release = hold("payments");
      visit().server.pageHead = head;
      await visit().open();
      await begin();
      const links = await visit().run(() => document.head.querySelectorAll("link[rel=preload]"));
      assert.equal(Object.keys(links).length, head.startsWith("<link") ? 1 : 0, head);
      release();
      assert.ok(await loaded());
    }
    visit().server.pageHead = "";
    await visit().open();
    const release = hold("payments");
    await visit().run(async () => {
      await Promise.all([window.klarnaModule("pkg"), window.klarnaModule("copy")]);
      window.kept = Promise.all([window.purchase(), window.purchase({ folder: "copy" })]);
    });
    release();
    // To its end: WebKit lets a page that is left go on for a moment, in the document of the next one.
    const links = await visit().run(async () => {
      await window.kept;
      return document.querySelectorAll("link[rel=preload]").length;
    });
    assert.equal(links, 1);
  });

  it("at the address and with the nonce that it is loaded with, each read once", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const reads = { url: 0, nonce: 0 };
      const sdk = {
        get url() {
          reads.url += 1;
          return reads.url === 1 ? "/sdk/api.js" : "/elsewhere.js";
        },
        get nonce() {
          reads.nonce += 1;
          return `of-the-page-${reads.nonce}`;
        },
        retries: 0,
      };
      const { loadKlarnaPayments } = await window.klarnaModule();
      const { state } = await loadKlarnaPayments({ clientToken: window.clientToken("s"), sdk });
      const tags = [...document.querySelectorAll("link[rel=preload], script")]
        .filter((tag) => /api\.js/.test(tag.outerHTML))
        .map((tag) => `${tag.localName} ${/** @type {HTMLElement} */ (tag).nonce}`);
      return { state, reads, tags };
    });
    assert.deepEqual(told, {
      state: "ready",
      reads: { url: 1, nonce: 1 },
      tags: ["link of-the-page-1", "script of-the-page-1"],
    });
  });

  it("by preload as well, before the shop has a session", async () => {
    const url = fresh(API);
    const { asked, behaviour } = scripted(API_JS);
    visit().server.sdk = [behaviour];
    await visit().open();
    await visit().run(async (url) => {
      const { preload } = await window.klarnaModule();
      await preload({ for: "payments", sdk: { url } });
    }, url);
    await asked;
    assert.equal(await fetched(), API);
    assert.equal(await evaluations(), 0);
    await begin({ sdk: { url } });
    assert.deepEqual(await loaded(), { ok: "ready" });
    assert.deepEqual([await evaluations(), visit().server.to(API).length], [1, 1]);
  });

  it("for the Web SDK where the engine joins the two requests, and else when it is wanted: once", async () => {
    const release = hold("web-sdk");
    const { asked, behaviour } = scripted(KLARNA_MJS);
    visit().server.paths[MODULE] = behaviour;
    await visit().open();
    await visit().run(async (url) => {
      const { loadKlarnaWebSdk } = await window.klarnaModule();
      window.kept = window.told(async () => {
        const options = { clientId: "klarna_test_client", backend: { authorize: "/authorize" } };
        return (await loadKlarnaWebSdk({ ...options, sdk: { url } })).state;
      });
    }, fresh(MODULE));
    if (engine === "chromium") {
      await asked;
      assert.equal(await fetched(), MODULE);
      assert.equal(await evaluations(), 0);
    }
    release();
    assert.deepEqual(await loaded(), { ok: "ready" });
    assert.deepEqual([await evaluations(), visit().server.to(MODULE).length], [1, 1]);
  });
});
