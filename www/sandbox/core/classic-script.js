import { fileURLToPath } from "node:url";

/** What has been joined, or is being: the same for all sandboxes of a process. @type {Map<string, Promise<string>>} */
const joined = new Map();

/**
 * Joins an ES module and what it imports into one classic script: Klarna's `api.js` is one, and runs before the parser
 * goes on, which modules never do.
 * @param {URL} entry
 * @param {string} url where the script is served: it finds it as `SERVED.url`
 * @returns {Promise<string>}
 */
export async function classicScript(entry, url) {
  const code = joined.get(entry.href) ?? join(entry);
  joined.set(entry.href, code);
  return `(() => {\n"use strict";\nconst SERVED = ${JSON.stringify({ url })};\n${await code}})();\n`;
}

/** @param {URL} entry */
async function join(entry) {
  // Only a sandbox whose script is asked for waits for it.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL(".", entry)),
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}
