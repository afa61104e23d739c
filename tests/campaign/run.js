#!/usr/bin/env node
// npm run campaign -- --purchases 3000 --seed 7 [--engine firefox] [--customers 2]
//
// Goes on where it was stopped, if nothing has changed. `--only 12` plays one purchase again, with all that its page says, and `--cell "button click
// reload"` one cell. The exit status is 1 when any count is not 0, or a cell of the table is empty.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../.tooling/environment.js";
import { fingerprint } from "../../.tooling/stamp.js";
import { campaign, planned } from "./campaign.js";
import { CELLS, nameOf, printed } from "./table.js";
import { WRONGS } from "./verdict.js";

/** What decides how a purchase ends. */
const INPUTS = ["pkg", "www/server/src", "www/sandbox", "tests/campaign"];
/** So many purchases have a world to themselves; what they came to is kept. */
const BATCH = 150;
/** How often an empty cell is played again. */
const ROUNDS = 3;

const { values } = parseArgs({
  options: {
    purchases: { type: "string", default: "3000" },
    seed: { type: "string", default: "7" },
    engine: { type: "string", default: "chromium" },
    customers: { type: "string" },
    only: { type: "string", multiple: true },
    cell: { type: "string", multiple: true },
    fresh: { type: "boolean", default: false },
  },
});
const engine = /** @type {import("../webdriver/browsers.js").Engine} */ (values.engine);
const seed = Number(values.seed);
const count = Number(values.purchases);
const atOnce = Number(values.customers ?? 2);

if (values.only || values.cell) await replay();
else await run();

/** Plays some purchases once more, and shows all of it. */
async function replay() {
  const numbered = (values.only ?? []).map((number) => planned(seed, Number(number)));
  const named = (values.cell ?? []).flatMap((name, index) =>
    CELLS.filter((cell) => nameOf(cell).includes(name)).map((cell, more) => ({
      ...planned(seed, 10_000 + index * 1_000 + more),
      cell,
    })),
  );
  const { findings, all } = await campaign({
    engine,
    seed,
    plans: [...numbered, ...named],
    atOnce: 1,
  });
  for (const { cart, cell, purchase, ms, isOver } of all) {
    console.log(
      `${cart}: ${nameOf(cell)}, ${Math.round(ms)} ms${isOver ? "" : ", without an end"}`,
    );
    for (const said of purchase.said)
      if (said.what !== "log" || all.length === 1)
        console.log(`  ${JSON.stringify(said).slice(0, 600)}`);
  }
  for (const { wrong, bought, detail } of findings)
    console.log(`${wrong}: ${bought?.cart} ${bought && nameOf(bought.cell)}; ${detail}`);
  process.exit(findings.length > 0 ? 1 : 0);
}

/** @typedef {import("./table.js").Cell} Cell */
/** @typedef {{ findings: string[], wrongs: Record<string, number>, ends: Record<string, number>, fired: [string, number][], ms: number[], usage: string[] }} Batch */

async function run() {
  const state = fingerprint(INPUTS.map((path) => join(ROOT, path))).slice(0, 12);
  const folder = join(ROOT, "target/campaign", state);
  mkdirSync(folder, { recursive: true });
  /** @type {Batch[]} */
  const batches = [];
  const started = Date.now();
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const file = join(folder, `${engine}-${seed}-${first}-${size}.json`);
    if (values.fresh) rmSync(file, { force: true });
    const plans = Array.from({ length: size }, (_, index) => planned(seed, first + index));
    const batch = kept(file) ?? (await played(plans));
    writeFileSync(file, JSON.stringify(batch));
    batches.push(batch);
    console.error(`${first + size} purchases, ${Math.round((Date.now() - started) / 1000)} s`);
    for (const finding of batch.findings) console.error(`  ${finding}`);
  }
  // What was to happen in a purchase may come too late for it: its cell is played again.
  for (let round = 1; round <= ROUNDS; round += 1) {
    const missed = count >= CELLS.length ? emptyIn(batches) : [];
    if (missed.length === 0) break;
    console.error(`once more: ${missed.map(nameOf).join(", ")}`);
    const plans = missed.map((cell, index) => ({
      ...planned(seed, 10_000 * round + index),
      cell,
    }));
    batches.push(await played(plans));
  }
  report(batches);
}

/** @param {Batch[]} batches @returns {Cell[]} */
function emptyIn(batches) {
  const fired = new Set(batches.flatMap((batch) => batch.fired.map(([name]) => name)));
  return CELLS.filter((cell) => !fired.has(nameOf(cell)));
}

/** @param {string} file @returns {Batch | undefined} */
function kept(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {ReturnType<typeof planned>[]} plans @returns {Promise<Batch>} */
async function played(plans) {
  const { findings, ends, fired, all } = await campaign({ engine, seed, plans, atOnce });
  const usage = all.flatMap(({ cart, cell, purchase }) =>
    purchase.said
      .filter(({ what }) => what === "usage" || what === "strange")
      .map((said) => `${cart} ${nameOf(cell)}: ${said.code} ${said.message}`),
  );
  return {
    ...{ ends, usage, fired: [...fired], ms: all.map(({ ms }) => ms) },
    wrongs: Object.fromEntries(
      WRONGS.map((wrong) => [wrong, findings.filter((one) => one.wrong === wrong).length]),
    ),
    findings: findings.map(
      ({ wrong, bought, detail }) =>
        `${wrong}: ${bought?.cart} ${bought && nameOf(bought.cell)}; ${detail}`,
    ),
  };
}

/** @param {Batch[]} batches */
function report(batches) {
  /** @type {Map<string, number>} */
  const fired = new Map();
  for (const [name, times] of batches.flatMap((batch) => batch.fired))
    fired.set(name, (fired.get(name) ?? 0) + times);
  console.log(printed(fired));
  const empty = emptyIn(batches).map(nameOf);
  if (count >= CELLS.length && empty.length > 0)
    console.log(`${empty.length} cells are empty: ${empty.join(", ")}`);
  for (const line of batches.flatMap(({ usage, findings }) => [...usage, ...findings]))
    console.log(line);
  const ms = batches.flatMap((batch) => batch.ms).sort((one, other) => one - other);
  const part = (/** @type {number} */ share) => Math.round(ms[Math.floor(ms.length * share)] ?? 0);
  console.log(`refused as wrong use: ${batches.flatMap(({ usage }) => usage).length}`);
  console.log(`customers were told: ${list(sums(batches.map(({ ends }) => ends)))}`);
  console.log(
    `${engine}, seed ${seed}: ${ms.length} purchases, median ${part(0.5)} ms, nine of ten ${part(0.9)} ms`,
  );
  const wrongs = sums(batches.map((batch) => batch.wrongs));
  console.log(list(wrongs));
  const isBad = Object.values(wrongs).some((number) => number > 0);
  process.exit(isBad || (count >= CELLS.length && empty.length > 0) ? 1 : 0);
}

/** @param {Record<string, number>[]} all */
function sums(all) {
  /** @type {Record<string, number>} */
  const total = {};
  for (const [name, number] of all.flatMap(Object.entries))
    total[name] = (total[name] ?? 0) + number;
  return total;
}

/** @param {Record<string, number>} numbers */
function list(numbers) {
  return Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(", ");
}
