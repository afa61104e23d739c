// Tokens that are under way, which are posted by another instance should the one that has them trap.

import { isKlarnaError } from "./klarna-error.js";

/** @import { Subject } from "./rust-object.js" */
/** Posts a token under its idempotency key, to the letter as before; one without a key was never posted. @typedef {(options: any, token: string, key?: string, body?: string) => Promise<any>} Post */

/** Whom a token is for: a purchase's options, how many wait for a token of it, and what the shop's server said after a trap. @typedef {{ options: any, waiting: number, answer?: object }} Holder */

/** What is posted of a token. @typedef {{ holder: Holder, key?: string, body?: string }} Left */

/** Tokens that the core has dealt keys, by these. @type {Map<string, Left & { token: string }>} */
const held = new Map();

/** Answers of Klarna's SDK that the core is hearing, of which it may have made nothing yet. @type {Set<{ answer: any, holder: Holder }>} */
const heard = new Set();

/** The methods that ask Klarna for a token. */
const CALLS = ["authorize", "reauthorize", "finalize"];

/** Tokens that are dealt with: Klarna's SDK may bring them again. @type {Set<unknown>} */
const over = new Set([undefined, ""]);

/**
 * What the core is given for a purchase: it says which token is under way, and which is not any more.
 *
 * @param {any} options
 */
export const holding = (options) => {
  /** @type {Holder} */
  const holder = { options, waiting: 0 };
  return {
    /** @param {string} key @param {string} token */
    keep: (key, token) => held.set(key, { token, holder, key }),
    /** What goes out under a key, once it is known. @param {string} key @param {string} body */
    rendered: (key, body) => {
      // It may have been let go of meanwhile.
      const left = held.get(key);
      if (left) left.body = body;
    },
    /** @param {string} key */
    release: (key) => {
      over.add(held.get(key)?.token);
      held.delete(key);
    },
    /** A callback for Klarna's SDK. @param {(answer: unknown) => unknown} done */
    hear: (done) => (/** @type {any} */ answer) => {
      // An object for each: within one answer another may come.
      const hearing = { answer, holder };
      heard.add(hearing);
      try {
        const said = done(answer);
        // From an instance that has trapped: nobody waits for the answer any more, and nobody posts what it brings.
        if (said instanceof Error && !over.has(answer?.authorization_token)) leftOpen(options);
        return said;
      } finally {
        heard.delete(hearing);
      }
    },
    /** What stands behind the purchase, where it is seen who waits for a token. @param {Subject} subject @returns {Subject} */
    awaited: (subject) => (method, args) => {
      const answer = subject(method, args);
      const isCall = CALLS.includes(method);
      return (isCall || method === "deliver") && !isKlarnaError(answer)
        ? until(answer, holder, Number(isCall))
        : answer;
    },
  };
};

/**
 * The same promise, whose failure after a trap has what the shop's server said of that purchase.
 *
 * @param {Promise<unknown>} promise
 * @param {Holder} holder
 * @param {number} waiting how many it makes that wait for a token of Klarna's
 */
async function until(promise, holder, waiting) {
  holder.waiting += waiting;
  try {
    return await promise;
  } catch (failure) {
    throw holder.answer ? Object.assign(/** @type {Error} */ (failure), holder.answer) : failure;
  } finally {
    holder.waiting -= waiting;
  }
}

/** Tells the shop's log of a token that nobody posts; what that throws is the shop's own. @param {any} options */
const leftOpen = ({ log }) => {
  try {
    log?.({ at: Date.now(), event: "authorization_left_open", reason: "failed" });
  } catch {}
};

/**
 * Posts what is held, and notes what the shop's server answered.
 *
 * @param {Post} post
 */
export async function rescue(post) {
  /** A token that is being heard may have got its key already. @type {Map<unknown, Left>} */
  const left = new Map();
  for (const { answer, holder } of heard) {
    const token = answer?.authorization_token;
    if (!over.has(token)) left.set(token, { holder });
  }
  for (const one of held.values()) left.set(one.token, one);
  held.clear();
  for (const [token, { holder, key, body: sent }] of left) {
    over.add(token);
    const { options } = holder;
    if (typeof token !== "string") continue;
    // What has just come is posted if somebody waits for it.
    if (!key && !holder.waiting) {
      leftOpen(options);
      continue;
    }
    try {
      const { status, body } = await post(options, token, key, sent);
      holder.answer = { status, body };
    } catch {
      // The shop's server did not take it; the next one is sent all the same.
      leftOpen(options);
    }
  }
}
