import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { inTransaction } from "./database.js";
import { KlarnaApiError } from "./klarna/client.js";
import { explain } from "./klarna-problem.js";
import { Problem } from "./problem.js";
import { SingleFlight } from "./single-flight.js";

/**
 * Turns an authorization token into an order, once.
 *
 * The token reaches the shop on up to three ways: the browser's post, the same post repeated, and Klarna's own
 * authorization callback. Whatever comes first starts the order, the others wait for the same answer. The token is on
 * disk before Klarna is asked, so after a restart `resume` goes on where the process ended.
 */

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/**
 * How a purchase of one flow becomes an order at Klarna.
 * @callback PlaceWithKlarna
 * @param {import("./purchases.js").Purchase} purchase
 * @param {string} authorizationToken
 * @returns {Promise<import("./purchases.js").Result>}
 */

/**
 * @param {object} parts
 * @param {import("./database.js").Database} parts.database
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./sessions.js").SessionStore} parts.sessions
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {PlaceWithKlarna} parts.placeWithKlarna
 * @param {(authorizationToken: string) => Promise<unknown>} parts.cancelWithKlarna
 * @param {import("fastify").FastifyBaseLogger} parts.log
 */
export function orderPlacement({
  database,
  purchases,
  sessions,
  carts,
  placeWithKlarna,
  cancelWithKlarna,
  log,
}) {
  /** @type {SingleFlight<import("./purchases.js").Purchase>} */
  const flights = new SingleFlight();
  return { accept, place, placeWaiting, resume, settled: () => flights.settled() };

  /**
   * Takes a token whose order is asked for later, with `placeWaiting`. If another one waits already or has become the
   * order, this authorization is given back.
   *
   * @param {import("./sessions.js").Session} session
   * @param {string} token
   * @throws {Problem} as `keep`
   */
  function accept(session, token) {
    keep(session, token);
    if (sessions.waitingOf(session.purchaseId)?.authorizationToken !== token)
      giveBackUnlessUsed(session, token);
  }

  /**
   * Stores the token, so that it survives whatever comes next.
   *
   * @param {import("./sessions.js").Session} session
   * @param {string} token
   * @throws {Problem} when this very token was refused before, or when the cart is ordered in another flow, or is being
   *   ordered: then the authorization is given back
   */
  function keep(session, token) {
    const refusal = inTransaction(database, () => {
      const purchase = purchases.find(session.purchaseId);
      const known = sessions.find(session.sessionId);
      if (known?.refusedToken === digest(token)) throw refusalOf(known);
      // A token that waits already goes first: its order may exist although the answer was lost.
      if (purchase?.status !== "open") return undefined;
      try {
        purchases.claim(purchase, "placing");
        sessions.keepToken(session.sessionId, token);
        return undefined;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const { status, code, message } = error;
        sessions.refuseToken(session.sessionId, digest(token), { status, code, message });
        return error;
      }
    });
    if (!refusal) return;
    giveBack(token);
    throw refusal;
  }

  /**
   * @param {import("./sessions.js").Session} session
   * @param {string} token
   * @returns {Promise<import("./purchases.js").Purchase>} the placed purchase
   * @throws {Problem}
   */
  async function place(session, token) {
    keep(session, token);
    const waiting = sessions.waitingOf(session.purchaseId)?.authorizationToken;
    try {
      const placed = await once(session.purchaseId);
      // Two tabs, two authorizations of one purchase: the order was made of the other one, just now or long ago.
      giveBackUnlessUsed(session, token);
      return placed;
    } catch (error) {
      const usedUp = error instanceof Problem && error.status < 500;
      if (!usedUp || !waiting || waiting === token) throw error;
      keep(session, token);
      return await once(session.purchaseId);
    }
  }

  /**
   * Makes the order of a token that was accepted before.
   *
   * @param {import("./sessions.js").Session} session
   * @returns {Promise<import("./purchases.js").Purchase>}
   * @throws {Problem} the reason, if it was refused meanwhile; `not_authorized` where there is none
   */
  async function placeWaiting(session) {
    const { status } = purchases.find(session.purchaseId) ?? {};
    const known = sessions.find(session.sessionId);
    if (status === "open" && known?.refusal) throw refusalOf(known);
    return once(session.purchaseId);
  }

  /**
   * @param {import("./sessions.js").Session} session
   * @param {string} token
   */
  function giveBackUnlessUsed(session, token) {
    if (!sessions.isUsed(session.purchaseId, digest(token))) giveBack(token);
  }

  /** @param {string} token */
  function giveBack(token) {
    patiently("an authorization that is not needed", () => cancelWithKlarna(token)).catch(
      (error) => {
        log.warn(
          { code: error.code },
          "an authorization that is not needed could not be cancelled",
        );
      },
    );
  }

  /** Goes on with every order that was on its way when the process ended. */
  function resume() {
    for (const purchase of purchases.placing()) {
      if (purchase.flow === "network") continue;
      once(purchase.id).then(
        (placed) => log.info({ order: placed.orderNumber }, "order placed after a restart"),
        (error) =>
          log.warn(
            { order: purchase.orderNumber, code: error.code },
            "order not placed after a restart",
          ),
      );
    }
  }

  /** @param {string} purchaseId */
  function once(purchaseId) {
    return flights.run(purchaseId, () => run(purchaseId));
  }

  /** @param {string} purchaseId */
  async function run(purchaseId) {
    const purchase = purchases.find(purchaseId);
    if (!purchase) throw new Problem(404, "unknown_purchase", "There is no such purchase.");
    if (purchase.status === "placed") return purchase;
    const session = sessions.waitingOf(purchaseId);
    const token = session?.authorizationToken;
    if (!token) throw new Problem(409, "not_authorized", "This purchase has no authorization.");
    try {
      const result = await patiently(purchase.orderNumber, () => placeWithKlarna(purchase, token));
      return finish(purchase, session, token, result);
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      const problem = explain(error);
      if (problem.status < 500) {
        const { status, code, message } = problem;
        inTransaction(database, () => {
          sessions.refuseToken(session.sessionId, digest(token), { status, code, message });
          purchases.markOpen(purchase.id, problem.code);
        });
      }
      throw problem;
    }
  }

  /**
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./sessions.js").Session} session
   * @param {string} token that became the order
   * @param {import("./purchases.js").Result} result
   */
  function finish(purchase, session, token, result) {
    return inTransaction(database, () => {
      sessions.useUp(session.sessionId, digest(token));
      carts.close(purchase.cartId);
      return purchases.markPlaced(purchase.id, result);
    });
  }

  /**
   * @template T
   * @param {string} what for the log
   * @param {() => Promise<T>} work that may be repeated
   * @returns {Promise<T>}
   */
  async function patiently(what, work) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const again = error instanceof KlarnaApiError && error.retryable && attempt < ATTEMPTS;
        if (!again) throw error;
        log.warn({ what, status: error.status, code: error.code }, "asking Klarna again");
        await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }
}

/** @typedef {ReturnType<typeof orderPlacement>} OrderPlacement */

/** @param {string} token which is only recognised again, not used */
function digest(token) {
  return createHash("sha256").update(token).digest("hex");
}

/** @param {import("./sessions.js").Session} session with a refusal: the same post gets the same answer */
function refusalOf({ refusal }) {
  return new Problem(
    refusal?.status ?? 409,
    refusal?.code ?? "order_refused",
    refusal?.message ?? "",
  );
}
