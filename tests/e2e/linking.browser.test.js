import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { it } from "node:test";
import { build } from "esbuild";
import { customSection } from "../../.tooling/link.js";
import { answer, inTurn, PKG } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

const MODULE = "klarna_payments_wasm_bg.wasm";
/** Which modules each entry has. @type {Record<string, string[]>} */
const ENTRIES = {
  index: ["payments", "web-sdk"],
  "index-external": ["payments", "web-sdk"],
  payments: ["payments"],
  "payments-external": ["payments"],
  "web-sdk": ["web-sdk"],
};

/** The name of a module's build, as its JavaScript has it. @param {string} module */
const buildOf = (module) =>
  /export const build = "(.*)";/.exec(
    readFileSync(join(PKG, module, MODULE).replace("_bg.wasm", ".js"), "utf8"),
  )?.[1] ?? "";

/** A module as an earlier release had it: without the name of a build. @param {string} module */
function nameless(module) {
  const bytes = readFileSync(join(PKG, module, MODULE));
  return bytes.subarray(0, bytes.length - customSection("build", buildOf(module)).length);
}

/** The same code under the name of another build, as another commit would have it. @param {string} module */
const renamed = (module) =>
  Buffer.concat([nameless(module), customSection("build", "0.0.9 both 0123456789ab")]);

/** @param {Uint8Array} bytes @returns {import("./checkout-server.js").Behaviour} */
const wasm = (bytes) => (response) =>
  response.writeHead(200, { "content-type": "application/wasm" }).end(bytes);

inEnginesOfTier("JavaScript and WebAssembly of different builds", (visit) => {
  /** Preloads a module under an entry, then goes on without. @param {string} entry @param {string} address */
  const link = (entry, address) =>
    visit().run(
      async (entry, address) => {
        const { preload } = await window.klarnaModule("pkg", /** @type {any} */ (entry));
        const first = await window.told(() => preload(address));
        const next = await window.told(() => preload());
        return { first, next };
      },
      entry,
      address,
    );

  it("never link, whatever entry, and both are named; the next call links", async () => {
    for (const [entry, [own = "", ...others]] of Object.entries(ENTRIES)) {
      visit().server.paths = {
        "/of-another-commit.wasm": wasm(renamed(own)),
        "/of-an-earlier-release.wasm": wasm(nameless(own)),
      };
      /** What each address has: the name of its build, or words for it. @type {Record<string, string>} */
      const addresses = {
        [`/pkg/payments/${MODULE}`]: buildOf("payments"),
        [`/pkg/web-sdk/${MODULE}`]: buildOf("web-sdk"),
        "/of-another-commit.wasm": "0.0.9 both",
        "/of-an-earlier-release.wasm": "an older one",
      };
      const builds = [own, ...others].map(buildOf);
      for (const [address, theirs] of Object.entries(addresses)) {
        await visit().open();
        const { first, next } = await link(entry, address);
        const about = `${entry} with ${address}`;
        if (builds.includes(theirs)) {
          assert.equal(first.failed, undefined, about);
        } else {
          const { code, message = "", retryable } = first.failed ?? {};
          assert.deepEqual([code, retryable], ["WASM_LOAD_FAILED", true], about);
          for (const build of [...builds, theirs])
            assert.ok(message.includes(build), `${about}: ${message}`);
        }
        assert.equal(next.failed, undefined, `${about}, then its own`);
      }
    }
  });

  it("are told from what is no module of this package's, after which the next call loads anew", async () => {
    const empty = [0, 97, 115, 109, 1, 0, 0, 0];
    await visit().open();
    const told = await visit().run(async (empty) => {
      const { preload } = await window.klarnaModule();
      const sources = [
        await WebAssembly.compile(Uint8Array.from(empty)),
        Uint8Array.from(empty),
        new Uint8Array(0),
        new TextEncoder().encode("no module"),
        Promise.reject(new Error("of the shop's")),
      ];
      const codes = [];
      for (const source of sources)
        codes.push((await window.told(() => preload(/** @type {any} */ (source)))).failed?.code);
      return { codes, status: await window.bought() };
    }, empty);
    assert.deepEqual(told, { codes: Array(5).fill("WASM_LOAD_FAILED"), status: "approved" });
  });
});

