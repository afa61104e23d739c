import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { inEnginesOfTier } from "./visit.js";

/** @type {{ name: string, klarna: string, field?: string, order: Record<string, any> }[]} */
const CASES = JSON.parse(readFileSync(new URL("../cases/orders.json", import.meta.url), "utf8"));

/** What is not sent as it was given: the price, by the name of the order. @type {Record<string, number>} */
const SENT_AS_NUMBERS = { "price × 100 in JavaScript": 1999, "figures as text": 1000 };

/** What another script may have made of the page before ours: methods that mean something else there. */
const PROTOTYPE_1_7 = `<script>
  {
    const each = Array.prototype.forEach;
    const $A = (list) => list ? list.toArray ? list.toArray() : Array.prototype.slice.call(list) : [];
    const collect = function (act = (item) => item, on) {
      const made = [];
      each.call(this, (item, index) => made.push(act.call(on, item, index)));
      return made;
    };
    const findAll = function (is, on) {
      const found = [];
      each.call(this, (item, index) => is.call(on, item, index) && found.push(item));
      return found;
    };
    const toArray = function () { return this.slice(0); };
    const detect = function (is, on) { return findAll.call(this, is, on)[0]; };
    const any = function (is = (item) => item, on) { return findAll.call(this, is, on).length > 0; };
    const all = function (is = (item) => item, on) { return findAll.call(this, is, on).length === this.length; };
    Object.assign(Array.prototype, {
      collect, map: collect, findAll, filter: findAll, detect, find: detect, any, some: any, all, every: all, toArray, entries: toArray,
    });
    Array.from = $A;
    RegExp.prototype.match = RegExp.prototype.test;
    Function.prototype.bind = function (...of) {
      return (...args) => this.apply(of[0], of.slice(1).concat(args));
    };
    Element.prototype.remove = function () {
      this.parentNode.removeChild(this);
      return this;
    };
  }
</script>`;
const PROTOTYPE_1_6 = `${PROTOTYPE_1_7}<script>
  Array.prototype.toJSON = function () {
    return "[" + this.map((item) => Object.toJSON ? Object.toJSON(item) : JSON.stringify(item)).join(", ") + "]";
  };
  Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
  Object.keys = (object) => { const keys = []; for (const key in object) keys.push(key); return keys; };
</script>`;

const ORDER = {
  order_amount: 1000,
  order_lines: [{ name: "Mug", quantity: 1, unit_price: 1000, total_amount: 1000 }],
};

