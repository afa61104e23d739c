import { backgroundOf } from "./flow/background.js";
import { cartsOf } from "./flow/carts.js";
import { checkedOrder } from "./flow/checked-order.js";
import { drivingOf } from "./flow/drive.js";
import { lookingOf } from "./flow/look.js";
import { managementOf } from "./flow/management.js";
import { recurringOf } from "./flow/recurring.js";
import { sweep } from "./flow/sweep.js";
import { endpoints } from "./http/endpoints.js";
import { becomePlaced, MINUTE_MS } from "./ledger/ledger.js";
import { nameOf, Problem } from "./problem.js";
import { purchaseOf } from "./purchase.js";
import { readSettings } from "./settings.js";

/**
 * Makes a server half of a Klarna integration: puts the parts together, and runs the clock.
 *
 * @param {import("./public.js").Options} options
 * @returns {import("./public.js").KlarnaServer}
 */
export function createKlarnaServer(options) {
  const settings = readSettings(options);
  const { store, limits, log } = settings;
  const carts = cartsOf(settings);
  const looking = lookingOf(settings, carts);
  const driving = drivingOf(settings, carts);
  const background = backgroundOf({ settings, carts }, driving);
  /** @type {Promise<void> | undefined} */
  let opened;
  const open = () => {
    opened ??= store.open().catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  /** Acts for which the store is opened first. @template {object} Acts @param {Acts} acts @returns {Acts} */
  const opening = (acts) => {
    const changed = Object.entries(acts).map(([name, act]) => [
      name,
      async (/** @type {unknown[]} */ ...given) => {
        await open();
        return act(...given);
      },
    ]);
    return Object.fromEntries(changed);
  };
  const parts = { settings, carts, looking, driving, background };
  const asked = endpoints(parts, open);
  const management = managementOf(parts, background);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;
  /** @type {Promise<unknown>} */
  let sweeping = Promise.resolve();

  /** @type {Pick<import("./public.js").KlarnaServer, "sweep" | "find" | "placeOtherwise" | "settle">} */
  const acts = {
    sweep: () => sweep(parts),

    async find({ cart, id, sessionId, paymentRequestId, reference }) {
      const known =
        cart ??
        (id && (await carts.find("purchase", id))) ??
        (sessionId && (await carts.find("session", sessionId))) ??
        (paymentRequestId && (await carts.find("request", paymentRequestId))) ??
        (reference && (await carts.find("reference", reference)));
      const ledger = known ? await carts.read(known) : undefined;
      return ledger && purchaseOf(ledger, paymentRequestId);
    },

    async placeOtherwise(order) {
      await carts.open(checkedOrder(settings, order));
      await background.finish(order.cart);
      const after = await carts.change(order.cart, (ledger) => {
        if (ledger.state === "open")
          becomePlaced(ledger, null, order, { by: "other" }, settings.now());
      });
      if (after?.ledger.state === "held")
        throw new Problem(409, "order_in_progress", "This cart is being ordered with Klarna.");
      if (after?.ledger.result?.by !== "other")
        throw new Problem(409, "already_ordered", "This cart has been ordered with Klarna.");
      await background.finish(order.cart);
      return purchaseOf(after.ledger);
    },

    settle: management.settle,
  };

  return {
    async start() {
      await open();
      const begin = (aheadMs = 0) => {
        sweeping = sweep(parts, aheadMs).catch((error) =>
          log({ level: "error", event: "sweep_failed", error: nameOf(error) }),
        );
      };
      clock ??= setInterval(begin, limits.sweepMs);
      /** @type {{ unref?: () => void }} */ (clock).unref?.();
      // What waited for another try when the last process ended does not wait any longer.
      begin(MINUTE_MS);
    },

    async stop() {
      clearInterval(clock);
      clock = undefined;
      await sweeping;
      await background.settled();
      await driving.settled();
    },

    ...asked,

    ...opening(acts),
    orders: opening(management.orders),
    recurring: opening(recurringOf(settings, carts, background)),
  };
}
