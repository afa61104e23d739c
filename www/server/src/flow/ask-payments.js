import { customerTokenBody, isOfAnother } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { holderOf, takeCustomerToken } from "../ledger/ledger.js";
import { OrderRefused, orderMismatch, Problem } from "../problem.js";
import { purchaseOf } from "../purchase.js";
import { byHand, placed, refusal } from "./outcomes.js";
import { explain } from "./refusals.js";
import { readSessionState } from "./session-state.js";

/**
 * An authorization (v1) is asked to become an order, by Klarna or by another system.
 *
 * @typedef {import("./types.js").Parts} Parts
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("../ledger/types.js").AskedAttempt} AskedAttempt
 * @typedef {import("../ledger/types.js").Outcome} Outcome
 */

/** So many times as long as one call may take, a token that Klarna has made may still be written down. */
const PATIENCE = 6;

/**
 * The addresses of an authorization of which the shop knows none, as Klarna has them: an order that left out what was authorized
 * might be another one to Klarna.
 *
 * @param {Parts["settings"]} settings
 * @param {import("../ledger/types.js").Attempt} attempt
 */
export async function authorizedCustomer({ payments }, { kind, from, order, sent }) {
  if (kind !== "authorization" || from === null || order.customer || sent > 0) return undefined;
  try {
    return (await payments.readSession(from)).customer;
  } catch (error) {
    // It may do without.
    if (error instanceof KlarnaError) return undefined;
    throw error;
  }
}

/**
 * An authorization becomes an order (v1), a customer token, or both.
 *
 * @param {Parts} parts
 * @param {AskedAttempt} attempt
 * @returns {Promise<Outcome>}
 */
export async function orderAuthorized(parts, attempt) {
  const { payments } = parts.settings;
  const { intent = "buy", order_amount } = attempt.order;
  if (intent === "buy") return placed(await payments.createOrder(attempt.secret, attempt.body));
  if (
    intent === "tokenize" &&
    !attempt.customerToken &&
    (await isOfAnotherOrder(payments, attempt))
  )
    return refusal(orderMismatch(), true);
  const customer_token = attempt.customerToken ?? (await newCustomerToken(parts, attempt));
  if (customer_token === undefined) return { kind: "unknown", code: "CUSTOMER_TOKEN_LATE" };
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
 * @param {Parts["settings"]["payments"]} payments
 * @param {AskedAttempt} attempt
 */
async function isOfAnotherOrder(payments, attempt) {
  const { agreed } = await payments.readSession(sessionIdOf(attempt));
  return isOfAnother(agreed, attempt.order);
}

/**
 * @param {Parts} parts
 * @param {AskedAttempt} attempt
 * @returns {Promise<string | undefined>} nothing: it comes too late to be charged, and goes back
 */
async function newCustomerToken({ settings, carts }, attempt) {
  const body = customerTokenBody(attempt.order);
  const customerToken = await settings.payments.createCustomerToken(attempt.secret, body);
  const taken = await carts.change(
    attempt.order.cart,
    (ledger) => takeCustomerToken(ledger, attempt.id, customerToken, settings.now()),
    { isPatient: true },
  );
  return taken?.value ? customerToken : undefined;
}

/**
 * Another system makes the order.
 *
 * @param {Parts["settings"]} settings
 * @param {Ledger} ledger
 * @param {AskedAttempt} attempt
 * @param {import("../public.js").PlaceOrder} place
 * @returns {Promise<Outcome>}
 */
export async function forward(settings, ledger, attempt, place) {
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
    if (attempt.voidAt <= settings.now()) return byHand(settings, "FORWARD_FAILED");
    settings.log({ level: "warn", event: "forward_failed" });
    return { kind: "unknown", code: "FORWARD_FAILED" };
  }
}

/**
 * Klarna refuses an authorization. Where it was asked before, and the answer was lost, the order may exist all the same.
 *
 * @param {Parts} parts
 * @param {AskedAttempt} attempt
 * @param {import("../klarna/client.js").KlarnaError} error
 * @returns {Promise<Outcome>}
 */
export async function refusedAuthorization(parts, attempt, error) {
  const { operation } = error;
  if (operation === "create order") return await refusedOrder(parts.settings, attempt, error);
  if (operation === "create customer token" && isSpent(error))
    return await spentAuthorization(parts, attempt);
  return refusal(explain(error), true);
}

/**
 * Whether Klarna says that it has made a customer token of the authorization before.
 *
 * @param {import("../klarna/client.js").KlarnaError} error
 */
const isSpent = ({ code, messages }) =>
  code === "SESSION_COMPLETED" ||
  // A session with the intent to buy is refused with the same code.
  (code === "INVALID_OPERATION" && !messages.some((message) => /\bintent\b/i.test(message)));

/**
 * The customer token exists. Whoever has asked for it may be about to write it down, and to charge it: the call was sent before
 * Klarna first said that there is one, so that this is over some time after that.
 *
 * @param {Parts} parts
 * @param {AskedAttempt} attempt
 * @returns {Promise<Outcome>}
 */
async function spentAuthorization({ settings, carts }, { id, order }) {
  const { limits, now } = settings;
  const noted = await carts.change(
    order.cart,
    (ledger) => {
      const holder = holderOf(ledger);
      if (holder?.id !== id) return false;
      holder.spentAt ??= now();
      const isAwaited = now() - holder.spentAt < limits.klarnaMs * PATIENCE;
      return holder.customerToken === null && !isAwaited;
    },
    { isPatient: true },
  );
  if (!noted?.value) return { kind: "unknown", code: "CUSTOMER_TOKEN_UNKNOWN" };
  // Nobody knows it: nothing was charged, the customer has to authorize again.
  return refusal(
    new Problem(422, "customer_token_lost", "Authorize again.", { placed: false }),
    false,
  );
}

/**
 * @param {Parts["settings"]} settings
 * @param {AskedAttempt} attempt
 * @param {import("../klarna/client.js").KlarnaError} error
 * @returns {Promise<Outcome>}
 */
async function refusedOrder(settings, attempt, error) {
  const { code, status, messages } = error;
  const isUsed =
    code === "SESSION_COMPLETED" ||
    (status === 409 && messages.some((message) => /different( request)? body/i.test(message)));
  const isPerhaps = isUsed || status === 404 || code === "INVALID_OPERATION";
  if (!isPerhaps) return refusal(explain(error), true);
  // A token that was used may have bought another cart, if the page names a session that it is not of; and it may also be gone an
  // hour later, like one that was not used. The session tells which.
  const { state } = await readSessionState(settings.payments, sessionIdOf(attempt));
  switch (state) {
    case "complete":
      return placed({});
    case "unknown":
      return { kind: "unknown", code: "SESSION_UNKNOWN" };
    case "gone":
      if (isUsed || attempt.sent > 1) return byHand(settings, code);
  }
  return refusal(explain(error), !isUsed && status !== 404);
}

/** @param {AskedAttempt} authorization */
function sessionIdOf({ from }) {
  if (from === null) throw new Error("an authorization without its session");
  return from;
}
