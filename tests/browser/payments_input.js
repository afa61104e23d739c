// Bad input: a coded error that names the place and not the value, nothing sent, nothing leaked, never a trap.

import { check, equal, failsWith, failure } from "./claims.js";
import { clientToken, ORDER } from "./payments_stage.js";

const SECRET = "very-secret-value";
const HUGE = SECRET.repeat(100_000);

/** What is neither text, number, truth, function, list nor object of any option. */
const NOTHING = [null, Number.NaN, Symbol(SECRET), 1n];

/** Values that are wrong for a kind of option. @type {Record<string, unknown[]>} */
const WRONG = {
  text: [...NOTHING, "", HUGE, 7, true, {}, [], () => SECRET, new String("x")],
  // Nothing, said with null or an empty text, is an answer.
  category: [Number.NaN, Symbol(SECRET), 1n, HUGE, 7, true, {}, [], () => SECRET, new String("x")],
  number: [...NOTHING, "7", -1, Number.POSITIVE_INFINITY, 1e300, {}, [7], true, new Number(7)],
  function: [...NOTHING, SECRET, {}, [], 7, true],
  object: [...NOTHING, 7, true, [], [SECRET], () => ({})],
  headers: [...NOTHING, SECRET, 7, true, [], [["a", "x"]], new Headers({ a: "x" }), new Map()],
  texts: [...NOTHING, SECRET, {}, 7, () => [], new Set(["x"]), Array(257).fill("x")],
  // An object is a policy if it can make an address.
  policy: [...NOTHING, "", HUGE, 7, true, {}, { createScriptURL: SECRET }],
  signal: [...NOTHING, SECRET, {}, 7, { aborted: false }, new EventTarget(), new AbortController()],
  backend: [...NOTHING, "", HUGE, 7, true, [], () => "/orders", "http://["],
};

/** Every option, how it is read, and what must stand beside it. @type {[string, string, object?][]} */
const OPTIONS = [
  ["clientToken", "text"],
  ["paymentMethodCategory", "category"],
  ["paymentMethodCategories", "texts", { instanceId: "x" }],
  ["instanceId", "text"],
  ["preferredPaymentMethod", "text"],
  ["backend", "backend"],
  ["backend.url", "text"],
  ["backend.method", "text", { url: "/orders" }],
  ["backend.headers", "headers", { url: "/orders" }],
  ["backend.credentials", "text", { url: "/orders" }],
  ["backend.context", "object", { url: "/orders" }],
  ["backend.body", "function", { url: "/orders" }],
  ["backend.attemptTimeoutMs", "number", { url: "/orders" }],
  ["backend.maxAttempts", "number", { url: "/orders" }],
  ["backend.deadlineMs", "number", { url: "/orders" }],
  ["sdk", "object"],
  ["sdk.url", "text"],
  ["sdk.allowedHosts", "texts"],
  ["sdk.nonce", "text"],
  ["sdk.trustedTypesPolicy", "policy"],
  ["sdk.timeoutMs", "number"],
  ["sdk.retries", "number"],
  ["sdk.signal", "signal"],
  ["loadTimeoutMs", "number"],
  ["orderCheck", "text"],
  ["log", "function"],
  ["fallback", "function"],
];

/** @returns {never} */
function raise() {
  throw new Error(SECRET);
}

const throwing = () => new Proxy({}, { get: raise, has: raise, getOwnPropertyDescriptor: raise });

/**
 * Options with a value at a path.
 *
 * @param {string} path
 * @param {PropertyDescriptor} descriptor
 * @param {object} [beside]
 */
function optionsWith(path, descriptor, beside = {}) {
  const keys = path.split(".");
  const key = /** @type {string} */ (keys.at(-1));
  const inner = Object.defineProperty({ ...beside }, key, { enumerable: true, ...descriptor });
  const outer = keys.length === 1 ? inner : { [String(keys[0])]: inner };
  return Object.defineProperties(
    { clientToken: clientToken("s") },
    Object.getOwnPropertyDescriptors(outer),
  );
}

