import {
  chargeBody,
  customerTokenBody,
  isOfAnother,
  networkResponseData,
  orderBody,
  requestBody,
} from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { BY, HOUR_MS } from "../ledger/ledger.js";
import { OrderRefused, orderMismatch, Problem } from "../problem.js";
import { merchantUrls, pagesOf, purchaseOf } from "../purchase.js";
import { explain } from "./refusals.js";
import { readSessionState } from "./session-state.js";

/**
 * How each kind of attempt asks Klarna, and what its answer means. Asking again with the same attempt is safe, or is not done.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").Attempt} Attempt
 * @typedef {import("../ledger/types.js").AskedAttempt} AskedAttempt
 * @typedef {import("../ledger/types.js").Outcome} Outcome
 * @typedef {import("../klarna/network-api.js").NetworkApi} NetworkApi
 */

/** So many times as long as one call may take, a token that Klarna has made may still be written down. */
const PATIENCE = 6;
/** The code of what asking again does not answer. */
export const BY_HAND = "SETTLE_BY_HAND";
/** Klarna knows an idempotency key for 24 hours; this is the last time that it is relied on. */
const KEY_MS = 23 * HOUR_MS;

/**
 * @param {import("../settings.js").Settings} settings
 * @param {(attempt: Attempt, customerToken: string) => Promise<void>} keepCustomerToken writes it down
 */
