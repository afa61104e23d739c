import { nameOf, Problem } from "../problem.js";
import { giveBack } from "./give-back.js";
import { tell } from "./tell.js";
import { within } from "./within.js";

/**
 * The work on carts that goes on by itself: a page waits for it only so long, and nobody else at all.
 *
 * @param {import("./types.js").Parts} parts
 * @param {import("./drive.js").Driving} driving
 */
export function backgroundOf(parts, driving) {
  const { settings } = parts;
  const { limits, log } = settings;
  /** @type {Set<Promise<unknown>>} */
  const running = new Set();
  return { finish, later, settled };

  /**
   * Brings the cart's attempts to an end, and tells the shop; or stops waiting for that.
   * @param {string} cart
   */
  async function finish(cart) {
    const work = (async () => {
      await driving.drive(cart);
      await tell(parts, cart);
    })();
    const after = keep(work.then(() => giveBack(parts, cart)));
    await within(work, limits.answerMs);
    settings.background?.(after);
  }

  /**
   * The same when nobody waits.
   * @param {string} cart
   */
  function later(cart) {
    const work = keep(
      (async () => {
        await driving.drive(cart);
        await tell(parts, cart);
        await giveBack(parts, cart);
      })(),
    );
    settings.background?.(work);
  }

  /**
   * @param {Promise<unknown>} work whose failure is no answer's: the next sweep goes on with it
   */
  function keep(work) {
    const kept = work.catch((error) => {
      if (error instanceof Problem) return;
      log({ level: "error", event: "work_failed", error: nameOf(error) });
    });
    running.add(kept);
    kept.finally(() => running.delete(kept));
    return kept;
  }

  async function settled() {
    while (running.size > 0) await Promise.allSettled(running);
  }
}

/** @typedef {ReturnType<typeof backgroundOf>} Background */