/** @param {any} error @param {string} about */
function tellsNothing(error, about) {
  const told = [error.message, error.path, error.stack].join("\n");
  check(!told.includes(SECRET), `${about}: the error does not repeat the value`);
}

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every option of a wrong kind is named, and nothing is sent": async (stage) => {
    let tried = 0;
    for (const [path, kind, beside] of OPTIONS) {
      for (const value of WRONG[kind] ?? []) {
        tried++;
        const options = optionsWith(path, { value }, beside);
        const about = `${path}: ${typeof value} ${String(value).slice(0, 20)}`;
        const error = await failure(() => stage.loadRaw(options), about);
        const code = path === "clientToken" && value === "" ? "INVALID_CLIENT_TOKEN" : null;
        equal([error.name, error.code], ["KlarnaError", code ?? "INVALID_ARGUMENT"], about);
        equal(String(error.path).replace(/\[\d+\]$/, ""), path, about);
        tellsNothing(error, about);
      }
    }
    check(tried > 200, `${tried} wrong values were tried`);
    equal(stage.sdk.calls, []);
  },

  "values that no option may have are named": async (stage) => {
    const url = "/orders";
    for (const [options, path] of /** @type {[object, string][]} */ ([
      [{ backend: { url, method: "GET" } }, "backend.method"],
      [{ backend: { url, credentials: "yes" } }, "backend.credentials"],
      [{ backend: { url, headers: { [SECRET]: 7 } } }, `backend.headers.${SECRET}`],
      [{ backend: { url, headers: { "a b": "x" } } }, "backend.headers.a b"],
      [{ backend: { url, headers: { a: "x\r\ny: z" } } }, "backend.headers.a"],
      [{ backend: { url, headers: new Headers({ a: "x" }) } }, "backend.headers"],
      [{ backend: { url, headers: new Map([["a", "x"]]) } }, "backend.headers"],
      [{ backend: { url, idempotencyHeader: "a b" } }, "backend.idempotencyHeader"],
      [{ backend: { url, idempotencyHeader: true } }, "backend.idempotencyHeader"],
      [{ backend: { url, context: new Map([["a", 1]]) } }, "backend.context"],
      [{ backend: { url, context: { amount: 1n } } }, "backend.context"],
      [{ backend: { url, context: { amount: Number.NaN } } }, "backend.context.amount"],
      [{ backend: { url, maxAttempts: 0 } }, "backend.maxAttempts"],
      [{ backend: {} }, "backend.url"],
      [{ sdk: { url: "https://evil.example/api.js" } }, "sdk.url"],
      [{ sdk: { url: "http://x.klarnacdn.net/kp/lib/v1/api.js" } }, "sdk.url"],
      [{ sdk: { url: "javascript:alert(1)" } }, "sdk.url"],
      [{ sdk: { url: "https://user:word@x.klarnacdn.net/api.js" } }, "sdk.url"],
      [{ sdk: { allowedHosts: ["a", 7] } }, "sdk.allowedHosts[1]"],
      [{ paymentMethodCategory: "a", paymentMethodCategories: ["b"] }, "paymentMethodCategories"],
      [{ paymentMethodCategories: ["a", "b"] }, "instanceId"],
      [{ paymentMethodCategories: [], instanceId: "x" }, "paymentMethodCategories"],
      [{ instanceId: "not valid" }, "instanceId"],
      [{ orderCheck: "Refuse" }, "orderCheck"],
      [{ orderCheck: "none" }, "orderCheck"],
    ])) {
      const act = () => stage.loadRaw({ clientToken: clientToken("s"), ...options });
      await failsWith(act, "INVALID_ARGUMENT", path, JSON.stringify(path));
    }
    for (const address of [
      "http://shop.example/orders",
      "ftp://shop.example",
      "https://a:b@c.example",
    ]) {
      for (const backend of [address, { url: address }]) {
        const path = typeof backend === "string" ? "backend" : "backend.url";
        const act = () => stage.loadRaw({ clientToken: clientToken("s"), backend });
        await failsWith(act, "INSECURE_ENDPOINT", path, address);
      }
    }
    equal([stage.sdk.calls, stage.sent], [[], []]);
  },

  "options that are no options": async (stage) => {
    for (const options of [undefined, null, {}, Object.create({ clientToken: "inherited" })]) {
      await failsWith(() => stage.loadRaw(options), "INVALID_ARGUMENT", "clientToken");
    }
    for (const options of [SECRET, 7, true, [], () => {}, Symbol("x"), 1n]) {
      await failsWith(() => stage.loadRaw(options), "INVALID_ARGUMENT", "options");
    }
  },

  "an option that cannot be read is named, with what its getter threw": async (stage) => {
    for (const [path, , beside] of OPTIONS) {
      const error = await failsWith(
        () => stage.loadRaw(optionsWith(path, { get: raise }, beside)),
        "INVALID_ARGUMENT",
        path,
      );
      equal(error.cause.message, SECRET);
      tellsNothing(error, path);
    }
    const error = await failsWith(
      () => stage.loadRaw(throwing()),
      "INVALID_ARGUMENT",
      "clientToken",
    );
    equal(error.cause.message, SECRET);
    const nested = { clientToken: clientToken("s"), backend: throwing() };
    await failsWith(() => stage.loadRaw(nested), "INVALID_ARGUMENT", "backend.url");
    equal(stage.sdk.calls, []);
  },

  "every option is read once": async (stage) => {
    /** @type {string[]} */
    const read = [];
    /** @param {string} path @param {unknown} value */
    const noted = (path, value) => {
      read.push(path);
      return value;
    };
    /** @param {string} prefix @param {Record<string, unknown>} options */
    const watched = (prefix, options) =>
      Object.create(
        null,
        Object.fromEntries(
          Object.entries(options).map(([key, value]) => [
            key,
            { enumerable: true, get: () => noted(prefix + key, value) },
          ]),
        ),
      );
    await stage.load(
      watched("", {
        clientToken: clientToken("s"),
        backend: watched("backend.", { url: "/orders", method: "PUT", context: {} }),
        sdk: watched("sdk.", { timeoutMs: 100 }),
        loadTimeoutMs: 100,
      }),
    );
    equal(read.length, new Set(read).size, read.join());
  },

  "what stands on a prototype is no option": async (stage) => {
    Object.assign(Object.prototype, { backend: "https://evil.example/collect" });
    // Not enumerable: a function that inherits itself is a cycle, over which WebKit's driver stumbles when it looks at
    // the page in this moment.
    const log = { configurable: true, value: () => check(false, "called") };
    Object.defineProperty(Object.prototype, "log", log);
    try {
      const klarna = await stage.withWidget();
      equal((await klarna.authorize({})).status, "approved");
      equal(stage.sent, []);
    } finally {
      for (const key of ["backend", "log"]) Reflect.deleteProperty(Object.prototype, key);
    }
    Object.assign(Object.prototype, { autoFinalize: false, payment_method_category: "evil" });
    try {
      const klarna = await stage.withWidget();
      await klarna.authorize({}, {});
      const { args } = stage.sdk.last("authorize");
      equal(
        args.slice(0, 2).map((given) => Object.keys(/** @type {object} */ (given))),
        [["payment_method_category"], []],
      );
    } finally {
      for (const key of ["autoFinalize", "payment_method_category"]) {
        Reflect.deleteProperty(Object.prototype, key);
      }
    }
  },

  "an option of authorize that nobody knows is refused, and nothing is authorized": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const authorize = /** @type {(options: object) => unknown} */ (klarna.authorize.bind(klarna));
    await failsWith(() => authorize({ auto_finalize: false }), "INVALID_ARGUMENT", "auto_finalize");
    await failsWith(() => authorize(ORDER), "INVALID_ARGUMENT", "purchase_country");
    equal([stage.sdk.to("authorize").length, klarna.state], [0, "loaded"]);
    equal((await klarna.authorize({ autoFinalize: true })).status, "approved");
  },

  "an address begins where the page's base says, but never on another origin": async (stage) => {
    const base = document.createElement("base");
    document.head.prepend(base);
    try {
      for (const [href, expected] of [
        ["/shop/", "/shop/orders"],
        ["https://evil.example/", new URL("orders", location.href).pathname],
        [`${location.origin}.evil.example/`, new URL("orders", location.href).pathname],
      ]) {
        base.href = /** @type {string} */ (href);
        const klarna = await stage.withWidget({ backend: "orders" });
        await klarna.authorize();
        const { url } = /** @type {import("./payments_stage.js").Sent} */ (stage.sent[0]);
        equal(url, location.origin + expected);
        klarna.dispose();
        stage.startAfresh();
      }
    } finally {
      base.remove();
    }
  },

  "options of a proxy and of another window are taken": async (stage) => {
    const iframe = document.createElement("iframe");
    document.body.append(iframe);
    const { Object: Other } = /** @type {any} */ (iframe.contentWindow);
    const foreign = Other.assign(new Other(), { clientToken: clientToken("s") });
    for (const options of [new Proxy({ clientToken: clientToken("s") }, {}), foreign]) {
      stage.made.push(await stage.loadRaw(options));
    }
    iframe.remove();
  },

  "options of authorize that are wrong are named, and nothing is sent": async (stage) => {
    const klarna = await stage.withWidget();
    const authorize = /** @type {any} */ (klarna.authorize.bind(klarna));
    for (const options of [SECRET, 7, true, [], () => {}, Symbol("x"), 1n]) {
      await failsWith(() => authorize(options), "INVALID_ARGUMENT", "options");
    }
    for (const autoFinalize of [null, "false", 0, Number.NaN, {}, 1n]) {
      await failsWith(() => authorize({ autoFinalize }), "INVALID_ARGUMENT", "autoFinalize");
    }
    for (const signal of WRONG.signal ?? []) {
      await failsWith(() => authorize({ signal }), "INVALID_ARGUMENT", "signal");
    }
    await failsWith(() => authorize(throwing()), "INVALID_ARGUMENT", "autoFinalize");
    equal([stage.sdk.to("authorize"), klarna.state], [[], "loaded"]);
  },

  "order data that would not arrive as it is meant is refused by name": async (stage) => {
    const klarna = await stage.withWidget();
    const sent = stage.sdk.calls.length;
    const cyclic = /** @type {any} */ ({ ...ORDER });
    cyclic.self = cyclic;
    const deep = JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`);
    for (const [what, data, path] of /** @type {[string, any, string][]} */ ([
      ["a string", SECRET, "data"],
      ["a number", Number.NaN, "data"],
      ["a symbol", Symbol("x"), "data"],
      ["a BigInt", 1n, "data"],
      ["a list", [ORDER], "data"],
      ["a function", () => ORDER, "data"],
      ["a Map, which would arrive empty", new Map(Object.entries(ORDER)), "data"],
      ["a Set", new Set(), "data"],
      ["form data, which would arrive empty", new FormData(), "data"],
      ["a Map inside", { billing_address: new Map() }, "billing_address"],
      ["a BigInt inside", { order_amount: 1n }, "data"],
      ["a cycle", cyclic, "data"],
      [
        "a getter that throws",
        Object.defineProperty({}, "a", { enumerable: true, get: raise }),
        "data",
      ],
      ["a proxy that throws", new Proxy({}, { ownKeys: raise }), "data"],
      ["toJSON that throws", { toJSON: raise }, "data"],
      ["toJSON that gives something else", { toJSON: () => SECRET }, "data"],
      ["data without an end", deep, "data"],
      ["data as long as a library", { merchant_data: "x".repeat(5_000_000) }, "data"],
      [
        "a getter of a class",
        new (class {
          get order_amount() {
            return 1;
          }
        })(),
        "order_amount",
      ],
      ["an order in an order", { order: ORDER }, "order"],
      ["an option in an order", { ...ORDER, autoFinalize: false }, "autoFinalize"],
    ])) {
      for (const act of [
        () => klarna.load(stage.container, data),
        () => klarna.authorize({}, data),
        () => klarna.authorize({ order: data }),
        () => klarna.reauthorize({ order: data }),
        () => klarna.finalize({ order: data }),
      ]) {
        const error = await failsWith(act, "INVALID_ARGUMENT", path, what);
        tellsNothing(error, what);
      }
    }
    const twice = () => klarna.authorize({ order: ORDER }, ORDER);
    await failsWith(twice, "INVALID_ARGUMENT", "order");
    equal([stage.sdk.calls.length, klarna.state], [sent, "loaded"]);
  },

  "data that says undefined, dates or toJSON, or is a class, arrives as JSON would have it": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const born = new Date(0);
    class Cart {
      locale = undefined;
      customer = { date_of_birth: born };
      billing_address = { toJSON: () => ({ city: "Malmö" }) };
      /** @type {string[]} */
      custom_payment_method_ids = [];
      get is_empty() {
        return true;
      }
      get unit_price() {
        throw new Error("there is none");
      }
    }
    await klarna.authorize({}, /** @type {any} */ (new Cart()));
    equal(stage.sdk.last("authorize").data, {
      customer: { date_of_birth: born.toJSON() },
      billing_address: { city: "Malmö" },
      custom_payment_method_ids: [],
    });
  },

  "an order arrives from where it stands, whatever is said to be none beside it": async (stage) => {
    const klarna = await stage.withWidget();
    for (const given of /** @type {any[][]} */ ([
      [{ order: ORDER }, null],
      [{ order: ORDER }, undefined],
      [{ order: null }, ORDER],
      [null, ORDER],
    ])) {
      await klarna.authorize(...given);
      equal(stage.sdk.last("authorize").data, ORDER);
      stage.sdk.calls.length = 0;
      await klarna.load(stage.container, ORDER);
    }
    for (const given of /** @type {any[][]} */ ([
      [ORDER],
      [{ order: ORDER }],
      [{ timeoutMs: 60_000 }, ORDER],
      [{}, ORDER],
      [null, ORDER],
    ])) {
      stage.sdk.calls.length = 0;
      await klarna.reauthorize(...given);
      equal(stage.sdk.last("reauthorize").data, ORDER);
    }
    await failsWith(() => klarna.finalize(ORDER, ORDER), "INVALID_ARGUMENT", "purchase_country");
  },

  "a number that is none is null, as JSON has it, and the log hears of it": async (stage) => {
    /** @type {any[]} */
    const log = [];
    const klarna = await stage.withWidget({ log: (entry) => log.push(entry) });
    const address = { city: "Malmö", phone: Number.NaN };
    await klarna.authorize({}, /** @type {any} */ ({ ...ORDER, billing_address: address }));
    const { data } = stage.sdk.last("authorize");
    equal(data, { ...ORDER, billing_address: { city: "Malmö", phone: null } });
    const told = log.filter(({ event }) => event === "order");
    equal(
      told.map(({ path, klarnaRefuses }) => [path, klarnaRefuses]),
      [["billing_address.phone", false]],
    );
    const amount = { ...ORDER, order_amount: Number.NaN };
    await failsWith(() => klarna.reauthorize(amount), "ORDER_INVALID", "order_amount");
    const unchecked = await stage.withWidget({ orderCheck: "off" });
    await unchecked.authorize({}, amount);
    equal(stage.sdk.last("authorize").data.order_amount, null);
  },

  "a figure with the noise of arithmetic, or as text, arrives as a number where it stands": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const [line] = ORDER.order_lines;
    const order = (/** @type {number} */ noise) => ({
      ...ORDER,
      order_tax_amount: ORDER.order_tax_amount + noise,
      order_lines: [
        {
          ...line,
          quantity: 2 + noise,
          subscription: { name: "Tea", interval: "MONTH", interval_count: 3 + noise },
        },
      ],
    });
    await klarna.authorize({}, order(1e-9));
    equal(stage.sdk.last("authorize").data, order(0));
    const text = JSON.parse(JSON.stringify(order(0)).replace(/:(-?\d+)/g, ':"$1"'));
    await klarna.reauthorize(text);
    equal(stage.sdk.last("reauthorize").data, order(0));
  },

  "a string of many megabytes is refused without being copied": async (stage) => {
    const klarna = await stage.withWidget();
    const endless = "x".repeat(16 * 1024 * 1024);
    const before = stage.memory().buffer.byteLength;
    for (const options of [
      { clientToken: endless },
      { backend: endless },
      { backend: { url: "/orders", context: { endless } } },
      { sdk: { url: endless } },
    ]) {
      const act = () => stage.loadRaw({ clientToken: clientToken("s"), ...options });
      equal((await failure(act)).code, "INVALID_ARGUMENT");
    }
    await failsWith(() => klarna.load(endless), "INVALID_CONTAINER", "container");
    const on = /** @type {any} */ (klarna.on.bind(klarna));
    await failsWith(() => on(endless, () => {}), "INVALID_ARGUMENT", "event");
    const data = { merchant_data: endless };
    await failsWith(() => klarna.authorize({}, data), "INVALID_ARGUMENT", "data");
    equal(stage.memory().buffer.byteLength, before);
  },

  "a thousand bad calls leave the module as it was": async (stage) => {
    const klarna = await stage.withWidget();
    const bad = [() => klarna.load("#nowhere"), () => klarna.authorize({}, { order_amount: -1 })];
    const round = async () => {
      for (const act of bad) await act().catch(() => {});
      await stage.loadRaw({ clientToken: HUGE }).catch(() => {});
    };
    for (let count = 0; count < 100; count++) await round();
    const before = stage.memory().buffer.byteLength;
    for (let count = 0; count < 1000; count++) await round();
    equal(stage.memory().buffer.byteLength, before, "no memory was used up");
    equal((await klarna.authorize()).status, "approved");
  },
};
