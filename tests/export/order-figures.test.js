import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stringify } from "../../src/sys/json.js";
import { readOrder } from "../../src/sys/order.js";

/** @type {{ order: Record<string, any> }[]} */
const CASES = JSON.parse(readFileSync(new URL("../cases/orders.json", import.meta.url), "utf8"));

/** As `interop/order.rs` describes them: a figure, a text, words, an object and what is in it. */
const MEMBERS =
  "quantity #\nunit_price #\nname $255\nquantity_unit $8\ntype =sales_tax\nsubscription {\nsubscription.interval =DAY|WEEK|\nsubscription.interval_count #\n";
const HEAD = "locale\norder_amount\ncustomer\norder_lines\n";
const [FLAGS, QUANTITY, PRICE, NAME, UNIT, TYPE, SUBSCRIPTION, INTERVAL] = [0, 1, 2, 3, 4, 5, 6, 7];
const WIDTH = 9;

/** @param {unknown} data */
function read(data) {
  const reading = readOrder(data, HEAD, MEMBERS, "_", 4_194_304, 32, 1000);
  assert.ok(reading);
  return reading;
}

/** The figures of one line. @param {unknown} line @returns {number[]} */
function figures(line) {
  const { lines } = read({ order_lines: [line] });
  assert.ok(lines instanceof Float64Array);
  return [...lines];
}

/** What is read of an order whose second line is this. @param {unknown} value */
const readBeside = (value) => read({ order_lines: [{ name: "Mug" }, value] });

/** What has a member that JSON does not write. @param {string} name @param {unknown} value */
const hidden = (name, value) => Object.defineProperty({}, name, { get: () => value });

/** Acts while these prototypes have a `toJSON`, such as a library gives them. @param {object[]} prototypes @param {unknown} toJSON @param {() => void} act */
function withToJSON(prototypes, toJSON, act) {
  for (const one of prototypes)
    Object.defineProperty(one, "toJSON", { configurable: true, value: toJSON });
  try {
    act();
  } finally {
    for (const one of prototypes) Reflect.deleteProperty(one, "toJSON");
  }
}

test("the copy is the order, and its figures are those of its lines", () => {
  for (const { order } of CASES) {
    const { copy, lost, head, lines } = read(order);
    const all = lines instanceof Float64Array ? lines : new Float64Array();
    assert.deepEqual(copy, JSON.parse(JSON.stringify(order)));
    assert.equal(lost, undefined);
    assert.equal(head.locale, order.locale);
    assert.equal(all.length, WIDTH * (order.order_lines?.length ?? 0));
    for (const [index, line] of (order.order_lines ?? []).entries()) {
      const at = WIDTH * index;
      const text = (/** @type {string} */ key) =>
        line[key] == null ? Number.NaN : line[key].length;
      assert.deepEqual(
        [...all.slice(at, at + WIDTH)],
        [
          [line.quantity, line.unit_price].reduce(
            (flags, given, place) => flags + (typeof given === "string" ? 2 << place : 0),
            1,
          ),
          line.quantity == null ? Number.NaN : Number(line.quantity),
          line.unit_price == null ? Number.NaN : Number(line.unit_price),
          text("name"),
          text("quantity_unit"),
          line.type === undefined ? Number.NaN : line.type === "sales_tax" ? 0 : -1,
          line.subscription ? 1 : Number.NaN,
          line.subscription?.interval
            ? ["DAY", "WEEK"].indexOf(line.subscription.interval)
            : Number.NaN,
          line.subscription?.interval_count ?? Number.NaN,
        ],
      );
    }
  }
});

test("a member that the rules do not know, or that is an object, changes no figure", () => {
  const line = { quantity: 2, name: "Mug", type: "sales_tax", unit_price: 100 };
  const plain = figures(line);
  assert.deepEqual(figures({ ...line, image_url: "x" }), plain);
  assert.deepEqual(figures({ ...line, product_identifiers: { name: "no", quantity: 7 } }), plain);
  assert.deepEqual(figures({ subscription: {}, ...line })[QUANTITY], 2);
});

