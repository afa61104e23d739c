#!/usr/bin/env node
// node tests/server/campaign/run.js --store postgres --purchases 1000 --seed 7 [--customers 8] [--defect "no key"] [--loud]
//
// The exit status is 1 when any count is not 0, or a cell of the table is empty.

import { parseArgs } from "node:util";
import { campaign, table } from "./campaign.js";
import { DEFECTS } from "./defects.js";

const { values } = parseArgs({
  options: {
    store: { type: "string", default: "postgres" },
    purchases: { type: "string", default: "1000" },
    seed: { type: "string", default: "7" },
    processes: { type: "string" },
    customers: { type: "string", default: "8" },
    defect: { type: "string" },
    loud: { type: "boolean", default: false },
  },
});
const { store, defect } = values;
if (store !== "postgres" && store !== "sqlite") throw new Error("--store postgres or sqlite");
if (defect && !(defect in DEFECTS)) throw new Error(`--defect ${Object.keys(DEFECTS).join(", ")}`);
const { counts, facts, wrongs, fired, empty, firstWrong } = await campaign({
  kind: store,
  purchases: Number(values.purchases),
  seed: Number(values.seed),
  defect,
  atOnce: Number(values.customers),
  isLoud: values.loud,
  ...(values.processes ? { processes: Number(values.processes) } : {}),
  progress: (text) => console.error(text),
});
console.log(table(fired));
if (empty.length > 0) console.log(`${empty.length} cells are empty`);
for (const { wrong, purchase, detail } of wrongs.slice(0, 40))
  console.log(
    `${wrong}: ${purchase.cart} ${purchase.situation}, ${purchase.step} ${purchase.fault}; ${detail}`,
  );
const list = (/** @type {Record<string, number>} */ numbers) =>
  Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(", ");
console.log(`${store}, seed ${values.seed}: ${list(facts)}`);
console.log(list(counts));
if (wrongs.length > 0) console.log(`the first by purchase ${firstWrong}`);
process.exit(wrongs.length > 0 || empty.length > 0 ? 1 : 0);
