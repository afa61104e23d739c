import { fileURLToPath } from "node:url";

/** What has been joined, or is being: the same for all sandboxes of a process. @type {Map<string, Promise<string>>} */
const joined = new Map();

/**
 * Joins an ES module and what it imports into one classic script: Klarna's `api.js` is one, and runs before the parser
 * goes on, which modules never do.
 * @param {URL} entry
 * @param {{ url: string, build: string | undefined }} served what the script finds as `SERVED`: its address, and the build
 *   of `api.js` to behave like
 * @returns {Promise<string>}
 */
export async function classicScript(entry, served) {
  const code = joined.get(entry.href) ?? join(entry);
  joined.set(entry.href, code);
  return `(() => {\n"use strict";\nconst SERVED = ${JSON.stringify(served)};\n${await code}})();\n`;
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
