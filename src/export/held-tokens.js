// Tokens that are under way, which are posted by another instance should the one that has them trap.

/** Posts a token under its idempotency key; one without a key was never posted. @typedef {(options: any, token: string, key?: string) => Promise<any>} Post */

/** Tokens that the core has dealt keys, by these, with the options of their purchases. @type {Map<string, { token: string, options: any }>} */
const held = new Map();

/** Answers of Klarna's SDK that the core is hearing, of which it may have made nothing yet. @type {Set<{ answer: any, options: any }>} */
const heard = new Set();

/**
 * What the core is given for a purchase: it says which token is under way, and which is not any more.
 *
 * @param {any} options
 */
export const holding = (options) => ({
  /** @param {string} key @param {string} token */
  keep: (key, token) => held.set(key, { token, options }),
  /** @param {string} key */
  release: (key) => held.delete(key),
  /** A callback for Klarna's SDK. @param {(answer: unknown) => unknown} done */
  hear: (done) => (/** @type {any} */ answer) => {
    // An object for each: within one answer another may come.
    const hearing = { answer, options };
    heard.add(hearing);
    try {
      const said = done(answer);
      // From an instance that has trapped: nobody waits for the answer any more, and nobody posts what it brings.
      if (said instanceof Error && answer?.authorization_token) leftOpen(options);
      return said;
    } finally {
      heard.delete(hearing);
    }
  },
});

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
 * @param {Error} failure
 * @param {boolean} isAwaited
 */
export async function rescue(post, failure, isAwaited) {
  /** A token that is being heard may have got its key already. @type {Map<unknown, { options: any, key?: string }>} */
  const left = new Map();
  for (const { answer, options } of heard) left.set(answer?.authorization_token, { options });
  for (const [key, { token, options }] of held) left.set(token, { options, key });
  held.clear();
  for (const [token, { options, key }] of left) {
    if (typeof token !== "string" || !token) continue;
    // What has just come is posted if somebody waits for it.
    if (!key && !isAwaited) {
      leftOpen(options);
      continue;
    }
    try {
      const { status, body } = await post(options, token, key);
      Object.assign(failure, { status, body });
    } catch {
      // The shop's server did not take it; the next one is sent all the same.
      leftOpen(options);
    }
  }
}
