import { redelivered } from "./catalogue.js";
import { inTransaction } from "./database.js";
import { chosenDelivery } from "./delivery.js";
import { KlarnaApiError } from "./klarna/client.js";
import { idempotencyKey } from "./klarna/idempotency-key.js";
import { networkResponseData, repriced } from "./klarna/network-order.js";
import { SingleFlight } from "./single-flight.js";

/**
 * The second half of a payment (v2): the customer has completed Klarna's payment request, and the shop authorizes
 * once more, with the session token that Klarna issued for it and the same data and reference as the first time.
 *
 * The token comes by webhook; reading the payment request is the alternative. Never by an event of the Web SDK.
 */

const SUPERSEDED = "SUPERSEDED";
const LIFETIME_MS = 48 * 3600 * 1000;

/**
 * @param {object} parts
 * @param {import("./database.js").Database} parts.database
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./klarna/network-api.js").NetworkApi} parts.klarna
 * @param {import("fastify").FastifyBaseLogger} parts.log
 * @param {() => number} parts.now milliseconds since 1970
 */
export function finalAuthorization({ database, purchases, requests, carts, klarna, log, now }) {
  /** @type {SingleFlight<void>} */
  const flights = new SingleFlight();
  /** @type {SingleFlight<void>} */
  const readings = new SingleFlight();
  return { accept, finish, check, resume, settled };

  /**
   * Stores that Klarna's payment request is completed; synchronous, so that a webhook can be answered at once.
   *
   * @param {string} requestId
   * @param {string} sessionToken
   * @param {unknown} [shipping] what Klarna says of the delivery, where it asked the customer
   * @returns {string | undefined} the purchase to {@link finish}, unless there is nothing (more) to do
   */
  function accept(requestId, sessionToken, shipping) {
    return inTransaction(database, () => {
      const request = requests.find(requestId);
      const purchase = request && purchases.find(request.purchaseId);
      if (!request || purchase?.status !== "open" || request.state === SUPERSEDED) return undefined;
      // Without the final authorization nothing is paid.
      if (purchases.rivalOf(purchase)) {
        requests.setState(requestId, SUPERSEDED);
        return undefined;
      }
      if (request.collectsDelivery) deliver(purchase, request, shipping);
      requests.setState(requestId, "COMPLETED");
      requests.keepToken(requestId, sessionToken);
      purchases.claim(purchase, "placing");
      return purchase.id;
    });
  }

  /**
   * What is bought, with the delivery that the customer chose at Klarna; the shop's own prices count.
   *
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./payment-requests.js").PaymentRequest} request
   * @param {unknown} shipping
   */
  function deliver(purchase, request, shipping) {
    const { delivery, address } = chosenDelivery(shipping);
    const snapshot = redelivered(purchase.snapshot, delivery);
    purchases.reprice(purchase.id, snapshot);
    requests.setBody(request.id, repriced(request.body, snapshot));
    const cart = carts.find(purchase.cartId);
    if (cart?.customer) carts.setCustomer(cart, { ...cart.customer, ...address });
  }

  /**
   * Makes the final authorization of a purchase. A Klarna that does not answer leaves it to the next try.
   * @param {string} purchaseId
   */
  function finish(purchaseId) {
    return flights.run(purchaseId, () => authorizeAgain(purchaseId));
  }

  /** @param {string} purchaseId */
  async function authorizeAgain(purchaseId) {
    const request = requests.waitingOf(purchaseId);
    if (!request?.sessionToken) return;
    try {
      const answer = await klarna.authorize(request.body, {
        sessionToken: request.sessionToken,
        idempotencyKey: idempotencyKey(`final ${request.id}`),
      });
      const { result, payment_transaction } = answer.payment_transaction_response;
      if (result === "APPROVED") place(request, payment_transaction?.payment_transaction_id);
      else refuse(request, "declined");
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      log.warn({ status: error.status, code: error.code }, "the final authorization failed");
      // Authorized with this token before, and the answer was lost: the transaction exists.
      if (error.code === "RESOURCE_CONFLICT") place(request, undefined);
      else if (!error.retryable && error.status !== 401) refuse(request, "payment_refused");
    }
  }

  /**
   * @param {import("./payment-requests.js").PaymentRequest} request
   * @param {string | undefined} transactionId
   */
  function place(request, transactionId) {
    inTransaction(database, () => {
      requests.forgetToken(request.id);
      const placed = purchases.markPlaced(request.purchaseId, {
        ...(transactionId ? { orderId: transactionId } : {}),
        networkResponseData: networkResponseData(transactionId),
      });
      carts.close(placed.cartId);
      log.info({ order: placed.orderNumber }, "payment authorized");
    });
  }

  /**
   * @param {import("./payment-requests.js").PaymentRequest} request
   * @param {string} failure
   */
  function refuse(request, failure) {
    inTransaction(database, () => {
      requests.forgetToken(request.id);
      requests.setState(request.id, "DECLINED");
      purchases.markOpen(request.purchaseId, failure);
    });
  }

  /**
   * Asks Klarna how a payment request is: the alternative to the webhook.
   * @param {import("./payment-requests.js").PaymentRequest} request
   */
  function check(request) {
    return readings.run(request.id, () => read(request));
  }

  /** @param {import("./payment-requests.js").PaymentRequest} request */
  async function read(request) {
    requests.touch(request.id);
    try {
      const { state, state_reason, state_context } = await klarna.readPaymentRequest(request.id);
      const token = state_context?.klarna_network_session_token;
      if (state !== "COMPLETED" || !token) return requests.note(request.id, state, state_reason);
      const purchaseId = accept(request.id, token, state_context?.shipping);
      if (purchaseId) await finish(purchaseId);
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      if (error.status === 404) requests.note(request.id, "EXPIRED");
      else
        log.warn({ status: error.status, code: error.code }, "a payment request could not be read");
    }
  }

  /** Goes on with what is unfinished: after a restart, and now and then for webhooks that never came. */
  async function resume() {
    for (const { id, flow } of purchases.placing()) if (flow === "network") await finish(id);
    for (const request of requests.open(now() - LIFETIME_MS)) await check(request);
  }

  async function settled() {
    await readings.settled();
    await flights.settled();
  }
}

/** @typedef {ReturnType<typeof finalAuthorization>} FinalAuthorization */
