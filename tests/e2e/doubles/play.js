// Plays what a shop, its customer and its server do on two sides, the real object and its double, and compares what a shop sees.

/**
 * What is done: gives what a call gives, or throws `IMPOSSIBLE` where the world cannot do it.
 *
 * @typedef {((side: any) => unknown) & { isAwaited?: boolean }} Act
 */
/** @typedef {Record<string, Act>} Acts */
/** @typedef {{ states: string[], seen: string[] }} Seen what a shop saw of an act: of its objects, and what was told */

export const IMPOSSIBLE = "impossible";

/** One side: an object to call, and a world around it. */
export class Side {
  /** The shop's objects, the newest first. @type {any[]} */
  objects = [];
  /** Errors that nobody caught. @type {unknown[]} */
  reported = [];
  /** What puts the page back. @type {(() => void)[]} */
  cleanups = [];

  constructor() {
    const { reportError } = globalThis;
    globalThis.reportError = (error) => this.reported.push(error);
    this.cleanups.push(() => Object.assign(globalThis, { reportError }));
  }

  /** The newest object. */
  get klarna() {
    return this.objects[0];
  }

  /** What an object is made with, if nothing else is said. */
  get options() {
    return {};
  }

  /** Another object for the shop. @param {object} [options] */
  async load(options) {
    this.objects.unshift(await this.loadWith({ ...this.options, ...options }));
    return this.klarna;
  }

  /** @param {any} _options @returns {Promise<any>} */
  loadWith(_options) {
    throw new Error("each side has its own");
  }

  cleanUp() {
    for (const clean of this.cleanups) clean();
  }
}

/** How long the real object may take to show what its double shows, in milliseconds. */
const LONGEST = 2000;

/** Every promise that is settled by now has called its handlers afterwards. (A timer would take milliseconds.) */
const turn = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });

/** What a clock ends is waited for: no side is looked at before its time is up, however slow the machine. @param {Act} act @returns {Act} */
export const awaited = (act) => Object.assign(act, { isAwaited: true });

/** A value in a form that can be compared. @param {any} value @returns {string} */
export const told = (value) =>
  JSON.stringify(value, (key, part) => {
    if (key === "idempotencyKey") return "a key";
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    const { code, type, path, status, retryable } = part;
    if (part.name === "KlarnaError") return { code, type, path, status, retryable };
    return Object.fromEntries(Object.entries(part).sort());
  }) ?? "nothing";

/** What a shop sees of one side. */
class Witness {
  /** @type {string[]} */
  seen = [];
  /** @type {Set<unknown>} */
  heard = new Set();

  /** @param {Side} side @param {readonly string[]} events */
  constructor(side, events) {
    this.side = side;
    this.events = events;
    this.reported = 0;
    this.hear();
  }

  /** Listens to the newest object. */
  hear() {
    const { klarna } = this.side;
    if (this.heard.has(klarna)) return;
    this.heard.add(klarna);
    const name = this.heard.size === 1 ? "" : ` of object ${this.heard.size}`;
    for (const event of this.events)
      klarna.on(event, (/** @type {any} */ payload) => {
        this.seen.push(`${event}${name} ${told(payload)}`);
      });
  }

  /** @param {string} name @param {Act} act */
  async perform(name, act) {
    this.seen = [];
    const { seen } = this;
    const settles = (/** @type {string} */ how) => this.seen.push(`${name} ${how}`);
    try {
      const given = act(this.side);
      if (!(given instanceof Promise)) settles(`gives ${typeof given}`);
      else
        given.then(
          (value) => settles(`resolves ${told(value)}`),
          (error) => settles(error === IMPOSSIBLE ? error : `rejects ${told(error)}`),
        );
      if (act.isAwaited) await Promise.allSettled([given]);
    } catch (error) {
      const isOurs = /** @type {any} */ (error)?.name === "KlarnaError";
      settles(isOurs ? `throws ${told(error)}` : IMPOSSIBLE);
    }
    await turn();
    return seen;
  }

  /** @returns {Seen} */
  look() {
    const { objects, reported } = this.side;
    for (; this.reported < reported.length; this.reported += 1)
      this.seen.push(`reported ${told(reported[this.reported])}`);
    // Whether a promise or an event comes first is nobody's business.
    return { states: objects.map(({ state }) => state), seen: [...this.seen].sort() };
  }
}

/**
 * Plays a row on the double, then on the real object.
 *
 * @param {string[]} row names of acts
 * @param {Acts} acts
 * @param {readonly string[]} events
 * @param {() => Promise<Side>} makeDouble
 * @param {() => Promise<Side>} makeReal
 * @returns {Promise<string | undefined>} the first difference
 */
export async function differs(row, acts, events, makeDouble, makeReal) {
  const double = await makeDouble();
  /** @type {Seen[]} */
  const expected = [];
  const witness = new Witness(double, events);
  for (const name of row) {
    await witness.perform(name, acts[name] ?? unknown(name));
    await turn();
    witness.hear();
    expected.push(witness.look());
  }
  double.cleanUp();

  const real = await makeReal();
  try {
    return await compare(row, acts, new Witness(real, events), expected);
  } finally {
    real.cleanUp();
  }
}

/** @param {string[]} row @param {Acts} acts @param {Witness} witness @param {Seen[]} expected */
async function compare(row, acts, witness, expected) {
  for (const [index, name] of row.entries()) {
    await witness.perform(name, acts[name] ?? unknown(name));
    witness.hear();
    const wanted = JSON.stringify(expected[index]);
    const end = performance.now() + LONGEST;
    while (JSON.stringify(witness.look()) !== wanted) {
      if (performance.now() > end) {
        const so = `${row.slice(0, index + 1).join(", ")}`;
        return `${so}:\n  real   ${JSON.stringify(witness.look())}\n  double ${wanted}`;
      }
      await turn();
    }
  }
  return undefined;
}

/** @param {string} name @returns {never} */
function unknown(name) {
  throw new Error(`there is no act "${name}"`);
}

/** Numbers that are the same each time. @param {number} seed */
export const dice = (seed) => () => {
  // Mulberry32, of the public domain.
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

/**
 * A row at random, with few acts that are impossible.
 *
 * @param {Acts} acts
 * @param {number} length
 * @param {() => number} random
 * @param {() => Promise<Side>} makeDouble
 */
export async function walk(acts, length, random, makeDouble) {
  const names = Object.keys(acts);
  const side = await makeDouble();
  const witness = new Witness(side, []);
  /** @type {string[]} */
  const row = [];
  while (row.length < length) {
    const name = String(names[Math.floor(random() * names.length)]);
    const seen = await witness.perform(name, acts[name] ?? unknown(name));
    // It has done nothing: without it the row leads to the same place.
    if (!seen.includes(`${name} ${IMPOSSIBLE}`) || random() < 0.05) row.push(name);
    // There is little to walk from here, where no other object comes.
    if (name === "dispose" && row.length < length / 2 && !("another object beside" in acts)) {
      side.cleanUp();
      return walk(acts, length, random, makeDouble);
    }
  }
  side.cleanUp();
  return row;
}
