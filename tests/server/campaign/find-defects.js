#!/usr/bin/env node
// Plants each defect in the library, and fails where the campaign does not see it:
//
//   node find-defects.js [--seed 5] [name of a defect …]
//
// What it took is written in `defects.js`.

import { parseArgs } from "node:util";
import { campaign } from "./campaign.js";
import { DEFECTS } from "./defects.js";

/** So many purchases; more, where those have shown nothing. */
const SIZES = [24, 60, 180];
const { values, positionals: names } = parseArgs({
  options: { seed: { type: "string", default: "5" } },
  allowPositionals: true,
});
let missed = 0;
for (const defect of names.length > 0 ? names : Object.keys(DEFECTS)) {
  let said = "NOT SEEN";
  for (const purchases of SIZES) {
    const { wrongs, counts, firstWrong } = await campaign({
      kind: "postgres",
      purchases,
      seed: Number(values.seed),
      atOnce: 6,
      defect,
    });
    if (wrongs.length === 0) continue;
    const seen = Object.entries(counts).filter(([, count]) => count > 0);
    said = `${seen.map(([wrong, count]) => `${wrong} ${count}`).join(", ")}; the first by purchase ${firstWrong}`;
    break;
  }
  console.log(`${defect}: ${said}`);
  if (said === "NOT SEEN") missed += 1;
}
process.exit(missed === 0 ? 0 : 1);
