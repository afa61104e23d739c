import assert from "node:assert/strict";
import { it } from "node:test";
import { campaign, table } from "./campaign/campaign.js";

// The whole of it, over both stores: `node tests/server/campaign/run.js`, and `npm run test:full`.
it("a minute's campaign over PostgreSQL, three processes, loses nothing and doubles nothing", async (t) => {
  const seed = Math.floor(Date.now() / 1000) % 100_000;
  const { counts, facts, fired, wrongs } = await campaign({
    kind: "postgres",
    purchases: 175,
    seed,
    withinMs: 25_000,
  });
  t.diagnostic(`seed ${seed}: ${JSON.stringify(facts)}`);
  t.diagnostic(table(fired));
  const details = wrongs.map(({ wrong, purchase: { cart, situation, step, fault }, detail }) =>
    [wrong, cart, situation, step, fault, detail].join(", "),
  );
  assert.deepEqual(details, [], `seed ${seed}`);
  assert.ok(Object.values(counts).every((count) => count === 0));
  assert.ok((facts.purchases ?? 0) >= 5, `only ${facts.purchases} purchases`);
});
