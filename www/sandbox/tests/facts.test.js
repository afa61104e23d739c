import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { FACTS } from "./facts/index.js";
import { Klarna } from "./facts/klarna.js";

describe("what is publicly known of Klarna's servers holds of the sandbox's", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 8 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  it("each has a number of its own", (t) => {
    const numbers = Object.values(FACTS).flatMap((facts) => facts.map(([number]) => number));
    const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
    assert.deepEqual(twice, []);
    t.diagnostic(`the next one is ${Math.max(...numbers) + 1}`);
  });

  for (const [group, facts] of Object.entries(FACTS))
    describe(group, () => {
      for (const [number, fact, source, holds] of facts)
        it(`${number}. ${fact} (${source})`, async () => {
          await holds(new Klarna(sandbox));
        });
    });
});
