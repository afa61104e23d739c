import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { MEMORY, PLACES } from "./stores.js";

for (const make of [MEMORY, ...PLACES]) {
  const place = make();
  describe(`a store in ${place.name}`, () => {
    /** @type {import("../../www/server/src/public.js").Store} */
    let store;
    before(() => place.begin());
    beforeEach(async () => {
      store = await place.open();
      await store.open();
    });
    after(() => place.end());

    const next = (/** @type {object} */ more = {}) => ({
      ledger: { cart: "a", text: "Ä'\"\u0001", ...more },
      dueAt: 100,
      handles: ["session 1"],
    });

    it("gives back what was written, with the version that it has", async (t) => {
      t.after(() => store.close());
      assert.equal(await store.read("a"), undefined);
      assert.equal(await store.write("a", 0, next()), true);
      assert.deepEqual(await store.read("a"), { version: 1, ledger: next().ledger });
      assert.equal(await store.write("a", 1, next({ more: 2 })), true);
      assert.deepEqual(await store.read("a"), { version: 2, ledger: next({ more: 2 }).ledger });
    });

    it("keeps the order of keys: Klarna is sent the same text again", async (t) => {
      t.after(() => store.close());
      const body = { zebra: 1, apple: { y: 1, x: 2 }, a: null };
      await store.write("a", 0, next({ body }));
      const known = await store.read("a");
      assert.equal(JSON.stringify(known?.ledger.body), JSON.stringify(body));
    });

    it("refuses a write that does not follow what is there", async (t) => {
      t.after(() => store.close());
      assert.equal(await store.write("a", 1, next()), false);
      assert.equal(await store.write("a", 0, next()), true);
      assert.equal(await store.write("a", 0, next({ wrong: true })), false);
      assert.equal(await store.write("a", 2, next({ wrong: true })), false);
      assert.equal(await store.write("a", 3, null), false);
      assert.deepEqual((await store.read("a"))?.ledger, next().ledger);
    });

    it("lets one of twenty writers win, in two processes' connections", async (t) => {
      const other = place.name === "SQLite" ? store : await place.again();
      t.after(async () => {
        await store.close();
        if (other !== store) await other.close();
      });
      for (const version of [0, 1, 2]) {
        const writes = Array.from({ length: 20 }, (_, writer) =>
          (writer % 2 ? store : other).write("a", version, next({ writer })),
        );
        assert.equal((await Promise.all(writes)).filter(Boolean).length, 1);
      }
    });

    it("finds a cart by its handles, and the first cart keeps one", async (t) => {
      t.after(() => store.close());
      await store.write("a", 0, next());
      await store.write("a", 1, { ...next(), handles: ["session 1", "session 2"] });
      await store.write("b", 0, { ...next(), ledger: { cart: "b" }, handles: ["session 1"] });
      assert.deepEqual(
        await Promise.all(["session 1", "session 2", "session 3"].map((id) => store.find(id))),
        ["a", "a", undefined],
      );
    });

    it("gives each cart that is due to one process only", async (t) => {
      t.after(() => store.close());
      for (let index = 0; index < 10; index += 1)
        await store.write(`c${index}`, 0, {
          ledger: { cart: `c${index}` },
          dueAt: index,
          handles: [],
        });
      await store.write("never", 0, { ledger: { cart: "never" }, dueAt: null, handles: [] });
      const taken = await Promise.all([store.due(7, 5, 1000), store.due(7, 5, 1000)]);
      assert.deepEqual(
        taken.flat().sort(),
        [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `c${n}`),
      );
      assert.deepEqual(await store.due(999, 20, 2000), ["c8", "c9"]);
      assert.equal((await store.due(1000, 20, 2000)).length, 8);
    });

    it("deletes a cart with its handles", async (t) => {
      t.after(() => store.close());
      await store.write("a", 0, next());
      assert.equal(await store.write("a", 1, null), true);
      assert.equal(await store.read("a"), undefined);
      assert.equal(await store.find("session 1"), undefined);
      assert.equal(await store.write("a", 0, next()), true);
    });

    it("keeps what it has over an end and a start", async (t) => {
      await store.write("a", 0, next());
      if (place.name !== "memory") await store.close();
      const again = await place.again();
      await again.open();
      t.after(() => again.close());
      assert.deepEqual((await again.read("a"))?.ledger, next().ledger);
    });
  });
}
