// What the project prints for people: its Markdown, and the code in it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../.tooling/environment.js";

/** @typedef {{ file: string, heading: string, language: string, code: string }} Block */

const FOLDERS = [
  ".",
  ".github",
  "findings",
  "src",
  "src/domain",
  "src/domain/web_sdk",
  "www",
  "www/docs",
];
const PACKAGES = ["www/examples", "www/sandbox", "www/server"];

/** Every page of Markdown that somebody reads, from the repository's root. */
export const PAGES = [...FOLDERS, ...PACKAGES].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** @param {string} file */
export const read = (file) => readFileSync(join(ROOT, file), "utf8");

/**
 * The anchors of a page: of its headings, as GitHub and VitePress make them, and those that it names itself.
 *
 * @param {string} file
 */
export function anchors(file) {
  const text = read(file).replace(/^```.*?^```$/gms, "");
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s+/g, "-"),
  );
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, name]) => name);
  return new Set([...headings, ...own]);
}

/**
 * The code that a page prints, in its order.
 *
 * @param {string} file
 * @returns {Block[]}
 */
export function blocks(file) {
  const found = [];
  let heading = "";
  for (const [, title, language = "", code = ""] of read(file).matchAll(
    /^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$/gms,
  ))
    if (title) heading = title;
    else found.push({ file, heading, language, code });
  return found;
}

/**
 * What is printed under a heading.
 *
 * @param {string} file
 * @param {string} heading
 * @param {number} [at] which block of it, from 0
 * @returns {string}
 */
export function example(file, heading, at = 0) {
  const block = blocks(file).filter((one) => one.heading === heading)[at];
  if (!block) throw new Error(`${file} prints no code under ${heading}`);
  return block.code;
}
