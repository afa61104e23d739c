#!/usr/bin/env node
// Plants each defect in the server library, and fails where the campaign does not see it:
//
//   node tests/campaign/find-defects.js [--seed 5] [name of a defect …]
//
// What it took is written in `RESULTS.md`.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { campaign, planned } from "./campaign.js";
import { DEFECTS } from "./defects.js";
import { CELLS, nameOf } from "./table.js";

/** So many purchases have to be enough. */
const ENOUGH = 60;
const AT_ONCE = 3;

const { values, positionals: names } = parseArgs({
  options: {
    seed: { type: "string", default: "5" },
    planted: { type: "string" },
  },
  allowPositionals: true,
});
const seed = Number(values.seed);

if (values.planted) {
  console.log(await look(values.planted));
  process.exit(0);
}
let missed = 0;
for (const name of names.length > 0 ? names : Object.keys(DEFECTS)) {
  const planting = join(import.meta.dirname, "../server/campaign/planting.js");
  const own = [import.meta.filename, "--seed", String(seed), "--planted", name];
  const { stdout } = spawnSync(process.execPath, ["--import", planting, ...own], {
    env: { ...process.env, DEFECT: JSON.stringify(DEFECTS[name]?.changes) },
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  console.log(`${name}: ${stdout.trim()}`);
  if (!stdout.includes("by purchase")) missed += 1;
}
process.exit(missed === 0 ? 0 : 1);

/** Buys with the defect that this process was started with. @param {string} name */
async function look(name) {
  const where = DEFECTS[name]?.where ?? /./;
  const plans = Array.from({ length: CELLS.length }, (_, number) => planned(seed, number))
    .filter(({ cell }) => where.test(nameOf(cell)))
    .slice(0, ENOUGH);
  for (let first = 0; first < plans.length; first += AT_ONCE * 2) {
    const some = plans.slice(first, first + AT_ONCE * 2);
    const { findings } = await campaign({ engine: "chromium", seed, plans: some, atOnce: AT_ONCE });
    if (findings.length === 0) continue;
    const seen = Math.min(
      ...findings.map(({ bought }) =>
        plans.findIndex(({ number }) => bought.cart === `c${seed}-${number}`),
      ),
    );
    const { wrong, bought, detail } = /** @type {typeof findings[number]} */ (findings[0]);
    return `${wrong} (${nameOf(bought.cell)}; ${detail}), by purchase ${seen + 1} of those`;
  }
  return `not seen in ${plans.length} purchases`;
}
