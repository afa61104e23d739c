import assert from "node:assert/strict";
import { it } from "node:test";
import { enginesOfTier } from "../webdriver/browsers.js";
import { campaign, planned } from "./campaign.js";
import { CUSTOMER } from "./customer.js";
import { Secrets } from "./secrets.js";
import { CELLS, nameOf, ONE_OF_EACH } from "./table.js";

// All cells, in three engines: `npm run campaign`, and `npm run test:full`.
it("a purchase for each kind of fault loses nothing, doubles nothing, and tells the customer what is so", async (t) => {
  const seed = Math.floor(Date.now() / 1000) % 100_000;
  // A busy machine does not come to all of them, but to six: another one is the first each time.
  const first = seed % ONE_OF_EACH.length;
  const cells = [...ONE_OF_EACH.slice(first), ...ONE_OF_EACH.slice(0, first)];
  const plans = cells.map((cell, number) => ({ ...planned(seed, number), cell }));
  const { findings, ends, all, fired } = await campaign({
    ...{ engine: "chromium", seed, plans },
    ...{ withinMs: 15_000, atLeast: 6 },
  });
  t.diagnostic(`seed ${seed}: ${all.length} purchases, ${JSON.stringify(ends)}`);
  const details = findings.map(
    ({ wrong, bought, detail }) => `${wrong}: ${nameOf(bought.cell)}; ${detail}`,
  );
  assert.deepEqual(details, [], `seed ${seed}`);
  assert.ok(Number(ends["secrets searched for"]) > all.length, "there were secrets to search for");
  assert.ok(all.length >= 5 && fired.size >= 4, `only ${all.length} purchases`);
});

// The other engines: in a full run.
for (const engine of enginesOfTier().filter((one) => one !== "chromium"))
  it(`what misbehaves on one page behaves on the next one, also in ${engine}`, async () => {
    const cell = CELLS.find((one) => nameOf(one) === "pages sdk.finalize answers-and-throws");
    assert.ok(cell);
    const { findings } = await campaign({
      ...{ engine, seed: 81, atOnce: 1 },
      plans: [{ ...planned(81, 0), cell }],
    });
    const details = findings.map(({ wrong, detail }) => `${wrong}: ${detail}`);
    assert.deepEqual(details, []);
  });

it("every cell has a purchase in as many purchases as there are cells, whatever the seed", () => {
  for (const seed of [1, 7, 4711]) {
    const names = CELLS.map((_, number) => nameOf(planned(seed, number).cell));
    assert.equal(new Set(names).size, CELLS.length);
  }
});

it("a token and a customer's name are found wherever they are", () => {
  const secrets = new Secrets();
  secrets.learn(JSON.stringify({ authorization_token: "token-of-today", session_id: "1" }));
  assert.deepEqual(secrets.in("/thanks?token=token-of-today"), ["token-of-today"]);
  const { given_name: name } = CUSTOMER;
  assert.deepEqual(secrets.in(JSON.stringify({ name })), [name]);
  assert.deepEqual(secrets.in("session 1"), []);
});