inEnginesOfTier("Order data", (visit) => {
  /**
   * Authorizes with order data, once for each: what came of it, what Klarna got, and what the log has of the order.
   *
   * @param {unknown[]} orders
   * @param {Record<string, unknown>} [options]
   * @returns {Promise<(Told<{ status: string }> & { sent?: string, log: any[] })[]>}
   */
  const authorize = (orders, options = {}) =>
    /** @type {any} */ (visit()).run(
      async (/** @type {any[]} */ orders, /** @type {any} */ options) => {
        const klarna = await window.purchase({ backend: undefined, ...options });
        const { fakeKlarna, seen } = window;
        fakeKlarna.answer = { show_form: true, approved: false };
        const told = [];
        for (const order of orders) {
          await klarna.load("#klarna");
          fakeKlarna.calls = [];
          seen.log.length = 0;
          const outcome = await window.told(() => klarna.authorize({}, /** @type {any} */ (order)));
          const log = seen.log.filter((/** @type {any} */ entry) => entry.event === "order");
          const sent = fakeKlarna.calls[0]?.data;
          told.push({ ...outcome, sent: sent && JSON.stringify(sent), log });
        }
        return told;
      },
      /** @type {any} */ (orders),
      /** @type {any} */ (options),
    );

  it("is judged as Klarna judges it, and what is sent is what was checked", async () => {
    await visit().open();
    const told = await authorize(CASES.map(({ order }) => order));
    for (const [index, { name, klarna, field, order }] of CASES.entries()) {
      const { ok, failed, sent } = told[index] ?? {};
      if (klarna === "refuses") {
        const told = [failed?.code, failed?.path, sent ?? null];
        assert.deepEqual(told, ["ORDER_INVALID", field, null], name);
        continue;
      }
      assert.equal(ok?.status, "dismissed", `${name}: ${failed?.message}`);
      const price = SENT_AS_NUMBERS[name];
      const line = { name: "Mug", quantity: 1, unit_price: price, total_amount: price };
      const expected = price ? { order_amount: price, order_lines: [line] } : order;
      assert.deepEqual(JSON.parse(sent ?? ""), expected, name);
    }
  });

  it("is let through with a warning, or without a word, where the shop wants that", async () => {
    const wrong = { ...ORDER, order_amount: 7 };
    const text = { ...ORDER, locale: "english" };
    await visit().open();
    const [sum, form] = await authorize([wrong, text], { orderCheck: "warn" });
    assert.deepEqual(JSON.parse(sum?.sent ?? ""), wrong);
    const [entry] = sum?.log ?? [];
    assert.deepEqual(
      [entry.path, entry.found, entry.expected, entry.klarnaRefuses],
      ["order_amount", 7, 1000, true],
    );
    assert.match(entry.message, /7.*1000/);
    assert.deepEqual([form?.ok?.status, form?.log[0].path], ["dismissed", "locale"]);
    await visit().open();
    const told = await authorize([wrong, text], { orderCheck: "off" });
    assert.deepEqual(
      told.map(({ ok, log }) => [ok?.status, log.length]),
      [
        ["dismissed", 0],
        ["dismissed", 0],
      ],
    );
  });

  it("is refused with a word on how to mend it", async () => {
    await visit().open();
    const told = await authorize([
      { order_amount: 19.99 },
      { order_amount: "19.99" },
      { ...ORDER, order_amount: 1500 },
    ]);
    for (const [index, words] of [
      /19\.99.*Math\.round\(price \* 100\)/,
      /Math\.round\(price \* 100\)/,
      /1500.*1000/,
    ].entries()) {
      assert.match(told[index]?.failed?.message ?? "", words);
    }
  });

  it("has each getter read once, and nothing that JSON would lose is lost unsaid", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const klarna = await window.purchase({ backend: undefined });
      await klarna.load("#klarna");
      /** @type {string[]} */
      const read = [];
      /** @param {Record<string, unknown>} members */
      const watched = (members) =>
        Object.defineProperties(
          {},
          Object.fromEntries(
            Object.entries(members).map(([key, value]) => [
              key,
              { enumerable: true, get: () => [value, read.push(key)][0] },
            ]),
          ),
        );
      const line = watched({
        name: "Mug",
        quantity: 1,
        unit_price: 1,
        total_amount: 1,
        image_url: null,
      });
      const order = watched({ order_amount: 1, options: null, order_lines: [line] });
      window.fakeKlarna.calls = [];
      const { ok } = await window.told(() => klarna.authorize({}, /** @type {any} */ (order)));
      const data = window.fakeKlarna.calls[0]?.data;
      class Coded {
        get order_amount() {
          return 1;
        }
      }
      const lost = [
        { order_lines: [{ name: "Mug", quantity: Number.NaN, unit_price: 1, total_amount: 1 }] },
        { order_lines: [undefined] },
        { order_lines: [() => 1] },
        { order_lines: [{ name: () => "Mug", quantity: 1, unit_price: 1, total_amount: 1 }] },
        { order_lines: [{ name: "Mug", quantity: undefined, unit_price: 1, total_amount: 1 }] },
        { billing_address: new Map([["city", "Malmö"]]) },
        { order_amount: 1n },
        new Coded(),
      ];
      const named = [];
      for (const data of lost) {
        const { failed } = await window.told(() => klarna.reauthorize(/** @type {any} */ (data)));
        named.push([failed?.code, failed?.path]);
      }
      return { ok: ok?.status, read, data: JSON.stringify(data), named };
    });
    assert.equal(told.ok, "approved");
    assert.equal(new Set(told.read).size, told.read.length, told.read.join());
    assert.equal(told.read.length, 8);
    assert.deepEqual(JSON.parse(told.data).order_lines[0].image_url, null);
    assert.deepEqual(told.named, [
      ["ORDER_INVALID", "order_lines[0].quantity"],
      ["ORDER_INVALID", "order_lines[0]"],
      ["ORDER_INVALID", "order_lines[0]"],
      ["ORDER_INVALID", "order_lines[0].name"],
      ["ORDER_INVALID", "order_lines[0].quantity"],
      ["INVALID_ARGUMENT", "billing_address"],
      ["INVALID_ARGUMENT", "data"],
      ["INVALID_ARGUMENT", "order_amount"],
    ]);
  });

  it("may be nested as deep as JSON of Klarna's, and no deeper, lines included", async () => {
    await visit().open();
    /** @param {number} levels */
    const deep = (levels) => {
      /** @type {any} */
      let inner = {};
      for (let level = 1; level < levels; level++) inner = { a: inner };
      return inner;
    };
    const [line] = ORDER.order_lines;
    const within = (/** @type {number} */ levels) => ({
      order_lines: [{ ...line, extra: deep(levels) }],
    });
    const told = await authorize([{ a: deep(31) }, { a: deep(32) }, within(29), within(30)]);
    assert.deepEqual(
      told.map(({ ok, failed }) => ok?.status ?? failed?.code),
      ["dismissed", "INVALID_ARGUMENT", "dismissed", "INVALID_ARGUMENT"],
    );
  });

  it("in a modal dialog goes with a word of warning in the log", async () => {
    await visit().open();
    const words = await visit().run(async () => {
      const dialog = document.createElement("dialog");
      const box = Object.assign(document.createElement("div"), { id: "box" });
      dialog.append(box);
      document.body.append(dialog);
      const klarna = await window.purchase();
      const events = [];
      for (const open of /** @type {const} */ (["show", "showModal"])) {
        window.seen.log.length = 0;
        dialog[open]();
        await klarna.load(box);
        events.push(
          window.seen.log.some((entry) => /** @type {any} */ (entry).event === "overlay"),
        );
        dialog.close();
      }
      return events;
    });
    assert.deepEqual(words, [false, true]);
  });

  it("has no category where the shop says so", async () => {
    for (const paymentMethodCategory of [null, ""]) {
      await visit().open();
      const [told] = await visit().run(async (category) => {
        const klarna = await window.purchase({
          backend: undefined,
          paymentMethodCategory: /** @type {any} */ (category),
        });
        const page = /** @type {any} */ (window);
        const shown = Object.assign(document.createElement("div"), { id: "klarna-payments-main" });
        const real = page.Klarna.Payments.load;
        /** @type {unknown[]} */
        const options = [];
        page.Klarna.Payments.load = (/** @type {any[]} */ ...args) => {
          options.push(Object.keys(args[0]));
          real(...args);
          document.getElementById("klarna-klarna-main")?.replaceWith(shown);
        };
        await klarna.load("#klarna");
        const { status } = await klarna.authorize();
        return [
          {
            status,
            options,
            call: Object.keys(window.fakeKlarna.calls.at(-1)?.options ?? { none: 1 }),
          },
        ];
      }, paymentMethodCategory);
      assert.deepEqual(told, { status: "approved", options: [["container"]], call: [] });
    }
  });
});

