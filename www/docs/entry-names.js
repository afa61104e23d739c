// For TypeDoc: calls the pages of the reference by what a shop imports, not by the files that the types are in.

import { Converter } from "typedoc";

/** @type {Record<string, string>} */
const NAMES = {
  "src/export": "klarna-payments-wasm",
  "src/export/testing": "klarna-payments-wasm/testing",
  "src/export/bindings/react": "klarna-payments-wasm/react",
  "src/export/bindings/vue": "klarna-payments-wasm/vue",
  "src/export/bindings/element": "klarna-payments-wasm/element",
  "www/server/src/public": "klarna-payments-server",
  "www/sandbox/public": "klarna-sandbox",
};

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = NAMES[module.name] ?? module.name;
  });
}
