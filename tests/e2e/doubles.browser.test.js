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

/** How many rows are played at a time: as many as a slow engine gets done within the time limit of a script. */
const AT_A_TIME = 20;

/** Of how many acts those are that are made up, and how often that is done. */
const LENGTH = 12;
const TIMES = process.env.TEST_TIER === "full" ? 4 : 1;

inEnginesOfTier("A double is as strict as the real object", (visit) => {
  /**
   * Plays rows from a number on.
   *
   * @param {"payments" | "web-sdk"} sdk
   * @param {"written" | "made up"} kind
   * @param {number} from
   * @returns {Promise<number>} how many there were
   */
  async function play(sdk, kind, from) {
    Object.assign(visit().server.paths, await paths());
    await visit().open();
    const told = await visit().run(
      async (sdk, kind, from, count, length) => {
        const { differs, dice, walk } = await import(String("/doubles/play.js"));
        const { WALKED, ALL_ACTS, EVENTS, ROWS, Double, Real } = await import(`/doubles/${sdk}.js`);
        const make = (/** @type {any} */ Side) => async () => {
          const side = new Side();
          await side.load();
          return side;
        };
        /** @type {[string, string[]][]} */
        const rows = kind === "written" ? Object.entries(ROWS).slice(from, from + count) : [];
        for (let seed = from; kind === "made up" && seed < from + count; seed += 1)
          rows.push([
            `${seed}`,
            await walk(WALKED[seed % WALKED.length], length, dice(seed), make(Double)),
          ]);
        for (const [name, row] of rows) {
          const difference = await differs(row, ALL_ACTS, EVENTS, make(Double), make(Real));
          if (difference) return { rows: rows.length, difference: `${name}: ${difference}` };
        }
        return { rows: rows.length };
      },
      sdk,
      kind,
      from,
      AT_A_TIME,
      LENGTH,
    );
    assert.equal(told.difference, undefined);
    return told.rows;
  }

  for (const [sdk, name] of /** @type {const} */ ([
    ["payments", "Klarna Payments"],
    ["web-sdk", "the Web SDK"],
  ])) {
    it(`of ${name}, in what shops do`, async () => {
      let played = 0;
      for (let more = AT_A_TIME; more === AT_A_TIME; played += more)
        more = await play(sdk, "written", played);
      assert.ok(played > AT_A_TIME);
    });

    it(`of ${name}, in what comes to nobody's mind`, async () => {
      for (let time = 0; time < TIMES; time += 1) await play(sdk, "made up", time * AT_A_TIME);
    });
  }
});