test("absent, empty, and of another kind are told apart", () => {
  const none = Number.NaN;
  for (const [line, place, figure] of /** @type {[object, number, number][]} */ ([
    [{}, QUANTITY, none],
    [{ quantity: null }, QUANTITY, none],
    [{ quantity: "" }, QUANTITY, none],
    [{ quantity: "2" }, QUANTITY, 2],
    [{ quantity: "2" }, FLAGS, 1 + 2],
    [{ unit_price: "-1999" }, PRICE, -1999],
    [{ unit_price: "-1999" }, FLAGS, 1 + 4],
    [{ unit_price: "19.99" }, PRICE, Infinity],
    [{ unit_price: "1 999" }, PRICE, Infinity],
    [{ unit_price: " " }, PRICE, Infinity],
    [{ name: "Mug", quantity_unit: "7" }, FLAGS, 1],
    [{ quantity: true }, QUANTITY, -Infinity],
    [{ quantity: {} }, QUANTITY, -Infinity],
    [{ quantity: [1] }, QUANTITY, -Infinity],
    [{ unit_price: -1.5 }, PRICE, -1.5],
    [{ name: "" }, NAME, 0],
    [{ name: null }, NAME, none],
    [{ name: 4711 }, NAME, 4],
    [{ quantity_unit: "kilograms" }, UNIT, 9],
    [{ quantity_unit: "🍵🍵🍵🍵🍵🍵🍵🍵" }, UNIT, 8],
    [{ type: "sales_tax" }, TYPE, 0],
    [{ type: "other" }, TYPE, -1],
    [{ type: "" }, TYPE, none],
    [{ subscription: {} }, SUBSCRIPTION, 1],
    [{ subscription: null }, SUBSCRIPTION, none],
    [{ subscription: "x" }, SUBSCRIPTION, none],
    [{ subscription: { interval: "WEEK" } }, INTERVAL, 1],
    [{}, FLAGS, 1],
  ])) {
    for (const beside of [{}, { beside: {} }, { beside: 1 }]) {
      assert.equal(figures({ ...line, ...beside })[place], figure, JSON.stringify(line));
    }
  }
  for (const line of [null, 7, "x", [], [1]]) assert.equal(figures(line)[FLAGS], 0);
});

test("what stands on a prototype is no member", () => {
  Object.assign(Object.prototype, { quantity: 5, locale: "xx", order_lines: [] });
  try {
    assert.deepEqual(figures({ name: "Mug" })[QUANTITY], Number.NaN);
    const { head, lines } = read({ order_amount: 1 });
    assert.deepEqual([Object.keys(head), lines], [["order_amount"], undefined]);
  } finally {
    for (const key of ["quantity", "locale", "order_lines"])
      Reflect.deleteProperty(Object.prototype, key);
  }
});

test("lists that are none, too long or absent are told apart", () => {
  for (const [lines, expected] of /** @type {[unknown, unknown][]} */ ([
    ["x", false],
    [7, false],
    [{}, false],
    [null, undefined],
    [Array(1001).fill({}), 1001],
    [[], new Float64Array()],
  ])) {
    assert.deepEqual(read({ order_lines: lines }).lines, expected);
  }
  assert.equal(read({ order_amount: 1 }).lines, undefined);
});

test("a library's toJSON makes no text of lists, and is put back", () => {
  const patched = () => "patched";
  withToJSON([Array.prototype, Object.prototype], patched, () => {
    assert.equal(stringify({ a: [1, { b: [2] }] }), '{"a":[1,{"b":[2]}]}');
    const dated = { at: new Date(0), own: { toJSON: () => [3] } };
    assert.equal(stringify(dated), '{"at":"1970-01-01T00:00:00.000Z","own":[3]}');
    assert.throws(() => stringify(1n));
    assert.equal(read({ order_lines: [] }).isSpoilt, true);
    assert.equal(Reflect.get([], "toJSON")(), "patched");
    assert.deepEqual(Object.keys(Object.prototype), [], "as it was: not enumerable");
  });
});

