// Builds the docs site from `www/docs` into `.cache/docs`, where `npm start` serves it at /docs/. It has a lock file of its
// own, so that a set-up without it stays quick.
//
//   npm run docs

import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../.tooling/environment.js";
import { run, script } from "../../.tooling/process.js";
import { show } from "../../.tooling/progress.js";
import { fingerprint, makeWhenStale } from "../../.tooling/stamp.js";

const FOLDER = join(ROOT, "www/docs");
const INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];

await script(async () => {
  const lock = join(FOLDER, "package-lock.json");
  await makeWhenStale({
    stamp: join(FOLDER, "node_modules/.installed"),
    inputs: fingerprint([lock]),
    outputs: () => [],
    make: () =>
      show("npm packages of the docs", (onOutput) =>
        run("npm", INSTALL, { cwd: FOLDER, onOutput }),
      ),
  });
  await show("docs", (onOutput) => run("npm", ["run", "build"], { cwd: FOLDER, onOutput }));
  const site = join(ROOT, ".cache/docs");
  if (!existsSync(join(site, "index.html"))) throw new Error(`there is no site in ${site}`);
  console.log(site);
});
