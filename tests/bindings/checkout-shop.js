// A shop that draws a checkout on a page which has nothing, and whose time a test lets go by.

import { after, afterEach, before, beforeEach, mock } from "node:test";

/** @type {any} what a checkout asks of a page */
const page = globalThis;

/** The shops whose checkout is on the page. @type {Set<{ unmount: () => Promise<void> }>} */
const drawn = new Set();

/** A page that has nothing but the time. It is left as it was: what a test has mounted is unmounted after it. */
export function onAnEmptyPage() {
  before(() => {
    page.document = { documentElement: { lang: "en" }, body: null, activeElement: null };
    page.addEventListener = page.removeEventListener = () => {};
  });
  after(() => {
    for (const name of ["document", "addEventListener", "removeEventListener"]) delete page[name];
  });
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(async () => {
    for (const shop of drawn) await shop.unmount();
    // What is left behind goes.
    await settles();
    mock.timers.reset();
  });
}

/** What was begun goes as far as it can. */
export async function rest() {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

/** Half a second goes by: longer than a changed order waits. */
export async function settles() {
  await rest();
  mock.timers.tick(500);
  await rest();
}

/** A promise that a test keeps back. */
export function held() {
  /** @type {(value?: any) => void} */
  let release = () => {};
  const promise = new Promise((resolve) => {
    release = resolve;
  });
  return { promise, release };
}

/**
 * A checkout on the page, and what its shop hears.
 *
 * @param {any} checkout
 * @param {object} options
 */
export function shopWith(checkout, options) {
  /** @param {string} who */
  const handlers = (who = "") => ({
    onOutcome: (/** @type {any} */ { status }) => heard.push(`${who}${status}`),
    onError: (/** @type {any} */ { code }) => heard.push(`${who}${code}`),
  });
  /** @type {string[]} */
  const heard = [];
  let given = { ...handlers(), ...options };
  checkout.update(given);
  const place = { nodeType: 1, isConnected: true, getRootNode: () => page.document };
  checkout.place(place);
  const shop = {
    checkout,
    /** Where Klarna's part of the page goes. */
    place,
    heard,
    status: () => checkout.read().status,
    view: () => checkout.read(),
    buy: () => checkout.actions.buy(),
    retry: () => checkout.actions.retry(),
    /** @param {object} changes @param {string} [who] whose handlers they are */
    update: (changes, who) => {
      given = { ...given, ...(who && handlers(who)), ...changes };
      checkout.update(given);
    },
    /** A change, and what comes of it. @param {object} changes @param {string} [who] whose handlers they are */
    changes: async (changes, who) => {
      shop.update(changes, who);
      await settles();
    },
    start: () => {
      drawn.add(shop);
      checkout.start();
    },
    stop: () => {
      drawn.delete(shop);
      checkout.stop();
    },
    unmount: async () => {
      shop.stop();
      await rest();
    },
  };
  shop.start();
  return shop;
}

/**
 * A checkout that has begun: with a double of Klarna's SDK that the test has made, or with one for it alone.
 *
 * @template Double
 * @param {() => Double} double
 * @param {(klarna: Double, options?: object) => ReturnType<typeof shopWith>} mount
 */
export function beginning(double, mount) {
  /** @param {Double} klarna @param {object} [options] */
  async function mounted(klarna, options) {
    const shop = mount(klarna, options);
    await rest();
    return shop;
  }
  /** @param {object} [options] */
  async function ready(options) {
    const klarna = double();
    return { klarna, shop: await mounted(klarna, options) };
  }
  return { mounted, ready };
}
