/**
 * A cart as the shop and its pages see it.
 *
 * @typedef {import("./ledger/types.js").Ledger} Ledger
 * @typedef {import("./public.js").Purchase} Purchase
 */

/**
 * @param {Ledger} ledger
 * @param {string} [requestId] the payment request that it was asked for by
 * @returns {Purchase}
 */
export function purchaseOf(
  { id, cart, reference, state, order, result, sessions, requests },
  requestId,
) {
  const request = requests.find((known) => known.id === requestId);
  const session = sessions.findLast((known) => known.state !== "replaced");
  return {
    id,
    cart,
    reference,
    state,
    order: order ?? request?.order ?? null,
    result,
    session: session
      ? {
          session_id: session.id,
          client_token: session.clientToken,
          payment_method_categories: session.categories,
        }
      : null,
  };
}

/**
 * What a page may know of an order that is placed: nothing secret.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {Ledger} ledger
 * @returns {Record<string, unknown>}
 */
export function describeOrder({ describe }, ledger) {
  const { order, result } = ledger;
  return {
    placed: true,
    purchase_id: ledger.id,
    reference: ledger.reference,
    order_id: result?.order_id ?? result?.payment_transaction_id,
    // The page was with Klarna, and another tab was quicker.
    ...(result?.by === "other" ? { by: "other" } : {}),
    ...(result?.redirect_url ? { redirect_url: result.redirect_url } : {}),
    ...(result?.fraud_status ? { fraud_status: result.fraud_status } : {}),
    order_amount: order?.order_amount,
    purchase_currency: order?.purchase_currency,
    ...describe?.(purchaseOf(ledger)),
  };
}

/**
 * The same for a payment with the button (v2), with what its SDK wants.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {Ledger} ledger
 */
export function describeApproval(settings, ledger) {
  const { result } = ledger;
  const transaction = result?.payment_transaction_id;
  const data = result?.klarna_network_response_data;
  return {
    ...describeOrder(settings, ledger),
    result: "APPROVED",
    returnUrl: pagesOf(settings, ledger).confirmation(),
    ...(transaction ? { paymentTransactionId: transaction } : {}),
    ...(data ? { klarna_network_response_data: data } : {}),
  };
}

/**
 * Where the customer goes, as a whole address.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {Ledger} ledger
 */
export function pagesOf({ pages = {}, shopUrl, endpoint }, ledger) {
  const purchase = purchaseOf(ledger);
  /** @param {string} address */
  const whole = (address) => new URL(address, `${shopUrl()}/`).href;
  return {
    confirmation: () =>
      whole(
        pages.confirmation?.(purchase) ?? `/thanks?order=${encodeURIComponent(ledger.reference)}`,
      ),
    payment: () => whole(pages.payment?.(purchase) ?? "/"),
    /** Klarna replaces what is in braces, which `URL` would escape. */
    return: () => pages.return?.(purchase) ?? endpoint(`/return?purchase=${ledger.id}`),
  };
}

/**
 * The addresses that Klarna Payments (v1) is told.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {Ledger} ledger
 * @param {string} [callbackSecret] of a session
 */
export function merchantUrls(settings, ledger, callbackSecret) {
  const { endpoint, isCalledBack } = settings;
  return {
    confirmation: pagesOf(settings, ledger).confirmation(),
    ...(isCalledBack() ? { notification: endpoint(`/callbacks/notification/${ledger.id}`) } : {}),
    ...(isCalledBack() && callbackSecret
      ? { authorization: endpoint(`/callbacks/authorization/${callbackSecret}`) }
      : {}),
  };
}
