// The package for tools that know no ES modules, such as Jest: `require` gives the same functions. Those that load something
// import the ES module when they are first called, so that there is one of it.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The functions that load something, by their entry; the others of an entry do without the WebAssembly. */
const LOADING = {
  "index.js": ["loadKlarnaPayments", "loadKlarnaWebSdk", "preload"],
  "payments.js": ["loadKlarnaPayments", "preload"],
  "payments-external.js": ["loadKlarnaPayments", "preload"],
  "web-sdk.js": ["loadKlarnaWebSdk", "preload"],
  "web-sdk-external.js": ["loadKlarnaWebSdk", "preload"],
};
const OTHERS = {
  "index.js": ["commerceLayer", "isKlarnaError"],
  "payments.js": ["commerceLayer", "isKlarnaError"],
  "payments-external.js": ["commerceLayer", "isKlarnaError"],
  "web-sdk.js": ["isKlarnaError"],
  "web-sdk-external.js": ["isKlarnaError"],
};
const MODULES = /** @type {Record<string, string>} */ ({
  commerceLayer: "./commerce_layer.js",
  isKlarnaError: "./klarna_error.js",
});

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
        "../payments.js",
        "../web-sdk.js",
        "./index.js",
        "./payments.js",
        "./payments-external.js",
        "./web-sdk.js",
        "./web-sdk-external.js",
      ],
      outfile: join(folder, entry.replace(/js$/, "cjs")),
      // React's servers look for it.
      banner: entry === "bindings/react.js" ? { js: '"use client";' } : {},
      logLevel: "error",
    });
  for (const [entry, names] of Object.entries(LOADING)) {
    const others = OTHERS[/** @type {keyof typeof OTHERS} */ (entry)];
    await write(
      entry,
      [
        ...others.map((name) => `export { ${name} } from "${MODULES[name]}";`),
        ...names.map(
          (name) =>
            `export const ${name} = async (...args) => (await import("./${entry}")).${name}(...args);`,
        ),
      ].join("\n"),
    );
  }
  for (const entry of WHOLE) {
    const [name] = entry.split("/").slice(-1);
    await write(entry, `export * from "./${name}";`);
  }
  for (const entry of [...Object.keys(LOADING), ...WHOLE, "bindings/checkout.js"]) {
    const types = join(folder, entry.replace(/js$/, "d.ts"));
    const text = readFileSync(types, "utf8").replaceAll(/(from "\.[^"]*\.)js"/g, '$1cjs"');
    writeFileSync(types.replace(/ts$/, "cts"), text);
  }
}
