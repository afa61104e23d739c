import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

// What the module holds of JavaScript's lies in a table. An exception that is caught for the module is put there too, and takes a
// place that is never free again.
const WATCHED = `<script>
  const { set } = WebAssembly.Table.prototype;
  WebAssembly.Table.prototype.set = function (place, value) {
    if (value instanceof Error) window.caught = [...(window.caught ?? []), value.message];
    return set.call(this, place, value);
  };
</script>`;

inEnginesOfTier("What throws takes room for good:", (visit) => {
  it("a purchase that goes as it should catches nothing", async () => {
    visit().server.pageHead = WATCHED;
    visit().server.orders = [answer.json({ order_number: "1" }, 201)];
    await visit().open();
    const statuses = await visit().run(async () => {
      const seen = [];
      for (const session of ["session-1", "session-2"]) {
        const klarna = await window.purchase({ session });
        await klarna.load("#klarna", { purchase_currency: "EUR", order_amount: 100 });
        seen.push((await klarna.authorize()).status);
        klarna.dispose();
      }
      return seen;
    });
    assert.deepEqual(statuses, ["approved", "approved"]);
    assert.equal(await visit().run(() => window.caught), null);
  });

  it("an exception that is caught for the module is seen here", async () => {
    visit().server.pageHead = WATCHED;
    await visit().open();
    const { failed } = await visit().run(() =>
      window.told(() => window.purchase({ sdk: { url: "https://[" } })),
    );
    assert.equal(failed?.code, "INVALID_ARGUMENT");
    assert.equal((await visit().run(() => window.caught))?.length, 1);
  });
});
