import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CheckoutPage } from "../checkout-page.js";
import { LOOK_ALIKE_TABLE, tryRow } from "../look-alike/table.js";

/** Many rows wait until it is certain that a call is not answered: two browsers wait at once. */
const BROWSERS = 2;

describe("the look-alikes of Klarna's scripts behave as Klarna's", {
  concurrency: BROWSERS,
}, () => {
  /** Those that no row is using. @type {CheckoutPage[]} */
  const free = [];
  before(async () => {
    const opening = Array.from({ length: BROWSERS }, () => CheckoutPage.open());
    free.push(...(await Promise.all(opening)));
  });
  after(() => Promise.all(free.map((page) => page.close())));

  for (const row of LOOK_ALIKE_TABLE)
    it(`${row.group}: ${row.fact}`, async () => {
      const page = /** @type {CheckoutPage} */ (free.pop());
      try {
        const { saw } = await tryRow(page, row);
        assert.deepEqual(saw, row.expected);
      } finally {
        free.push(page);
      }
    });
});
