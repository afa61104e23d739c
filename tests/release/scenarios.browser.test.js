// The browser scenarios, otherwise played on a build for tests, played on the modules that are published: the WebAssembly, and the
// plain JavaScript in a page that has none.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after, before, describe, it } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { availableEngines, openBrowser } from "../webdriver/browsers.js";

const CRATE = "klarna_payments_wasm";
/** What plays the scenarios of a module, and the function that it exports. */
const MODULES = /** @type {const} */ ({
  payments: ["payments_play", "loadKlarnaPayments"],
  "web-sdk": ["web_sdk_play", "loadKlarnaWebSdk"],
});
/** What a page gets, by how the package runs there. @type {Record<string, { policy: string, file: string }>} */
const KINDS = {
  WebAssembly: { policy: "'self' 'wasm-unsafe-eval'", file: `${CRATE}.js` },
  "plain JavaScript": { policy: "'self'", file: `${CRATE}_compat.js` },
};
const WITHIN_MS = 90_000;
const TYPES = /** @type {Record<string, string>} */ ({ ".js": "text/javascript; charset=utf-8" });

const files = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop.test");
  if (pathname === "/") {
    const head = {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `script-src ${searchParams.get("policy")}`,
    };
    const page = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';
    return response
      .writeHead(200, head)
      .end(`${page}<script src="/tests/release/play.js"></script>`);
  }
  try {
    const content = await readFile(join(ROOT, normalize(pathname)));
    response.writeHead(200, { "content-type": TYPES[extname(pathname)] ?? "application/wasm" });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});

for (const engine of availableEngines()) {
  describe(`In ${engine}`, () => {
    /** @type {import("../webdriver/browsers.js").OpenBrowser} */
    let browser;
    let origin = "";
    before(async () => {
      await once(files.listen(0, "127.0.0.1"), "listening");
      const { port } = /** @type {import("node:net").AddressInfo} */ (files.address());
      origin = `http://127.0.0.1:${port}`;
      browser = await openBrowser(engine);
      await browser.setTimeout({ script: WITHIN_MS });
    });
    after(async () => {
      await browser?.close();
      files.closeAllConnections();
      files.close();
    });

    for (const [kind, { policy, file }] of Object.entries(KINDS)) {
      for (const [module, [player, name]] of Object.entries(MODULES)) {
        it(`every scenario of ${module} is played on ${kind}`, async () => {
          const prepare = async () => {
            await browser.url(`${origin}/?policy=${encodeURIComponent(policy)}`);
            return /** @type {Promise<string[]>} */ (
              browser.execute(
                (...given) => /** @type {any} */ (window).prepare(...given),
                `/tests/browser/${player}.js`,
                `/pkg/${module}/${file}`,
                name,
              )
            );
          };
          const names = await prepare();
          assert.ok(names.length > 100, `${names.length} scenarios`);
          /** @type {string[]} */
          const failed = [];
          for (const scenario of names) {
            const play = (/** @type {string} */ scenario) =>
              /** @type {any} */ (window).play(scenario);
            const problem = await browser.execute(play, scenario).catch(async (error) => {
              await prepare();
              return String(error);
            });
            if (problem) failed.push(`${scenario}: ${problem}`);
          }
          assert.deepEqual(failed, []);
        });
      }
    }
  });
}
