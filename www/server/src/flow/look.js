import { idempotencyKey } from "../encoding.js";
import { repriced } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { hear, newAttempt, sessionOf } from "../ledger/ledger.js";
import { complete, isOpen, noteRequest, noteSession } from "../ledger/sessions.js";
import { authorizationAttempt } from "./authorization.js";
import { byHand } from "./outcomes.js";
import { readSessionState } from "./session-state.js";

/**
 * Looks at Klarna for what nobody has told: a session says which authorization it has, a payment request whether it is
 * completed.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 */

/**
 * @param {import("../settings.js").Settings} settings
 * @param {import("./carts.js").Carts} carts
 */
export function lookingOf(settings, carts) {
  const { payments, network, limits, log, now, time } = settings;
  const isForwarded = settings.placeOrder !== undefined;
  return { lookAtSession, lookAtRequest, asksForDelivery, completed };

  /**
   * @param {string} cart
   * @param {string} sessionId
   * @returns {Promise<import("./session-state.js").SessionState>}
   */
  async function lookAtSession(cart, sessionId) {
    const { state, token } = await readSessionState(payments, sessionId);
    const attempt = token && (await authorizationOf(cart, sessionId, token));
    const noted = await carts.change(
      cart,
      (ledger) => {
        const session = sessionOf(ledger, sessionId);
        if (!session) return false;
        if (attempt && state === "incomplete")
          hear(ledger, attempt, { session, pageMs: limits.lookMs }, now());
        // While a token of the cart is at Klarna, that decides what a complete session means.
        if (state === "unknown" || (state === "complete" && ledger.state === "held")) {
          session.lookAt = now() + limits.lookMs;
          return false;
        }
        return noteSession(ledger, sessionId, state, { ...time(), isForwarded });
      },
      { isQuiet: true },
    );
    if (noted?.value) byHand(settings, "SESSION_COMPLETE", { reference: noted.ledger.reference });
    return state;
  }

  /**
   * An attempt of what the session says.
   *
   * @param {string} cart
   * @param {string} sessionId
   * @param {string} token
   */
  async function authorizationOf(cart, sessionId, token) {
    const ledger = await carts.read(cart);
    const session = ledger && sessionOf(ledger, sessionId);
    return session && authorizationAttempt(sessionId, token, session.order, now());
  }

  /**
   * @param {string} cart
   * @param {string} requestId
   * @param {string} [told] the token of a request that is completed, where Klarna has told it
   * @returns {Promise<boolean>} whether Klarna has said what it came to
   */
  async function lookAtRequest(cart, requestId, told) {
    try {
      const request = await network.readRequest(requestId);
      const { state, reason, sessionToken = told, shipping } = request;
      if (state === "COMPLETED" && sessionToken) {
        await completed(cart, requestId, sessionToken, shipping);
        return true;
      }
      await carts.change(cart, (ledger) => noteRequest(ledger, requestId, state, reason, time()), {
        isQuiet: true,
      });
      return state !== "COMPLETED" && !isOpen({ state });
    } catch (error) {
      if (!(error instanceof KlarnaError)) throw error;
      const { status, code } = error;
      if (!error.isRefusal) log({ level: "warn", event: "request_not_read", status, code });
      await carts.change(cart, (ledger) => {
        if (status === 404) noteRequest(ledger, requestId, "EXPIRED", null, time());
        const request = ledger.requests.find(({ id }) => id === requestId);
        if (request && status !== 404) request.lookAt = now() + limits.lookMs;
      });
      return false;
    }
  }

  /**
   * The customer has completed a payment request: what is bought, with the delivery that was chosen at Klarna.
   *
   * @param {string} cart
   * @param {string} requestId
   * @param {string} token
   * @param {unknown} shipping
   * @param {(ledger: Ledger) => boolean} [isWanted] asked as it is written down
   */
  async function completed(cart, requestId, token, shipping, isWanted = () => true) {
    const request = await requestOf(cart, requestId);
    if (!request) return;
    const { order, body } = await bought(request, shipping);
    const id = `completion ${requestId}`;
    const attempt = newAttempt(
      {
        id,
        kind: "completion",
        secret: token,
        from: requestId,
        order,
        purchase: request.purchase,
        body,
        key: await idempotencyKey(id),
      },
      now(),
    );
    await carts.change(cart, (ledger) => {
      if (isWanted(ledger)) complete(ledger, attempt, now());
    });
  }

  /**
   * Whether the price depends on the delivery that the customer chooses at Klarna: without it, another amount would be charged.
   *
   * @param {string} cart
   * @param {string} requestId
   */
  async function asksForDelivery(cart, requestId) {
    const request = await requestOf(cart, requestId);
    return settings.delivered !== undefined && request?.collectsDelivery === true;
  }

  /**
   * @param {string} cart
   * @param {string} requestId
   */
  async function requestOf(cart, requestId) {
    return (await carts.read(cart))?.requests.find(({ id }) => id === requestId);
  }

  /**
   * The order with the delivery that was chosen at Klarna, new or the one that the shop was given, and what Klarna is told of it.
   *
   * @param {import("../ledger/types.js").PaymentRequest} request
   * @param {unknown} shipping
   */
  async function bought({ order: asked, body, collectsDelivery }, shipping) {
    const { delivered } = settings;
    if (!collectsDelivery || !delivered) return { order: asked, body };
    const order = await delivered(asked, shipping);
    const told = /** @type {import("../klarna/bodies.js").PaymentBody} */ (body);
    return { order, body: repriced(told, order) };
  }
}

/** @typedef {ReturnType<typeof lookingOf>} Looking */
