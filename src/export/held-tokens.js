// Tokens that are under way, which are posted by another instance should the one that has them trap.

/** Posts a token, under its idempotency key; one without a key was never posted. @typedef {(options: any, left: [key: string, token: string]) => Promise<any>} Post */

/** By their keys; without one, the answer of Klarna's SDK that is being heard. @type {Map<string, [given: any, options: any]>} */
const held = new Map();

/**
 * What the core is given for a purchase: it says which token is under way, and which is not any more.
 *
 * @param {any} options
 */
export const holding = (options) => ({
  /** @param {string} key @param {unknown} token */
  keep: (key, token) => (token === undefined ? held.delete(key) : held.set(key, [token, options])),
  /** A callback for Klarna's SDK. @param {(answer: unknown) => unknown} done */
  hear: (done) => (/** @type {unknown} */ answer) => {
    held.set("", [answer, options]);
    try {
      const said = done(answer);
      // From an instance that has trapped: nobody waits for the answer any more, and nobody posts what it brings.
      if (said instanceof Error && /** @type {any} */ (answer)?.authorization_token)
        options.log?.({ at: Date.now(), event: "authorization_left_open", reason: "failed" });
      return said;
    } finally {
      held.delete("");
    }
  },
});

/**
 * Posts what is held, and notes what the shop's server answered.
 *
 * @param {Post} post
 * @param {Error} failure
 * @param {boolean} isAwaited
 */
export async function rescue(post, failure, isAwaited) {
  // A token that has just come is posted if somebody waits for it; under its key, if it got one already.
  const left = new Map(
    [...held].map(([key, [given, options]]) => [
      given?.authorization_token ?? given,
      [key, options],
    ]),
  );
  held.clear();
  for (const [token, [key, options]] of left) {
    if (typeof token !== "string" || !(key || isAwaited)) continue;
    try {
      const { status, body } = await post(options, [key, token]);
      Object.assign(failure, { status, body });
    } catch {
      // The shop's server did not take it; the next one is sent all the same.
    }
  }
}