/** What happens in the page itself: a driver's scripts have arrays of their own. */
async function withPatchedArrays() {
  const context = { tags: ["a", "b"], nested: { more: [1, [2]] } };
  const klarna = await window.purchase({ backend: { url: "/orders", context } });
  await klarna.load("#klarna");
  const invalid_fields = ["billing_address.email", "billing_address.phone"];
  window.fakeKlarna.answer = { show_form: true, approved: false, error: { invalid_fields } };
  const corrected = await klarna.authorize();
  const line = { name: "Mug", quantity: 1, unit_price: 1, total_amount: 1 };
  const { failed } = await window.told(() => klarna.authorize({}, { order_lines: [line] }));
  const amount = await window.told(() => klarna.authorize({}, { order_amount: 1 }));
  window.fakeKlarna.answer = undefined;
  const approved = await klarna.authorize();
  const kept = typeof Reflect.get([], "toJSON");
  Reflect.deleteProperty(Array.prototype, "toJSON");
  const { code, path, message } = failed ?? {};
  const statuses = [amount.ok?.status, approved.status];
  return JSON.stringify({ corrected, refused: { code, path, message }, statuses, kept });
}

inEnginesOfTier("On a page whose old library gives arrays a toJSON", (visit) => {
  it("outcomes and contexts are whole, and order data is refused with the cause", async () => {
    visit().server.pageHead = `${PROTOTYPE_1_6}<script>window.scenario = ${withPatchedArrays}</script>`;
    await visit().open();
    const text = await visit().run(() => /** @type {any} */ (window).scenario());
    const { corrected, refused, statuses, kept } = JSON.parse(String(text));
    assert.deepEqual(corrected, {
      status: "correction_required",
      invalidFields: ["billing_address.email", "billing_address.phone"],
    });
    assert.deepEqual([refused.code, refused.path], ["ORDER_INVALID", "order_lines"]);
    assert.match(refused.message, /Array\.prototype\.toJSON/);
    assert.deepEqual(statuses, ["correction_required", "approved"]);
    assert.equal(kept, "function", "the page's library still has what it made");
    const [post] = visit().server.to("/orders", "POST");
    const { tags, nested } = JSON.parse(post?.body ?? "{}");
    assert.deepEqual([tags, nested], [["a", "b"], { more: [1, [2]] }]);
  });
});

/** A wrong head, wrong lines and right ones: what came of each. */
async function withLines() {
  const klarna = await window.purchase({ backend: { url: "/orders", context: { tags: ["a"] } } });
  const line = { name: "Mug", quantity: 1, unit_price: 1000, total_amount: 1000 };
  const told = [];
  for (const order of [
    { order_amount: "ten", order_lines: [line] },
    { order_amount: 1000, order_lines: [{ ...line, total_amount: 1 }] },
    { order_amount: 1000, order_lines: [line] },
  ]) {
    await klarna.load("#klarna");
    const { ok, failed } = await window.told(() =>
      klarna.authorize({}, /** @type {any} */ (order)),
    );
    told.push(ok?.status ?? failed?.path);
  }
  return JSON.stringify(told);
}

inEnginesOfTier("On a page with Prototype 1.7, as in Magento 1", (visit) => {
  it("an order is judged as anywhere", async () => {
    visit().server.pageHead = `${PROTOTYPE_1_7}<script>window.scenario = ${withLines}</script>`;
    await visit().open();
    const text = await visit().run(() => /** @type {any} */ (window).scenario());
    assert.deepEqual(JSON.parse(String(text)), [
      "order_amount",
      "order_lines[0].total_amount",
      "approved",
    ]);
    const [post] = visit().server.to("/orders", "POST");
    assert.deepEqual(JSON.parse(post?.body ?? "{}").tags, ["a"]);
  });
});
