// The package for tools that know no ES modules, such as Jest: `require` gives the same functions. Those that load something
// import the ES module when they are first called, so that there is one of it.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Functions that do without the WebAssembly, and where they are. The others of an entry load something. */
const MODULES = /** @type {Record<string, string>} */ ({
  commerceLayer: "./commerce-layer.js",
  isKlarnaError: "./klarna-error.js",
});
const PAYMENTS = ["commerceLayer", "isKlarnaError", "loadKlarnaPayments", "preload"];
const WEB_SDK = ["isKlarnaError", "loadKlarnaWebSdk", "preload"];
/** What each entry has. @type {Record<string, string[]>} */
const ENTRIES = {
  "index.js": [...PAYMENTS, "loadKlarnaWebSdk"],
  "index-external.js": [...PAYMENTS, "loadKlarnaWebSdk"],
  "payments.js": PAYMENTS,
  "payments-external.js": PAYMENTS,
  "web-sdk.js": WEB_SDK,
  "web-sdk-external.js": WEB_SDK,
};

/** Entries without WebAssembly. */
const WHOLE = ["testing.js", "bindings/react.js", "bindings/vue.js", "bindings/element.js"];

/**
 * Writes them beside the ES modules of a built package, with their types.
 *
 * @param {string} folder
 */
export async function writeCommonJs(folder) {
  const { build } = await import("esbuild");
  /** @param {string} entry @param {string} contents */
  const write = (entry, contents) =>
    build({
      stdin: { contents, resolveDir: join(folder, dirname(entry)) },
      bundle: true,
      format: "cjs",
      platform: "neutral",
      target: "es2020",
      supported: { "dynamic-import": true },
      external: [
        "react",
        "vue",
        ...Object.keys(ENTRIES).flatMap((name) => [`./${name}`, `../${name}`]),
      ],
      outfile: join(folder, entry.replace(/js$/, "cjs")),
      // React's servers look for it.
      banner: entry === "bindings/react.js" ? { js: '"use client";' } : {},
      logLevel: "error",
    });
  for (const [entry, names] of Object.entries(ENTRIES)) {
    const lines = names.map((name) =>
      MODULES[name]
        ? `export { ${name} } from "${MODULES[name]}";`
        : `export const ${name} = async (...args) => (await import("./${entry}")).${name}(...args);`,
    );
    await write(entry, lines.join("\n"));
  }
  for (const entry of WHOLE) {
    const [name] = entry.split("/").slice(-1);
    await write(entry, `export * from "./${name}";`);
  }
  for (const entry of [...Object.keys(ENTRIES), ...WHOLE, "bindings/checkout.js"]) {
    const types = join(folder, entry.replace(/js$/, "d.ts"));
    const text = readFileSync(types, "utf8").replaceAll(/(from "\.[^"]*\.)js"/g, '$1cjs"');
    writeFileSync(types.replace(/ts$/, "cts"), text);
  }
}