export function asking(settings, keepCustomerToken) {
  const { payments, network, placeOrder, limits, log, now } = settings;
  return { firstBody, ask };

  /**
   * What Klarna is asked the first time; then it is kept.
   *
   * @param {Ledger} ledger
   * @param {Attempt} attempt
   * @returns {object}
   */
  function firstBody(ledger, { kind, order }) {
    // What a click pays is fixed when it comes.
    if (BY[kind] === "network") throw new Error("an attempt without its body");
    if (kind === "charge" || order.intent === "tokenize")
      return chargeBody(order, ledger.reference);
    return orderBody(order, ledger.reference, merchantUrls(settings, ledger));
  }

  /**
   * @param {Ledger} ledger
   * @param {AskedAttempt} attempt
   * @returns {Promise<Outcome>}
   */
  async function ask(ledger, attempt) {
    if (isForgotten(attempt)) return byHand("KEY_FORGOTTEN");
    try {
      switch (attempt.kind) {
        case "authorization":
          return placeOrder ? await forward(ledger, attempt, placeOrder) : await order(attempt);
        case "click":
          return await click(ledger, attempt);
        case "completion":
          return await finalAuthorization(attempt);
        case "charge":
          return placed(
            await payments.chargeCustomerToken(attempt.secret, attempt.body, attempt.key),
          );
      }
    } catch (error) {
      if (!(error instanceof KlarnaError)) throw error;
      const { operation, status, code, correlationId } = error;
      log({ level: "warn", event: "klarna_error", operation, status, code, correlationId });
      if (!error.isRefusal) return { kind: "unknown", code };
      return await refused(attempt, error);
    }
  }

  /**
   * Whether Klarna may have done what it was asked, and know nothing of it any more: it would charge once more, or decline a
   * token that it has taken.
   *
   * @param {Attempt} attempt
   */
  function isForgotten({ kind, order, customerToken, sent, firstSentAt, arrivedAt }) {
    // The token of an authorization is good for one order, and a payment request that nobody completes is not paid.
    const isOnce = kind === "authorization" && (order.intent !== "tokenize" || !customerToken);
    const isRequest = kind === "click" && order.shipping_config !== undefined;
    return !isOnce && !isRequest && sent > 1 && (firstSentAt ?? arrivedAt) + KEY_MS <= now();
  }

  /**
   * Only somebody who looks at Klarna can tell.
   *
   * @param {string} code why
   * @returns {Outcome}
   */
  function byHand(code) {
    log({ level: "error", event: "settle_by_hand", code });
    return { kind: "unknown", code: BY_HAND };
  }

  /**
   * An authorization becomes an order (v1), a customer token, or both.
   *
   * @param {AskedAttempt} attempt
   * @returns {Promise<Outcome>}
   */
  async function order(attempt) {
    const { intent = "buy", order_amount } = attempt.order;
    if (intent === "buy") return placed(await payments.createOrder(attempt.secret, attempt.body));
    if (intent === "tokenize" && !attempt.customerToken && (await isOfAnotherOrder(attempt)))
      return refusal(orderMismatch(), true);
    const customer_token = attempt.customerToken ?? (await newCustomerToken(attempt));
    if (intent === "tokenize") {
      if (order_amount === 0) return placed({ customer_token });
      const charged = await payments.chargeCustomerToken(customer_token, attempt.body, attempt.key);
      return placed({ ...charged, customer_token });
    }
    const result = await payments.createOrder(attempt.secret, attempt.body);
    return placed({ ...result, customer_token });
  }

  /**
   * Klarna refuses an order that is not the one that was authorized, and charges a customer token with any.
   *
   * @param {AskedAttempt} attempt
   */
  async function isOfAnotherOrder(attempt) {
    const { agreed } = await payments.readSession(sessionIdOf(attempt));
    return isOfAnother(agreed, attempt.order);
  }

  /** @param {AskedAttempt} attempt */
  async function newCustomerToken(attempt) {
    const token = await payments.createCustomerToken(
      attempt.secret,
      customerTokenBody(attempt.order),
    );
    await keepCustomerToken(attempt, token);
    return token;
  }

  /**
   * Another system makes the order.
   *
   * @param {Ledger} ledger
   * @param {AskedAttempt} attempt
   * @param {import("../public.js").PlaceOrder} place
   * @returns {Promise<Outcome>}
   */
  async function forward(ledger, attempt, place) {
    try {
      return placed(
        await place({
          authorizationToken: attempt.secret,
          sessionId: sessionIdOf(attempt),
          purchase: purchaseOf(ledger),
          order: attempt.order,
          idempotencyKey: attempt.key,
        }),
      );
    } catch (error) {
      if (error instanceof OrderRefused)
        return refusal(new Problem(422, error.code, error.message, { placed: false }), true);
      // Nothing can be ordered with the token any more; what was, the other system may still come to tell.
      if (attempt.voidAt <= now()) return byHand("FORWARD_FAILED");
      log({ level: "warn", event: "forward_failed" });
      return { kind: "unknown", code: "FORWARD_FAILED" };
    }
  }

  /**
   * The customer has clicked the payment button (v2).
   *
   * @param {Ledger} ledger
   * @param {AskedAttempt} attempt
   * @returns {Promise<Outcome>}
   */
  async function click(ledger, attempt) {
    const body = /** @type {import("../klarna/bodies.js").PaymentBody} */ (attempt.body);
    const returnUrl = pagesOf(settings, ledger).return();
    if (attempt.order.shipping_config) {
      const config = attempt.order.shipping_config;
      return steppedUp(
        await network.createRequest(requestBody(body, config, returnUrl), attempt.key),
      );
    }
    const answer = await network.authorize(body, {
      sessionToken: attempt.secret,
      key: attempt.key,
    });
    if (answer.result === "APPROVED") return approved(answer.transactionId);
    if (answer.result === "STEP_UP_REQUIRED")
      return answer.request ? steppedUp(answer.request) : { kind: "unknown", code: "NO_REQUEST" };
    return declined(answer.reason);
  }

  /**
   * The customer has completed a payment request (v2): nothing is paid before this.
   *
   * @param {AskedAttempt} attempt
   * @returns {Promise<Outcome>}
   */
  async function finalAuthorization(attempt) {
    const answer = await network.authorize(attempt.body, {
      sessionToken: attempt.secret,
      key: attempt.key,
    });
    if (answer.result !== "APPROVED") return declined(answer.reason);
    return approved(answer.transactionId, attempt.from ?? undefined);
  }

  /**
   * Klarna refuses. Where it was asked before, and the answer was lost, the order may exist all the same.
   *
   * @param {AskedAttempt} attempt
   * @param {KlarnaError} error
   * @returns {Promise<Outcome>}
   */
  async function refused(attempt, error) {
    if (attempt.kind === "completion" && error.code === "RESOURCE_CONFLICT")
      return approved(undefined, attempt.from ?? undefined);
    if (attempt.kind !== "authorization") return refusal(explain(error), false);
    if (error.operation === "create order") return await refusedOrder(attempt, error);
    const isSpent =
      error.code === "SESSION_COMPLETED" && error.operation === "create customer token";
    if (!isSpent) return refusal(explain(error), true);
    // Another process may be about to write it down, and to charge it.
    if (now() - attempt.arrivedAt < limits.klarnaMs * PATIENCE)
      return { kind: "unknown", code: "CUSTOMER_TOKEN_UNKNOWN" };
    // The token exists, and nobody knows it: nothing was charged, the customer has to authorize again.
    return refusal(
      new Problem(422, "customer_token_lost", "Authorize again.", { placed: false }),
      false,
    );
  }

  /**
   * @param {AskedAttempt} attempt
   * @param {KlarnaError} error
   * @returns {Promise<Outcome>}
   */
  async function refusedOrder(attempt, error) {
    const { code, status, messages } = error;
    const isElsewhere =
      status === 409 && messages.some((message) => /different body/i.test(message));
    if (code === "SESSION_COMPLETED" || isElsewhere) return placed({});
    const isPerhaps = status === 404 || code === "INVALID_OPERATION";
    if (!isPerhaps) return refusal(explain(error), true);
    // A token that was used may also be gone an hour later, like one that was not; its session tells which.
    const { state } = await readSessionState(payments, sessionIdOf(attempt));
    switch (state) {
      case "complete":
        return placed({});
      case "unknown":
        return { kind: "unknown", code: "SESSION_UNKNOWN" };
      case "gone":
        if (attempt.sent > 1) return byHand(code);
    }
    return refusal(explain(error), status !== 404);
  }
}

