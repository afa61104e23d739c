// Plants a defect in the library as it is loaded: `node --import ./planting.js`, with what it changes in `DEFECT`.

import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

/** @typedef {[file: string, from: string, to: string][]} Defect files below the library's `src` */

/** @type {Defect} */
const changes = JSON.parse(process.env.DEFECT || "[]");
const folder = new URL("../../../www/server/src/", import.meta.url).href;

/**
 * A loader's hook.
 *
 * @param {string} url
 * @param {unknown} context
 * @param {(url: string, context: unknown) => Promise<any>} next
 */
export async function load(url, context, next) {
  const here = changes.filter(([file]) => url === folder + file);
  if (here.length === 0) return next(url, context);
  let source = readFileSync(fileURLToPath(url), "utf8");
  for (const [file, from, to] of here) {
    if (!source.includes(from)) throw new Error(`${file} has no longer: ${from}`);
    source = source.replace(from, to);
  }
  return { format: "module", source, shortCircuit: true };
}

if (isMainThread && changes.length > 0) register(import.meta.url);
