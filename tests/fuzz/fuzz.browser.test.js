import assert from "node:assert/strict";
import { it } from "node:test";
import { fuzz } from "./fuzz.js";

// 100,000 of them: `npm run fuzz`, and `npm run test:full`.
it("whatever an export is given, and whatever Klarna's SDKs and the backend answer: no trap, no promise without an end, no unhandled rejection", async (t) => {
  const seed = Math.floor(Date.now() / 1000) % 100_000;
  const { findings, ends, played, seesTraps } = await fuzz({
    seed,
    cases: 2_000,
    withinMs: 40_000,
  });
  t.diagnostic(`seed ${seed}: ${played} cases`);
  assert.deepEqual(findings, [], `seed ${seed}`);
  assert.ok(seesTraps, "a trap would be known for one");
  // They get further than to the first check of their arguments.
  for (const end of ["ended", "INVALID_ARGUMENT", "SDK_ERROR", "BACKEND_UNREACHABLE"])
    assert.ok((ends[end] ?? 0) > 0, `none came to ${end}: ${JSON.stringify(ends)}`);
  assert.ok(played >= 500, `only ${played} cases`);
});