/** @param {AskedAttempt} authorization */
function sessionIdOf({ from }) {
  if (from === null) throw new Error("an authorization without its session");
  return from;
}

/**
 * @param {Omit<import("../public.js").Result, "by">} result
 * @returns {Outcome}
 */
const placed = (result) => ({ kind: "placed", result });

/**
 * @param {string | undefined} transactionId
 * @param {string} [requestId]
 * @returns {Outcome}
 */
const approved = (transactionId, requestId) => placed(approval(transactionId, requestId));

/**
 * What is known of a payment that Klarna has approved (v2).
 *
 * @param {string | undefined} transactionId
 * @param {string} [requestId]
 * @returns {Omit<import("../public.js").Result, "by">}
 */
export const approval = (transactionId, requestId) => ({
  ...(transactionId === undefined ? {} : { payment_transaction_id: transactionId }),
  ...(requestId === undefined ? {} : { payment_request_id: requestId }),
  klarna_network_response_data: networkResponseData(transactionId),
});

/**
 * @param {Problem} problem
 * @param {boolean} left
 * @returns {Outcome}
 */
const refusal = (problem, left) => ({ kind: "refused", answer: problem.answer(), left });

/**
 * @param {string | undefined} reason
 * @returns {Outcome}
 */
const declined = (reason = "DECLINED") => ({
  kind: "declined",
  answer: { status: 200, body: { result: "DECLINED", reason, placed: false } },
});

/**
 * @param {{ id: string, state: string, url: string | undefined }} request
 * @returns {Outcome}
 */
const steppedUp = ({ id, state, url }) => ({
  kind: "step-up",
  request: { id, state },
  answer: {
    status: 200,
    body: {
      result: "STEP_UP_REQUIRED",
      paymentRequestId: id,
      ...(url === undefined ? {} : { paymentRequestUrl: url }),
    },
  },
});