test("an old library's own idea of `entries` and `reduce` changes no order, and its toJSON is put back", () => {
  // As Prototype has them, `reduce` before 1.6.1.
  const library = {
    entries: /** @this {unknown[]} */ function () {
      return this.slice(0);
    },
    reduce: /** @this {unknown[]} */ function () {
      return this.length > 1 ? this : this[0];
    },
  };
  const before = Object.getOwnPropertyDescriptors(Array.prototype);
  const order = { order_lines: [{ quantity: 2, subscription: { interval: "WEEK" } }] };
  // In rows that no test has had understood yet.
  const head = `${HEAD}by_a_library\n`;
  const line = `${MEMBERS}by_a_library #\n`;
  try {
    Object.assign(Array.prototype, library);
    const reading = readOrder(order, head, line, "_", 4_194_304, 32, 1000);
    const lines = /** @type {Float64Array} */ (reading?.lines);
    assert.deepEqual([lines[QUANTITY], lines[SUBSCRIPTION], lines[INTERVAL]], [2, 1, 1]);
    withToJSON(
      [Array.prototype],
      () => "patched",
      () => {
        assert.equal(stringify([1]), "[1]");
        assert.equal(Reflect.get([], "toJSON")(), "patched");
      },
    );
  } finally {
    for (const name of /** @type {const} */ (["entries", "reduce"]))
      Object.defineProperty(Array.prototype, name, before[name]);
  }
});

test("a toJSON that was left over, and leaves lists as they are, spoils no order", () => {
  const left = [
    undefined,
    null,
    "x",
    {},
    /** @this {unknown[]} */ function () {
      return this;
    },
  ];
  const spoiling = [
    () => "[]",
    () => undefined,
    () => {
      throw new Error("Object.toJSON is not a function");
    },
  ];
  for (const [values, expected] of /** @type {const} */ ([
    [left, false],
    [spoiling, true],
  ])) {
    for (const on of [Array.prototype, Object.prototype]) {
      for (const value of values) {
        withToJSON([on], value, () => {
          const { copy, isSpoilt } = read({ order_lines: [{ name: "Mug" }] });
          assert.deepEqual([copy, isSpoilt], [{ order_lines: [{ name: "Mug" }] }, expected]);
        });
      }
    }
  }
});

test("each getter is read once, whatever else is in the line", () => {
  /** @type {string[]} */
  const asked = [];
  /** @param {string} name @param {unknown} value */
  const getter = (name, value) => ({
    enumerable: true,
    get: () => {
      asked.push(name);
      return value;
    },
  });
  const line = (/** @type {unknown} */ last) =>
    Object.defineProperties({}, { name: getter("name", "Mug"), last: getter("last", last) });
  for (const last of [1, null, {}, [undefined], Number.NaN]) {
    asked.length = 0;
    const lines = [line(last)];
    const data = Object.defineProperties({}, { order_lines: getter("order_lines", lines) });
    const { copy } = read(data);
    assert.deepEqual(asked, ["order_lines", "name", "last"]);
    assert.deepEqual(copy, JSON.parse(JSON.stringify({ order_lines: lines })));
  }
});

test("a line is what JSON makes of it", () => {
  class Article {
    name = "Mug";
    #price = 100;
    get price() {
      return this.#price;
    }
  }
  const mug = { name: "Mug" };
  const lines = [
    mug,
    mug,
    new Article(),
    { toJSON: () => mug },
    Object.assign(Object.create({ name: "inherited" }), { quantity: 1 }),
    { name: undefined, quantity: 2 },
    { name: () => "Mug", quantity: Symbol("two") },
    { name: true, quantity: null },
    JSON.parse('{"__proto__":{"name":"Mug"}}'),
    JSON.parse('{"__proto__":"Mug","name":"Mug"}'),
    new Date(0),
    undefined,
    () => mug,
    "Mug",
    3,
    null,
    [mug],
  ];
  const data = { first: 1, order_lines: lines, last: [undefined] };
  const { copy, lost } = read(data);
  assert.equal(JSON.stringify(copy), JSON.stringify(data));
  assert.equal(lost, undefined);
  assert.notEqual(copy.order_lines[0], copy.order_lines[1]);
});

