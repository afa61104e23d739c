// Counts what of the table about Klarna's api.js holds of its look-alike, by group.
//
//   node www/sandbox/tests/count-look-alike.js [part of a fact]

import { CheckoutPage } from "./checkout-page.js";
import { LOOK_ALIKE_TABLE, tryRow } from "./look-alike/table.js";

const [, , part = ""] = process.argv;
/** @type {Map<string, { holds: number, rows: number }>} */
const groups = new Map();
const page = await CheckoutPage.open();
try {
  for (const row of LOOK_ALIKE_TABLE.filter(({ fact }) => fact.includes(part))) {
    const { holds, saw } = await tryRow(page, row);
    const count = groups.get(row.group) ?? { holds: 0, rows: 0 };
    groups.set(row.group, { holds: count.holds + Number(holds), rows: count.rows + 1 });
    if (!holds)
      console.log(
        `✗ ${row.group}: ${row.fact}\n  wanted ${JSON.stringify(row.expected)}, saw ${JSON.stringify(saw)}`,
      );
  }
} finally {
  await page.close();
}
const total = { holds: 0, rows: 0 };
for (const [group, { holds, rows }] of groups) {
  console.log(`${group}: ${holds} of ${rows}`);
  total.holds += holds;
  total.rows += rows;
}
console.log(`all: ${total.holds} of ${total.rows}`);
process.exitCode = total.holds === total.rows ? 0 : 1;
