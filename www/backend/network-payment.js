import { randomUUID } from "node:crypto";
import { priceOrder } from "./catalogue.js";
import { inTransaction } from "./database.js";
import { KlarnaApiError } from "./klarna/client.js";
import { idempotencyKey } from "./klarna/idempotency-key.js";
import { networkResponseData, paymentBody, stepUpConfig } from "./klarna/network-order.js";
import { confirmationUrl } from "./klarna/payments-order.js";
import { explain } from "./klarna-problem.js";
import { Problem } from "./problem.js";
import { Turns } from "./turns.js";

/**
 * The first half of a payment (v2): the customer clicked Klarna's button, and the shop asks Klarna to authorize.
 *
 * @typedef {object} Click
 * @property {string} sessionToken Klarna's, from the Web SDK
 * @property {string} [paymentOptionId]
 * @property {string} [networkData] passed on untouched
 * @property {string} [idempotencyKey] one per click, the same when the page posts it again
 *
 * What the page gets; the three results of Klarna's Payment Authorize API.
 * @typedef {{ result: "APPROVED", returnUrl: string, paymentTransactionId?: string, order_number: string, klarna_network_response_data: string }
 *   | { result: "STEP_UP_REQUIRED", paymentRequestId: string, paymentRequestUrl?: string }
 *   | { result: "DECLINED", reason: string }} Answer
 */

/**
 * @param {object} parts
 * @param {import("./database.js").Database} parts.database
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./klarna/network-api.js").NetworkApi} parts.klarna
 * @param {import("./final-authorization.js").FinalAuthorization} parts.finalization
 * @param {() => string} parts.publicUrl
 */
export function networkPayment({
  database,
  purchases,
  requests,
  carts,
  klarna,
  finalization,
  publicUrl,
}) {
  const turns = new Turns();
  return { authorize };

  /**
   * Authorizes what is in the cart. The same click posted again gets the same answer; clicks in two tabs wait for
   * each other, so that they cannot both be approved.
   *
   * @param {import("./carts.js").Cart} cart
   * @param {Click} click
   * @returns {Promise<Answer>}
   * @throws {Problem}
   */
  function authorize(cart, click) {
    const key = `${cart.id} ${click.idempotencyKey ?? randomUUID()}`;
    return turns.take(cart.id, async () => answerOf(key) ?? (await firstAnswer(cart, click, key)));
  }

  /**
   * @param {import("./carts.js").Cart} cart
   * @param {Click} click
   * @param {string} key
   */
  async function firstAnswer(cart, click, key) {
    const purchase = await readyPurchase(cart);
    if (purchase.status === "placed") return approved(purchase);
    const body = paymentBody(purchase, cart.customer, click);
    const returnUrl = `${publicUrl()}/pay/return?purchase=${purchase.id}`;
    try {
      const authorization = await klarna.authorize(
        { ...body, ...stepUpConfig(purchase, returnUrl) },
        { sessionToken: click.sessionToken, idempotencyKey: idempotencyKey(`click ${key}`) },
      );
      return inTransaction(database, () => {
        const answer = settle(purchase, body, authorization);
        database.run("INSERT INTO clicks (idempotency_key, purchase_id, answer) VALUES (?, ?, ?)", [
          key,
          purchase.id,
          JSON.stringify(answer),
        ]);
        return answer;
      });
    } catch (error) {
      throw error instanceof KlarnaApiError ? explain(error) : error;
    }
  }

  /**
   * The cart's purchase: placed already, or open, priced as the cart is now, with no earlier payment request that
   * could still be completed.
   *
   * @param {import("./carts.js").Cart} cart
   */
  async function readyPurchase(cart) {
    const snapshot = priceOrder(cart.lines);
    if (snapshot.lines.length === 0)
      throw new Problem(409, "cart_empty", "There is nothing in the cart.");
    const purchase =
      purchases.ofCart(cart.id, "network") ?? purchases.create(cart.id, "network", snapshot);
    for (const request of requests.openOf(purchase.id)) await withdraw(request);
    const now = purchases.find(purchase.id);
    if (now?.status === "placed") return now;
    if (now?.status !== "open" || purchases.isTaken(purchase)) {
      throw new Problem(409, "order_in_progress", "This cart is being ordered already.");
    }
    return purchases.reprice(purchase.id, snapshot);
  }

  /**
   * Cancels a payment request of an earlier click. One that Klarna no longer cancels may be completed: then it is the
   * one that counts.
   *
   * @param {import("./payment-requests.js").PaymentRequest} request
   */
  async function withdraw(request) {
    try {
      await klarna.cancelPaymentRequest(request.id);
      requests.setState(request.id, "CANCELED", "PARTNER_CANCELED");
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      if (error.retryable) throw explain(error);
      await finalization.check(request);
    }
  }

  /**
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./klarna/network-order.js").PaymentBody} body
   * @param {import("./klarna/network-api.js").Authorization} authorization
   * @returns {Answer}
   */
  function settle(
    purchase,
    body,
    { payment_transaction_response: response, payment_request: request },
  ) {
    if (response.result === "APPROVED") {
      const transactionId = response.payment_transaction?.payment_transaction_id;
      carts.close(purchase.cartId);
      return approved(
        purchases.markPlaced(purchase.id, {
          ...(transactionId ? { orderId: transactionId } : {}),
          networkResponseData: networkResponseData(transactionId),
        }),
      );
    }
    if (response.result === "STEP_UP_REQUIRED" && request) {
      requests.add({
        id: request.payment_request_id,
        purchaseId: purchase.id,
        body,
        state: request.state,
      });
      const url = request.state_context?.customer_interaction?.payment_request_url;
      return {
        result: "STEP_UP_REQUIRED",
        paymentRequestId: request.payment_request_id,
        ...(url ? { paymentRequestUrl: url } : {}),
      };
    }
    purchases.markOpen(purchase.id, "declined");
    return { result: "DECLINED", reason: response.result_reason ?? "DECLINED" };
  }

  /**
   * @param {import("./purchases.js").Purchase} purchase placed
   * @returns {Answer}
   */
  function approved(purchase) {
    const { orderId, networkResponseData: responseData = "" } = purchase.result ?? {};
    return {
      result: "APPROVED",
      returnUrl: confirmationUrl(publicUrl(), purchase),
      ...(orderId ? { paymentTransactionId: orderId } : {}),
      order_number: purchase.orderNumber,
      klarna_network_response_data: responseData,
    };
  }

  /**
   * @param {string} key
   * @returns {Answer | undefined}
   */
  function answerOf(key) {
    const row = database.get("SELECT answer FROM clicks WHERE idempotency_key = ?", [key]);
    return row ? JSON.parse(String(row.answer)) : undefined;
  }
}

/** @typedef {ReturnType<typeof networkPayment>} NetworkPayment */