test("what is lost is named, numbers that are none are noted", () => {
  class Article {
    quantity = 1;
    get unit_price() {
      return 100;
    }
  }
  const late = new (class extends Article {})();
  for (const [value, path] of /** @type {[unknown, string][]} */ ([
    [{ more: new Map([[1, 2]]) }, "order_lines[1].more"],
    [new Map([[1, 2]]), "order_lines[1]"],
    [new Article(), "order_lines[1].unit_price"],
    [late, "order_lines[1].unit_price"],
    [hidden("unit_price", 100), "order_lines[1].unit_price"],
    [{ subscription: hidden("interval_count", 1) }, "order_lines[1].subscription.interval_count"],
  ])) {
    assert.equal(readBeside(value).lost, path);
  }
  assert.equal(read({ billing_address: new Set([1]) }).lost, "billing_address");
  assert.equal(read(new Map()).lost, "data");
  assert.equal(read(hidden("order_amount", 100)).lost, "order_amount");
  assert.equal(read(hidden("order_lines", [])).lost, "order_lines");
  for (const [value, path] of /** @type {[unknown, string][]} */ ([
    [{ quantity: Number.NaN }, "order_lines[1].quantity"],
    [{ quantity: Infinity, name: null }, "order_lines[1].quantity"],
    [Number.NaN, "order_lines[1]"],
  ])) {
    const { lost, noNumbers } = readBeside(value);
    assert.deepEqual([lost, Object.keys(noNumbers)], [undefined, [path]]);
  }
  assert.deepEqual(Object.keys(read({ order_amount: Number.NaN }).noNumbers), ["order_amount"]);
});

test("a getter that JSON leaves out, and that is none of an order's there, is left out", () => {
  class Article {
    name = "Mug";
    quantity = 1;
    get price_with_vat() {
      return 100;
    }
    get order_amount() {
      return 100;
    }
  }
  class Cart {
    order_amount = 1;
    order_lines = [new Article(), { name: "Set", parts: [new Article()] }];
    billing_address = new Article();
    get isEmpty() {
      return false;
    }
    get is_empty() {
      return false;
    }
    get locale() {
      return "sv-SE";
    }
    get total_amount() {
      return 1;
    }
    /** It has nothing. @returns {string | undefined} */
    get merchant_reference1() {
      return undefined;
    }
    /** @returns {string} */
    get merchant_reference2() {
      throw new Error("there is none yet");
    }
  }
  class Given extends Cart {
    get order_tax_amount() {
      return 1;
    }
  }
  const taxed = { value: 2, enumerable: true };
  const given = Object.defineProperty(new Given(), "order_tax_amount", taxed);
  const plain = JSON.parse(JSON.stringify(new Cart()));
  for (const [order, expected] of /** @type {[Cart, object][]} */ ([
    [new Cart(), plain],
    [given, { ...plain, order_tax_amount: 2 }],
  ])) {
    const { copy, lost } = read(order);
    assert.deepEqual([copy, lost], [expected, undefined]);
  }
});

test("an order whose prototypes have no end is read all the same", () => {
  /** @type {object} */
  const order = new Proxy({ order_amount: 1 }, { getPrototypeOf: () => order });
  const { copy, lost } = read(order);
  assert.deepEqual([copy, lost], [{ order_amount: 1 }, undefined]);
});

test("what JSON cannot write, or is too long, is thrown", () => {
  /** @type {Record<string, unknown>} */
  const cyclic = { name: "Mug" };
  cyclic.self = cyclic;
  const long = { merchant_data: "x".repeat(3_000_000) };
  for (const value of [cyclic, { quantity: 1n }, 1n])
    assert.throws(() => read({ order_lines: [value] }), TypeError);
  assert.throws(() => read({ order_lines: [long, long] }), /four million/);
  assert.throws(() => read({ ...long, order_lines: [long] }), /four million/);
  let deep = {};
  for (let depth = 0; depth < 40; depth++) deep = { deep };
  assert.equal(read({ order_lines: [{ deep }] }).isDeep, true);
  assert.equal(read({ order_lines: [{ deep: {} }] }).isDeep, false);
});

test("what is no object is not read", () => {
  for (const data of [null, undefined, 7, "x", [], () => ({}), { toJSON: () => "x" }])
    assert.equal(readOrder(data, HEAD, MEMBERS, "_", 4_194_304, 32, 1000), undefined);
});

test("what a script has put on the prototype of all objects is not taken for what was read", () => {
  const own = ["left", "copy", "lost", "isDeep", "head", "lines", "isSpoilt", "noNumbers"];
  for (const name of own)
    Object.defineProperty(Object.prototype, name, {
      configurable: true,
      get: () => "x",
      set: () => assert.fail(`${name} was set on the prototype`),
    });
  try {
    const { copy, lost, head, lines, isDeep } = read({ order_amount: 1 });
    assert.deepEqual([copy, head.order_amount], [{ order_amount: 1 }, 1]);
    assert.deepEqual([lost, lines, isDeep], [undefined, undefined, false]);
  } finally {
    for (const name of own) Reflect.deleteProperty(Object.prototype, name);
  }
});
