// Promises of the shop's that somebody patched.

import { equal } from "./web_sdk_stage.js";

const COMPLETED = { paymentRequestId: "krn:1", state: "COMPLETED" };

/** How a promise stands after a while. @param {Promise<unknown>} promise */
const within = (promise) =>
  Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve("pending"), 400))]);

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a promise of the shops that cannot be awaited does not hold the customer up": async (stage) => {
    const klarna = await stage.load();
    klarna.on("complete", () => {
      const promise = Promise.resolve();
      Object.defineProperty(promise, "constructor", {
        get() {
          throw new Error("no");
        },
      });
      return /** @type {any} */ (promise);
    });
    const [told] = stage.sdk.report("complete", COMPLETED);
    equal(await within(told), true);
  },

  "a promise of the shops that answers at once does no harm": async (stage) => {
    const klarna = await stage.load();
    klarna.on("complete", () => {
      const promise = Promise.resolve(false);
      // biome-ignore lint/suspicious/noThenProperty: a promise that somebody patched
      promise.then = /** @type {any} */ ((/** @type {any} */ done) => done(false));
      return /** @type {any} */ (promise);
    });
    const [told] = stage.sdk.report("complete", COMPLETED);
    equal(await within(told), false);
  },

  "a method that nobody knows does nothing": async (stage) => {
    const klarna = await stage.load();
    equal(stage.subject("toString", []), undefined);
    equal(klarna.state, "ready");
  },
};
