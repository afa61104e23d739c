// What is compared: each arm is a module as a bundler makes it, and what stands beside it on a shop's server.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CRATE, ROOT } from "../../.tooling/environment.js";
import { run } from "../../.tooling/process.js";
import { show } from "../../.tooling/progress.js";
import { fingerprint, makeWhenStale } from "../../.tooling/stamp.js";
import { brotli, bundle, bundleText } from "../package/bundle.js";

/**
 * @typedef {object} Arm
 * @property {string} name
 * @property {"payments" | "webSdk" | "stripe" | "paypal" | "adyen"} kind what its page does with it
 * @property {Uint8Array} js
 * @property {string} [folder] of a built package, for what its JavaScript fetches
 * @property {string} [twin] the arm that does the same in WebAssembly
 * @property {number} bytes that a page downloads, brotli 11
 */

const RIVALS = join(ROOT, "tests/bench/rivals");

/** What the names of its entries begin with. */
export const THIS = "this package";

/** What the entries of an SDK are compared with. @type {Partial<Record<Arm["kind"], string>>} */
export const BY_HAND = { payments: "by hand, v1", webSdk: "by hand, v2" };

/**
 * @param {string} folder where this build is
 * @param {string} [base] where another one is
 * @returns {Promise<Arm[]>}
 */
export async function collectArms(folder, base) {
  await installRivals();
  return [
    await arm("by hand, v1", "payments", join(ROOT, "tests/bench/by-hand.js")),
    await arm("by hand, v2", "webSdk", join(ROOT, "tests/bench/by-hand-web-sdk.js")),
    ...(await entries(folder, "")),
    ...(base ? await entries(base, " (base)") : []),
    await arm("Stripe's loader", "stripe", join(RIVALS, "stripe.mjs")),
    await arm("PayPal's loader", "paypal", join(RIVALS, "paypal.mjs")),
    await arm("Adyen, Klarna alone", "adyen", join(RIVALS, "adyen.mjs")),
    // Last: only the start-up is measured of them.
    await fallback("without WebAssembly, v1", "payments", folder, "payments"),
    await fallback("without WebAssembly, v2", "webSdk", folder, "web-sdk"),
  ];
}

/**
 * An entry in a page that has no WebAssembly, with the fallback handed over.
 *
 * @param {string} name
 * @param {Arm["kind"]} kind
 * @param {string} folder
 * @param {string} entry
 * @returns {Promise<Arm>}
 */
async function fallback(name, kind, folder, entry) {
  const file = `${CRATE}_compat.js`;
  const js = await bundleText(
    `import * as klarna from "./${entry}.js";
    delete globalThis.WebAssembly;
    const fallback = () => import(new URL("${file}", import.meta.url).href);
    export const preload = (options) => klarna.preload({ ...options, fallback });
    export const loadKlarnaPayments = (options) => klarna.loadKlarnaPayments?.({ ...options, fallback });
    export const loadKlarnaWebSdk = (options) => klarna.loadKlarnaWebSdk?.({ ...options, fallback });`,
    folder,
  );
  const served = join(folder, entry);
  const bytes = brotli(js).length + brotli(readFileSync(join(served, file))).length;
  return { name, kind, js, bytes, folder: served, twin: `${THIS}/${entry}` };
}

/**
 * @param {string} folder
 * @param {string} mark
 */
async function entries(folder, mark) {
  /** @type {[string, Arm["kind"], string, string, string][]} */
  const found = [
    ["", "payments", "index.js", "payments", "."],
    ["/payments", "payments", "payments.js", "payments", "payments"],
    ["/web-sdk", "webSdk", "web-sdk.js", "web-sdk", "web-sdk"],
  ];
  return Promise.all(
    found
      .filter(([, , file]) => existsSync(join(folder, file)))
      .map(([entry, kind, file, module, served]) =>
        arm(`${THIS}${entry}${mark}`, kind, join(folder, file), {
          modules: join(folder, module),
          served: join(folder, served),
        }),
      ),
  );
}

/**
 * @param {string} name
 * @param {Arm["kind"]} kind
 * @param {string} entry
 * @param {{ modules: string, served: string }} [built] the folder of its WebAssembly, and the one that what it fetches is relative to
 * @returns {Promise<Arm>}
 */
async function arm(name, kind, entry, built) {
  const js = await bundle(entry);
  // Within JavaScript; an older build has it as a file, or as one file for both SDKs.
  const file = [`${CRATE}_text.js`, `${CRATE}_bg.wasm`].find((one) =>
    Buffer.from(js).includes(one),
  );
  const folders = file && built ? [built.modules, built.served] : [];
  const beside = folders.map((folder) => join(folder, String(file))).find(existsSync);
  const bytes = brotli(js).length + (beside ? brotli(readFileSync(beside)).length : 0);
  return { name, kind, js, bytes, ...(built ? { folder: built.served } : {}) };
}

/** They are no part of the project's own packages, so that nobody has them who does not measure. */
async function installRivals() {
  await makeWhenStale({
    stamp: join(RIVALS, "node_modules/.installed"),
    inputs: fingerprint([join(RIVALS, "package-lock.json")]),
    outputs: () => [],
    make: () =>
      show("npm packages to compare with", (onOutput) =>
        run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: RIVALS, onOutput }),
      ),
  });
}
