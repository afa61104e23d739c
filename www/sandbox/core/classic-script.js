import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const IMPORT = /^import\s[^"]*"(?<from>\.[^"]+)";\n?/gm;
const EXPORT = /^export /gm;

/**
 * Joins an ES module and what it imports into one classic script: Klarna's `api.js` is one, and runs before the parser
 * goes on, which modules never do. The text of the files stays as it is but for their imports and exports.
 * @param {URL} entry
 * @returns {(url: string) => string} the script, as it is served at an address
 */
export function classicScript(entry) {
  /** @type {Map<string, string>} */
  const parts = new Map();
  collect(entry, parts);
  const body = [...parts].map(([name, text]) => `// ── ${name}\n${text}`).join("\n");
  return (url) =>
    `(() => {\n"use strict";\nconst SERVED = ${JSON.stringify({ url })};\n${body}})();\n`;
}

/**
 * @param {URL} file
 * @param {Map<string, string>} parts by file name, dependencies first
 * @param {Set<string>} [seen]
 */
function collect(file, parts, seen = new Set()) {
  if (seen.has(file.href)) return;
  seen.add(file.href);
  const text = readFileSync(fileURLToPath(file), "utf8");
  for (const { groups } of text.matchAll(IMPORT))
    collect(new URL(groups?.from ?? "", file), parts, seen);
  parts.set(basename(file.pathname), text.replaceAll(IMPORT, "").replaceAll(EXPORT, ""));
}
