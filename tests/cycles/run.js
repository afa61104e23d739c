#!/usr/bin/env node
// npm run cycles -- --cycles 2000
//
// Loads, mounts, authorizes and disposes so often in one page, for each of Klarna's SDKs, and prints what the page holds and
// how much that grows with each purchase. The exit status is 1 where it grows by more than may be.

import { parseArgs } from "node:util";
import { FLOWS, measured, slope } from "./cycles.js";

const PARTS = 10;
/**
 * What one purchase may leave: bytes, and things. The heap has what the browser itself remembers, such as compiled code.
 * WebAssembly's memory grows by leaps of some pages until its free blocks fit what purchases need, and then no more: 25
 * pages at first, 35 after 6,000 purchases, and after 12,000.
 */
const MAY_GROW = /** @type {Record<string, number>} */ ({
  memory: 200,
  externrefs: 0.01,
  heap: 300,
  nodes: 0.01,
  listeners: 0.01,
});

const { values } = parseArgs({ options: { cycles: { type: "string", default: "2000" } } });
const cycles = Number(values.cycles);
let isFlat = true;
for (const flow of FLOWS) {
  const all = await measured({ flow, cycles, parts: PARTS });
  for (const [name, most] of Object.entries(MAY_GROW)) {
    const held = all.map((one) => one[name] ?? 0);
    const growth = slope(held, cycles / PARTS);
    const isTooMuch = growth > most;
    if (isTooMuch) isFlat = false;
    console.log(
      `${flow}, ${cycles} purchases: ${name} ${held[0]} → ${held.at(-1)}, ${growth.toFixed(3)} a purchase${isTooMuch ? `, more than ${most}` : ""}`,
    );
  }
}
process.exit(isFlat ? 0 : 1);
