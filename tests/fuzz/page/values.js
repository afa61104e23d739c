// Values that nobody expects, from a seed.

/** @param {number} seed the same numbers for the same seed */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(roll() * list.length)]),
  };
}

/** @typedef {ReturnType<typeof dice>} Dice */

const refuse = () => {
  throw new Error("a getter throws");
};
const TRAPS = [
  ...["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "set"],
  ...["defineProperty", "deleteProperty", "isExtensible", "preventExtensions", "apply"],
];

/** A frame, for what is made elsewhere. */
const frame = document.createElement("iframe");
document.head.append(frame);
const elsewhere = /** @type {any} */ (frame.contentWindow);

/** Those that take every question and answer none: who asks them waits, and rightly. @type {WeakSet<object>} */
export const neverAnswers = new WeakSet();

/** A way to make each. @type {((dice: Dice) => unknown)[]} */
const MAKERS = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY].map(
    (value) => () => value,
  ),
  ...[2 ** 31, 2 ** 32, 2 ** 53, 1e308, 10n, -(2n ** 70n)].map((value) => () => value),
  ...[
    "",
    " ",
    "\0",
    "\uD800",
    "__proto__",
    "constructor",
    "then",
    "#klarna",
    "é".normalize("NFD"),
  ].map((value) => () => value),
  ...["https://evil.example/", "javascript:alert(1)", "//x", "data:text/javascript,1"].map(
    (value) => () => value,
  ),
  () => "x".repeat(100_000),
  () => Symbol("a symbol"),
  () => Symbol.iterator,
  () => [],
  () => ({}),
  () => Object.create(null),
  () => Object.freeze({ url: "/orders" }),
  () => new Array(5),
  () => Array.from({ length: 5_000 }, (_, index) => index),
  () => () => refuse(),
  () => () => rejected(),
  () => class {},
  () => new Date(Number.NaN),
  () => new Map([["url", "/orders"]]),
  () => new Set([1]),
  () => /x/g,
  () => new Uint8Array(8),
  () => {
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  () => cyclic(),
  () => nested(3_000),
  () => new Error("an error", { cause: cyclic() }),
  () => {
    const error = new Error("of itself");
    error.cause = error;
    return error;
  },
  () => Object.defineProperty(new Error("x"), "message", { get: refuse }),
  () => Object.defineProperty(new Error("x"), "name", { get: refuse }),
  () => new DOMException("gone", "AbortError"),
  () => AbortSignal.abort(cyclic()),
  () => ({ aborted: false, addEventListener: refuse, removeEventListener: refuse }),
  () => ({ toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse }),
  () => ({ toJSON: refuse }),
  () => ({
    get [Symbol.toStringTag]() {
      return refuse();
    },
  }),
  ({ pick }) => new Proxy({}, { [pick(TRAPS)]: refuse }),
  ({ pick }) => new Proxy(() => {}, { [pick(TRAPS)]: refuse }),
  () => new Proxy({}, Object.fromEntries(TRAPS.map((trap) => [trap, refuse]))),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => {
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    return proxy;
  },
  () => {
    /** @type {any} */
    const bottomless = new Proxy(() => bottomless, {
      get: () => bottomless,
      apply: () => bottomless,
    });
    neverAnswers.add(bottomless);
    return bottomless;
  },
  () => ({
    // biome-ignore lint/suspicious/noThenProperty: what is looked for
    get then() {
      return refuse();
    },
  }),
  () => ({
    // biome-ignore lint/suspicious/noThenProperty: what is looked for
    then: refuse,
  }),
  () => ({
    // biome-ignore lint/suspicious/noThenProperty: what is looked for
    then: (/** @type {Function} */ done, /** @type {Function} */ fail) => {
      done({});
      fail(new Error("as well"));
      done(1);
    },
  }),
  () => rejected(),
  () => Promise.resolve({}),
  () => window,
  () => document,
  () => document.body,
  () => document.createElement("div"),
  () => document.createElement("div").attachShadow({ mode: "open" }),
  () => elsewhere,
  () => new elsewhere.Object(),
  () => new elsewhere.Error("elsewhere"),
  () => elsewhere.document.body,
  () => elsewhere.Promise.resolve(1),
  () => new elsewhere.Proxy({}, { get: refuse }),
];

/** @param {Dice} dice */
export const anything = (dice) => dice.pick(MAKERS)(dice);

/**
 * Something good with something bad in it: a member replaced, made a getter that throws, or one too many; or all of it
 * behind a proxy.
 *
 * @param {Dice} dice
 * @param {any} good
 * @returns {any}
 */
export function spoilt(dice, good) {
  const { roll, pick } = dice;
  if (typeof good !== "object" || good === null || roll() < 0.15) return anything(dice);
  const copy = Array.isArray(good) ? [...good] : { ...good };
  if (roll() < 0.15) return new Proxy(copy, { [pick(TRAPS)]: refuse });
  const keys = Object.keys(copy);
  const key =
    roll() < 0.1 || keys.length === 0
      ? String(pick(["more", "__proto__", "then", "0"]))
      : pick(keys);
  const kind = roll();
  if (kind < 0.4) copy[key] = spoilt(dice, copy[key]);
  else if (kind < 0.8) copy[key] = anything(dice);
  else Object.defineProperty(copy, key, { get: refuse, enumerable: true, configurable: true });
  return copy;
}

/** Whoever made it knows of it; what follows from it is another promise. */
function rejected() {
  const promise = Promise.reject(cyclic());
  promise.catch(() => {});
  return promise;
}

function cyclic() {
  /** @type {any} */
  const around = { name: "around", list: [] };
  around.self = around;
  around.cause = around;
  around.list.push(around);
  return around;
}

/** @param {number} depth */
function nested(depth) {
  let value = {};
  for (let level = 0; level < depth; level += 1) value = { value };
  return value;
}
