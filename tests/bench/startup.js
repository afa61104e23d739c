// How long a customer's page waits for the package, beside a module of the same job that a shop writes by hand
// (`startup-by-hand.js`), in Chromium.
//
//   npm run startup                     a table; fails above the budget of tests/package/budget.json
//   npm run startup -- --json           the same for programs, with every sample
//   npm run startup -- --samples 100    more than 30 of each
//
// A page waits for two things, and the budget holds for each by itself. Both begin with `import()` in a page that has
// loaded and is idle:
//
//   callable   until the module's functions can be called without waiting for code of its own. By hand that is the import;
//              of the package it is also `preload({ for })`, which fetches and instantiates the WebAssembly.
//   session    until `loadKlarnaPayments` has given the object on which the Buy button can call: Klarna's script has been
//              loaded and given the session. Klarna's part is the sandbox's look-alike, the same for both.
//
// Each sample has a browser of its own, whose caches are empty. The server is on the loopback, so that the figures are of
// code and requests and not of a line; it sends what a bundler and a web server make of either module: minified,
// brotli-compressed, with the right types, without hints to preload.
//
// Times depend on the machine, so the budget is the ratio of the medians. What else the machine does blurs that as well:
// this is no test, and a verdict close to the budget is worth repeating on an idle machine.

import { parseArgs } from "node:util";
import { build } from "../../.tooling/build.js";
import { script } from "../../.tooling/process.js";
import { show } from "../../.tooling/progress.js";
import { BUILD_STEPS, setUp } from "../../.tooling/setup.js";
import { report } from "./startup-verdict.js";

/** Samples of each module at each milestone. */
const SAMPLES = "30";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    samples: { type: "string", default: SAMPLES },
  },
});
await script(async () => {
  await setUp(BUILD_STEPS);
  const folder = await build("release");
  // The set-up may have installed what this needs.
  const { takeSamples } = await import("./startup-samples.js");
  const samples = await show("start-up", (onOutput) =>
    takeSamples(folder, Number(values.samples), onOutput),
  );
  report(samples, values);
});
