// The code that the README and the docs print compiles, against the types as they are.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../../.tooling/environment.js";
import { blocks, PAGES } from "./printed.js";

const PRINTED = ["README.md", ...PAGES.filter((page) => page.startsWith("www/docs/"))]
  .flatMap(blocks)
  .filter(({ language }) => ["js", "ts", "tsx"].includes(language));

const V1 =
  'import("klarna-payments-wasm").KlarnaPayments<import("klarna-payments-wasm").Delivered>';
const V2 = 'import("klarna-payments-wasm").KlarnaWebSdk';
const SERVER = 'import("klarna-payments-server").KlarnaServer';

/** What the examples leave to the shop. @type {Record<string, string>} */
const SHOP = {
  buy: "HTMLButtonElement",
  next: "HTMLButtonElement",
  pay: "HTMLButtonElement",
  dialog: "HTMLDialogElement",
  ofThisCart: "RequestInit",
  cart: '{ id: string, version: number, order: import("klarna-payments-wasm").OrderData }',
  order: 'import("klarna-payments-wasm").OrderData',
  order_data: 'import("klarna-payments-wasm").OrderData',
  clientToken: "string",
  createSession: "() => Promise<string>",
  klarnaPayment: "{ id: string, client_token: string }",
  customerToken: "string",
  signingKeyId: "string",
  signingKey: "string",
  options: 'import("klarna-payments-server").Options',
  shop: "any",
};
const FUNCTIONS = [
  "askAgain",
  "showChanged",
  "showConfirmation",
  "showFailure",
  "showOrder",
  "showOtherMethods",
  "showPending",
  "showWrong",
];

/** What `klarna` is where a page does not say so again. @type {Record<string, string>} */
const KLARNA = { "www/docs/web-sdk.md": V2, "www/docs/recurring.md": SERVER };

/** @param {import("./printed.js").Block} block */
function module({ file, code }) {
  const names = Object.entries({ ...SHOP, klarna: KLARNA[file] ?? V1 });
  /** @param {string} name */
  const has = (name) => new RegExp(`const (\\{[^}]*\\b${name}\\b[^}]*\\}|${name}) =`).test(code);
  const declared = names
    .filter(([name]) => !has(name))
    .map(([name, type]) => `declare const ${name}: ${type};`);
  const functions = [...FUNCTIONS, "hideKlarna"].map(
    (name) => `declare function ${name}(about?: unknown): void;`,
  );
  return [...declared, ...functions, code, "export {};\n"].join("\n");
}

/** Code of a server's is JavaScript without types; what runs in a page is checked as strictly as a shop's. */
const ofServer = /** @type {(block: import("./printed.js").Block) => boolean} */ (
  ({ code }) => /klarna-payments-server|node:|klarna-payments-wasm\/element|recurring/.test(code)
);

/** @param {import("./printed.js").Block[]} printed @param {object} strictness */
async function compile(printed, strictness) {
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache/printed-"));
  try {
    const compilerOptions = {
      target: "es2022",
      lib: ["es2022", "dom", "dom.iterable"],
      module: "esnext",
      moduleResolution: "bundler",
      jsx: "react-jsx",
      types: ["node"],
      noEmit: true,
      skipLibCheck: true,
      paths: {
        "klarna-payments-wasm": ["../../src/export/index.d.ts"],
        "klarna-payments-wasm/external": ["../../src/export/index-external.d.ts"],
        "klarna-payments-wasm/*/compat": ["../../src/export/compat.d.ts"],
        "klarna-payments-wasm/element/*": ["../../src/export/bindings/element-*.d.ts"],
        "klarna-payments-wasm/*": ["../../src/export/*.d.ts", "../../src/export/bindings/*.d.ts"],
        "klarna-sandbox": ["../../www/sandbox/public.d.ts"],
      },
      ...strictness,
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    for (const [at, block] of printed.entries()) {
      const page = block.file.replace(/\W/g, "-");
      const kind = block.language === "tsx" ? "tsx" : "ts";
      await writeFile(join(folder, `${page}-${at}.${kind}`), module(block));
    }
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const told = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch(
      (failed) => failed,
    );
    return String(told.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("the code that is printed", () => {
  it("is found", () => assert.ok(PRINTED.length > 30, `${PRINTED.length} blocks`));

  it("of pages compiles in a strict TypeScript project", async () => {
    const pages = PRINTED.filter((block) => !ofServer(block));
    assert.equal(await compile(pages, { strict: true, noUncheckedIndexedAccess: true }), "");
  });

  it("of servers and of plain pages compiles", async () => {
    assert.equal(await compile(PRINTED.filter(ofServer), { strict: false }), "");
  });
});