inEnginesOfTier("What a shop is told of WebAssembly that cannot be had", (visit) => {
  const preload = (/** @type {unknown[]} */ ...given) =>
    visit().run(
      (given) =>
        window.told(async () => {
          const { preload } = /** @type {any} */ (await window.klarnaModule());
          return preload(...given);
        }),
      given,
    );

  it("is the address that answered with a page, or not at all", async () => {
    visit().server.paths = {
      "/assets/a.wasm": answer.html(),
      "/assets/b.wasm": answer.status(404),
    };
    await visit().open();
    const page = (await preload("/assets/a.wasm")).failed;
    assert.equal(page?.code, "WASM_LOAD_FAILED");
    assert.match(page?.message ?? "", /\/assets\/a\.wasm.*page.*copy it/);
    assert.match((await preload("/assets/b.wasm")).failed?.message ?? "", /\/assets\/b\.wasm.*404/);
  });

  it("is the word that a policy lacks, and that trying again is no use", async () => {
    visit().server.pageHeaders = { "content-security-policy": "script-src 'self'" };
    await visit().open();
    const { failed } = await preload();
    assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", false]);
    assert.match(failed?.message ?? "", /'wasm-unsafe-eval'/);
    assert.doesNotMatch(failed?.message ?? "", /'unsafe-eval'/);
  });

  it("is that the browser has none, and that trying again is no use", async () => {
    await visit().open();
    await visit().run(() => Reflect.deleteProperty(window, "WebAssembly"));
    const { failed } = await preload();
    assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", false]);
    assert.match(failed?.message ?? "", /no WebAssembly/);
  });

  it("is the argument that is no source", async () => {
    for (const source of [null, "", 7, true, {}, []]) {
      await visit().open();
      const { failed } = await preload(source);
      assert.deepEqual(
        [failed?.code, failed?.path],
        ["INVALID_ARGUMENT", "source"],
        String(source),
      );
    }
  });
});

inEnginesOfTier("A bundle that is no module", (visit) => {
  it("loads the WebAssembly from an address that the shop names", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'import * as bundled from "./index-external.js"; window.kept = bundled;',
        resolveDir: PKG,
      },
      bundle: true,
      format: "iife",
      write: false,
      logLevel: "error",
    });
    visit().server.paths = { "/bundle.js": answer.script(outputFiles[0]?.text ?? "") };
    visit().server.pageHead = '<script src="/bundle.js"></script>';
    await visit().open();
    const told = await visit().run(async (address) => {
      const unnamed = await window.told(() => window.kept.preload());
      const state = await window.told(async () => {
        await window.kept.preload(address);
        const klarna = await window.kept.loadKlarnaPayments({
          clientToken: window.clientToken("session-1"),
          sdk: { url: "/sdk/api.js" },
        });
        return klarna.state;
      });
      return { unnamed: unnamed.failed?.code, state };
    }, `/pkg/payments/${MODULE}`);
    assert.deepEqual(told, { unnamed: "WASM_LOAD_FAILED", state: { ok: "ready" } });
  });

  for (const [entry, charset, minify] of /** @type {const} */ ([
    ["payments", "utf-8", false],
    ["payments", "windows-1252", true],
    ["index", "utf-8", true],
  ]))
    it(`has the WebAssembly within, by ${entry}, in a page in ${charset}`, async () => {
      const { outputFiles } = await build({
        stdin: {
          contents: `import * as bundled from "./${entry}.js"; window.kept = bundled;`,
          resolveDir: PKG,
        },
        bundle: true,
        format: "iife",
        minify,
        target: "es2020",
        write: false,
        logLevel: "error",
      });
      const script = outputFiles[0]?.contents ?? new Uint8Array();
      visit().server.paths = {
        "/bundle.js": (response) =>
          response
            .writeHead(200, { "content-type": `text/javascript; charset=${charset}` })
            .end(script),
      };
      visit().server.pageHead = `<meta charset="${charset}"><script src="/bundle.js"></script>`;
      await visit().open();
      const state = await visit().run(() =>
        window.told(async () => {
          const klarna = await window.kept.loadKlarnaPayments({
            clientToken: window.clientToken("session-1"),
            sdk: { url: "/sdk/api.js" },
          });
          return klarna.state;
        }),
      );
      assert.deepEqual(state, { ok: "ready" });
      assert.deepEqual(
        visit().server.asked.filter(({ path }) => path.startsWith("/pkg/")),
        [],
      );
    });
});

