// How long things take, this build beside another one in one run: single figures of one machine say little.
//
//   npm run bench                        this build alone
//   npm run bench -- --base FOLDER       beside the package's files (`pkg/`) of another build
//   npm run bench -- --samples 9         how many fresh pages each figure is the median of
//
// A target is no test: nothing here fails.

import { parseArgs } from "node:util";
import { build } from "../../.tooling/build.js";
import { script } from "../../.tooling/process.js";
import { openBrowser } from "../webdriver/browsers.js";
import { measureOrders } from "./order.js";
import { serve } from "./server.js";

const { values } = parseArgs({
  options: { base: { type: "string" }, samples: { type: "string", default: "9" } },
});

await script(async () => {
  const folders = { new: await build("release"), ...(values.base ? { base: values.base } : {}) };
  const server = await serve(folders);
  const browser = await openBrowser("chromium");
  try {
    const rows = await measureOrders({
      browser,
      url: server.url,
      builds: Object.keys(folders),
      samples: Number(values.samples),
    });
    console.log("an order, from the click to the call of Klarna's SDK: medians in milliseconds");
    console.table(rows);
  } finally {
    await browser.close();
    await server.close();
  }
});
