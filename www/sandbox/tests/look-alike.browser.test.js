import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CheckoutPage } from "./checkout-page.js";
import { LOOK_ALIKE_TABLE, tryRow } from "./look-alike/table.js";

describe("the look-alikes of Klarna's scripts behave as Klarna's", () => {
  /** @type {CheckoutPage} */
  let page;
  before(async () => {
    page = await CheckoutPage.open();
  });
  after(() => page.close());

  for (const row of LOOK_ALIKE_TABLE)
    it(`${row.group}: ${row.fact}`, async () => {
      const { saw } = await tryRow(page, row);
      assert.deepEqual(saw, row.expected);
    });
});
