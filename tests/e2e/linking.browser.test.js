import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { build } from "esbuild";
import { customSection } from "../../.tooling/link.js";
import { answer } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";

const PKG = process.env.PACKAGE_FOLDER ?? join(import.meta.dirname, "../../pkg");
const MODULE = "klarna_payments_wasm_bg.wasm";
/** Where the module of each entry lies. @type {Record<string, string>} */
const MODULES = { index: MODULE, payments: `payments/${MODULE}`, "web-sdk": `web-sdk/${MODULE}` };

/** The name of an entry's build, as its JavaScript has it. @param {string} entry */
const buildOf = (entry) =>
  /export const build = "(.*)";/.exec(
    readFileSync(join(PKG, MODULES[entry] ?? "").replace("_bg.wasm", ".js"), "utf8"),
  )?.[1] ?? "";

/** A module as an earlier release had it: without the name of a build. @param {string} entry */
function nameless(entry) {
  const bytes = readFileSync(join(PKG, MODULES[entry] ?? ""));
  return bytes.subarray(0, bytes.length - customSection("build", buildOf(entry)).length);
}

/** The same code under the name of another build, as another commit would have it. @param {string} entry */
const renamed = (entry) =>
  Buffer.concat([nameless(entry), customSection("build", "0.0.9 both 0123456789ab")]);

/** @param {Uint8Array} bytes @returns {import("./checkout-server.js").Behaviour} */
const wasm = (bytes) => (response) =>
  response.writeHead(200, { "content-type": "application/wasm" }).end(bytes);

inEveryEngine("JavaScript and WebAssembly of different builds", (visit) => {
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
    for (const entry of Object.keys(MODULES)) {
      visit().server.paths = {
        "/of-another-commit.wasm": wasm(renamed(entry)),
        "/of-an-earlier-release.wasm": wasm(nameless(entry)),
      };
      for (const address of [
        ...Object.values(MODULES).map((module) => `/pkg/${module}`),
        ...Object.keys(visit().server.paths),
      ]) {
        await visit().open();
        const { first, next } = await link(entry, address);
        const about = `${entry} with ${address}`;
        if (address === `/pkg/${MODULES[entry]}`) {
          assert.equal(first.failed, undefined, about);
        } else {
          const { code, message = "", retryable } = first.failed ?? {};
          assert.deepEqual([code, retryable], ["WASM_LOAD_FAILED", true], about);
          assert.ok(message.includes(buildOf(entry)), `${about}: ${message}`);
          const other = Object.entries(MODULES).find(([, module]) =>
            address.endsWith(`/pkg/${module}`),
          );
          const theirs = other
            ? buildOf(other[0])
            : /another/.test(address)
              ? "0.0.9 both"
              : "an older one";
          assert.ok(message.includes(theirs), `${about}: ${message}`);
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
      const klarna = await window.purchase();
      await klarna.load("#klarna");
      return { codes, status: (await klarna.authorize()).status };
    }, empty);
    assert.deepEqual(told, { codes: Array(5).fill("WASM_LOAD_FAILED"), status: "approved" });
  });
});

inEveryEngine("What a shop is told of WebAssembly that cannot be had", (visit) => {
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

inEveryEngine("A bundle that is no module", (visit) => {
  it("loads the WebAssembly from an address that the shop names", async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: 'import * as bundled from "./index.js"; window.kept = bundled;',
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
    }, `/pkg/${MODULE}`);
    assert.deepEqual(told, { unnamed: "WASM_LOAD_FAILED", state: { ok: "ready" } });
  });
});