inEnginesOfTier("A bundle in chunks", (visit) => {
  /**
   * Serves a bundle, of which some chunks are not to be had at first.
   *
   * @param {string} contents of its entry
   * @param {RegExp} late names of those chunks
   */
  async function serve(contents, late) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: PKG },
      bundle: true,
      format: "esm",
      splitting: true,
      minify: true,
      outdir: "bundle",
      write: false,
      logLevel: "error",
    });
    for (const { path, text } of outputFiles) {
      const script = answer.script(text);
      visit().server.paths[`/bundle/${basename(path)}`] = late.test(path)
        ? inTurn(answer.status(503), script)
        : script;
    }
    await visit().open();
  }

  it("imports the one with the WebAssembly that is wanted, and again after it failed", async () => {
    await serve('export * from "./index.js";', /_text/);
    const [first, second] = await visit().run(async () => {
      const { loadKlarnaPayments } = await import(/** @type {any} */ ("/bundle/stdin.js"));
      const sdk = { url: "/sdk/api.js" };
      const clientToken = window.clientToken("session-1");
      const load = async () => (await loadKlarnaPayments({ clientToken, sdk })).state;
      return [await window.told(load), await window.told(load)];
    });
    assert.equal(first?.failed?.code, "WASM_LOAD_FAILED");
    assert.deepEqual(second, { ok: "ready" });
    const asked = visit().server.asked.map(({ path }) => path.split("?")[0] ?? "");
    assert.equal(
      new Set(asked.filter((path) => path.includes("_text"))).size,
      1,
      "of the other SDK none",
    );
  });

  it("has the package again after it did not come: that of React and Vue", async () => {
    const late = /payments-\w+\.js$/;
    await serve('export * from "./bindings/lazy-package.js";', late);
    const told = await visit().run(async () => {
      const { loadKlarnaPayments } = await import(/** @type {any} */ ("/bundle/stdin.js"));
      const sdk = { url: "/sdk/api.js" };
      const clientToken = window.clientToken("session-1");
      const load = async () => (await loadKlarnaPayments({ clientToken, sdk })).state;
      return [await window.told(load), await window.told(load), await window.told(load)];
    });
    const { failed } = told[0] ?? {};
    assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", true]);
    assert.deepEqual(told.at(-1), { ok: "ready" });
    const asked = visit().server.asked.filter(({ path }) => late.test(path.split("?")[0] ?? ""));
    assert.equal(asked.length, 2, "there is one package on the page");
  });

  it("has the package again after it did not come: that of the element", async () => {
    await serve('import "./bindings/element.js";', /payments-\w+\.js$/);
    const statuses = await visit().run(async () => {
      // By the page: what Firefox's driver imports has globals of its own.
      const script = { type: "module", src: "/bundle/stdin.js" };
      document.head.append(Object.assign(document.createElement("script"), script));
      await customElements.whenDefined("klarna-payments");
      const element = /** @type {any} */ (document.createElement("klarna-payments"));
      Object.assign(element, {
        clientToken: window.clientToken("session-1"),
        order: {},
        sdk: { url: "/sdk/api.js" },
      });
      const next = (/** @type {string[]} */ ...wanted) =>
        new Promise((resolve) => {
          const look = () =>
            wanted.includes(element.status) ? resolve(element.status) : setTimeout(look, 10);
          look();
        });
      document.querySelector("#klarna")?.replaceWith(element);
      const heard = [await next("failed")];
      for (let tries = 0; tries < 2 && element.status !== "ready"; tries += 1) {
        element.status = "loading";
        element.retry();
        heard.push(await next("failed", "ready"));
      }
      return [heard[0], heard.at(-1)];
    });
    assert.deepEqual(statuses, ["failed", "ready"]);
  });
});
