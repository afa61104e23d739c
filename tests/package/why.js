// What makes a page as large as it is: the module's sections, its functions by the file and by name, its data, and the JavaScript
// of each kind. The parts, compressed one by one, come to a little more than the whole: what is alike is said once there.
//
//   npm run size -- --why

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CRATE, ROOT } from "../../.tooling/environment.js";
import { brotli, bundle } from "./bundle.js";

/** How many functions are named one by one. */
const NAMED = 60;

/** The sections of a module, by number. (WebAssembly core specification, "Binary format", "Modules".) */
const SECTIONS = [
  "custom",
  "type",
  "import",
  "function",
  "table",
  "memory",
  "global",
  "export",
].concat(["start", "element", "code", "data", "data count"]);

/** Reads a module from front to back. */
class Reader {
  at = 0;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }

  byte() {
    return this.bytes[this.at++] ?? 0;
  }

  /** A number, seven bits a byte, the least first. */
  number() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte > 127);
    return value;
  }

  /** @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  /** @param {(reader: Reader) => unknown} read */
  list(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }
}

/**
 * @param {Uint8Array} module
 * @returns {{ name: string, content: Uint8Array }[]}
 */
function sectionsOf(module) {
  const reader = new Reader(module);
  reader.take(8);
  const sections = [];
  while (reader.at < module.length) {
    const name = SECTIONS[reader.byte()] ?? "unknown";
    sections.push({ name, content: reader.take(reader.number()) });
  }
  return sections;
}

/**
 * The functions of a module, in their order. Those that it imports come first in the numbering, and have no code.
 *
 * @param {Uint8Array} code
 */
const functionsOf = (code) =>
  /** @type {Uint8Array[]} */ (new Reader(code).list((reader) => reader.take(reader.number())));

/**
 * Pieces of data, and where they lie: `[address, content]`.
 *
 * @param {Uint8Array} data
 */
const dataOf = (data) =>
  /** @type {[number, Uint8Array][]} */ (
    new Reader(data).list((reader) => {
      reader.take(2);
      const address = reader.number();
      reader.take(1);
      return [address, reader.take(reader.number())];
    })
  );

/** A function's name without the hashes of crates. @param {string} name */
const plain = (name) =>
  name
    .replaceAll(/\\([0-9a-f]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\[[0-9a-f]{8,16}\]/g, "")
    .replaceAll(`${CRATE.replaceAll("-", "_")}::`, "")
    .replaceAll(/\b(?:core|alloc|std)::(?:\w+::)*(?=[A-Z])/g, "");

/** Whose a function is: a file's of ours, or a crate's. @param {string} name */
const ownerOf = (name) =>
  /\b(?:domain|flow|interop|sys|export)::\w+/.exec(name)?.[0].replace("::", "/") ??
  /\b(?:core|alloc|std|js_sys|wasm_bindgen|gloo_\w+|serde\w*|rlsf|compiler_builtins)\b/.exec(
    name,
  )?.[0] ??
  "the rest";

/** @param {[string, ...number[]][]} rows */
const table = (rows) =>
  rows
    .map(([name, ...cells]) =>
      [...cells.map((cell) => cell.toLocaleString("en").padStart(9)), `  ${name}`].join(""),
    )
    .join("\n");

/**
 * @param {string} folder where the built package is
 * @param {string} sdk the module's folder within
 * @returns {Promise<string>}
 */
export async function why(folder, sdk) {
  const module = readFileSync(join(folder, sdk, `${CRATE}_bg.wasm`));
  const sections = sectionsOf(module);
  const contentOf = (/** @type {string} */ name) =>
    sections.find((section) => section.name === name)?.content ?? new Uint8Array();
  const glue = await bundle(join(folder, sdk, `${CRATE}.js`));
  const entry = await bundle(join(folder, "index.js"));
  const parts = [
    ...sections.map(({ name, content }) => /** @type {const} */ ([`module: ${name}`, content])),
    /** @type {const} */ (["its JavaScript, with what it calls", glue]),
    /** @type {const} */ (["the default entry, with that of both modules", entry]),
  ];
  const text = [
    `${sdk}: bytes, and brotli 11`,
    table(parts.map(([name, content]) => [name, content.length, brotli(content).length])),
    "data, by address",
    table(
      dataOf(contentOf("data")).map(([address, content]) => [
        `at ${address}`,
        content.length,
        brotli(content).length,
      ]),
    ),
  ];
  const symbols = join(ROOT, "target/pkg-next/pkg", `${sdk}.symbols`);
  if (!existsSync(symbols))
    return [...text, `No names: ${symbols} comes with a build.`].join("\n\n");
  const names = readFileSync(symbols, "utf8").split("\n").filter(Boolean);
  const functions = functionsOf(contentOf("code"));
  const imported = names.length - functions.length;
  const named = functions.map((code, index) => {
    const name = plain((names[imported + index] ?? "").replace(/^\d+:/, ""));
    return { name, owner: ownerOf(name), code };
  });
  const owners = [...new Set(named.map(({ owner }) => owner))];
  const byOwner = owners.map((owner) => {
    const all = named.filter((one) => one.owner === owner);
    const code = Buffer.concat(all.map((one) => one.code));
    return /** @type {[string, number, number]} */ ([
      `${owner} (${all.length})`,
      code.length,
      brotli(code).length,
    ]);
  });
  const bySize = named.map(
    ({ name, code }) => /** @type {[string, number]} */ ([name, code.length]),
  );
  return [
    ...text,
    "functions, by whose they are: bytes, and brotli 11 of those alone",
    table(byOwner.sort(([, a], [, b]) => b - a)),
    `the largest ${NAMED} of ${named.length} functions`,
    table(bySize.sort(([, a], [, b]) => b - a).slice(0, NAMED)),
  ].join("\n\n");
}
