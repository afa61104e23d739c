// The installed package as an older version, and what a tool's output has of the package.

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../../.tooling/embed.js";
import { filesIn } from "../package/outside-project.js";
import { FILES, SDKS } from "./page.js";

/** The build that an older version says it is of. */
export const OLD = "0.0.9 an older version ";

/** Where npm has written which version is installed, by which tools know what they have kept. */
export const LOCKS = ["package-lock.json", "node_modules/.package-lock.json"];

const MODULES = Object.values(FILES);

/** The module within the JavaScript, by SDK: a piece of the text. @param {string} installed */
const textsIn = (installed) =>
  MODULES.map((file) => textOf(readFileSync(join(installed, "pkg", file))).slice(20_000, 20_100));

/**
 * How many modules of WebAssembly an output has, as files and within its JavaScript, where that is not one for each SDK that its pages use.
 *
 * @param {string} output
 * @param {string} installed
 * @param {(keyof typeof SDKS)[]} entries of its pages
 * @returns {string[]} what is wrong
 */
export function modulesIn(output, installed, entries) {
  const names = filesIn(output);
  const sources = names
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => readFileSync(join(output, name), "utf8"));
  const files = names.filter((name) => name.endsWith(".wasm"));
  const within = textsIn(installed).flatMap((text) =>
    sources.filter((source) => source.includes(text)),
  );
  const isFile = (/** @type {string} */ entry) => entry.endsWith("/external");
  /** @param {boolean} asFile */
  const expected = (asFile) =>
    new Set(entries.filter((entry) => isFile(entry) === asFile).flatMap((entry) => SDKS[entry]))
      .size;
  const found = [files.length, within.length];
  const wanted = [expected(true), expected(false)];
  return String(found) === String(wanted)
    ? []
    : [`files and texts of modules in the output: ${found} instead of ${wanted}; ${files}`];
}

/**
 * Makes the package that is installed an older version, with another build in JavaScript and WebAssembly.
 *
 * @param {{ folder: string, installed: string }} project
 * @returns {() => void} brings the real one back, as an upgrade does
 */
export function age({ folder, installed }) {
  const real = `${installed}-real`;
  cpSync(installed, real, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const renumber = (/** @type {string} */ from, /** @type {string} */ to) => {
    for (const file of [
      ...LOCKS.map((name) => join(folder, name)),
      join(installed, "package.json"),
    ]) {
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace(`"version": "${from}"`, `"version": "${to}"`));
    }
  };
  for (const file of MODULES) {
    const wasm = join(installed, "pkg", file);
    const glue = wasm.replace("_bg.wasm", ".js");
    const source = readFileSync(glue, "utf8");
    const build = /export const build = "(.*)";/.exec(source)?.[1] ?? "";
    const older = OLD.padEnd(build.length, "0").slice(0, build.length);
    writeFileSync(glue, source.replace(build, older));
    const bytes = readFileSync(wasm);
    bytes.write(older, bytes.lastIndexOf(build), "latin1");
    writeFileSync(wasm, bytes);
    writeFileSync(
      glue.replace(".js", "_text.js"),
      `export default ${JSON.stringify(textOf(bytes))};\n`,
    );
  }
  renumber(version, "0.0.9");
  return () => {
    cpSync(real, installed, { recursive: true });
    rmSync(real, { recursive: true });
    renumber("0.0.9", version);
  };
}
