// The doubles of `klarna-payments-wasm/testing` do what the real objects do: the same is played on both, with a fake of Klarna's
// SDK below the real ones, and everything that a shop sees is compared.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

/** What the page's server has besides: the rows, and the fakes. @type {[string, RegExp][]} */
const FOLDERS = [
  ["e2e/doubles", /./],
  ["browser", /^fake_/],
];

/** @returns {Promise<Record<string, import("./checkout-server.js").Behaviour>>} */
async function paths() {
  /** @type {Record<string, import("./checkout-server.js").Behaviour>} */
  const found = {};
  for (const [folder, wanted] of FOLDERS) {
    const path = join(import.meta.dirname, "..", folder);
    for (const name of (await readdir(path)).filter((name) => wanted.test(name)))
      found[`/${folder.replace("e2e/", "")}/${name}`] = answer.script(
        await readFile(join(path, name), "utf8"),
      );
  }
  return found;
}

/** How many rows are made up at a time, of how many acts, and how often that is done. */
const WALKS = 20;
const LENGTH = 12;
const TIMES = process.env.TEST_TIER === "full" ? 4 : 1;

inEnginesOfTier("A double is as strict as the real object", (visit) => {
  /** @param {"payments" | "web-sdk"} sdk @param {number} [seed] of the first row that is made up; without it those that are written */
  async function play(sdk, seed) {
    Object.assign(visit().server.paths, await paths());
    await visit().open();
    const told = await visit().run(
      async (sdk, seed, count, length) => {
        const { differs, dice, walk } = await import(String("/doubles/play.js"));
        const { WALKED, ALL_ACTS, EVENTS, ROWS, Double, Real } = await import(`/doubles/${sdk}.js`);
        const make = (/** @type {any} */ Side) => async () => {
          const side = new Side();
          await side.load();
          return side;
        };
        /** @type {[string, string[]][]} */
        const rows = seed === null ? Object.entries(ROWS) : [];
        for (let number = seed ?? 0; seed !== null && number < seed + count; number += 1)
          rows.push([
            `${number}`,
            await walk(WALKED[number % WALKED.length], length, dice(number), make(Double)),
          ]);
        for (const [name, row] of rows) {
          const difference = await differs(row, ALL_ACTS, EVENTS, make(Double), make(Real));
          if (difference) return { rows: rows.length, difference: `${name}: ${difference}` };
        }
        return { rows: rows.length };
      },
      sdk,
      seed ?? null,
      WALKS,
      LENGTH,
    );
    assert.equal(told.difference, undefined);
    assert.ok(told.rows >= WALKS);
  }

  for (const [sdk, name] of /** @type {const} */ ([
    ["payments", "Klarna Payments"],
    ["web-sdk", "the Web SDK"],
  ])) {
    it(`of ${name}, in what shops do`, () => play(sdk));

    it(`of ${name}, in what comes to nobody's mind`, async () => {
      for (let time = 0; time < TIMES; time += 1) await play(sdk, time * WALKS);
    });
  }
});
