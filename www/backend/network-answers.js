import { networkResponseData } from "./klarna/network-order.js";
import { confirmationUrl } from "./klarna/payments-order.js";

/** @typedef {import("./clicks.js").Answer} Answer */

/**
 * What Klarna's answer to a click makes of the purchase, and what the page is told (v2).
 *
 * @param {object} parts
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {() => string} parts.publicUrl
 */
export function networkAnswers({ purchases, requests, carts, publicUrl }) {
  return { settle, handOver, approved };

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
      purchases.markOpen(purchase.id, null);
      return handOver(purchase, body, request, false);
    }
    purchases.markOpen(purchase.id, "declined");
    return { result: "DECLINED", reason: response.result_reason ?? "DECLINED" };
  }

  /**
   * Klarna wants a word with the customer.
   *
   * @param {import("./purchases.js").Purchase} purchase
   * @param {import("./klarna/network-order.js").PaymentBody} body
   * @param {import("./klarna/network-api.js").PaymentRequest} request
   * @param {boolean} collectsDelivery
   * @returns {Answer}
   */
  function handOver(purchase, body, request, collectsDelivery) {
    const { payment_request_id: id, state } = request;
    requests.add({ id, purchaseId: purchase.id, body, collectsDelivery, state });
    const url = request.state_context?.customer_interaction?.payment_request_url;
    return {
      result: "STEP_UP_REQUIRED",
      paymentRequestId: id,
      ...(url ? { paymentRequestUrl: url } : {}),
    };
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
}
