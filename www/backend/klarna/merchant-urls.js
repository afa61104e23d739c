import { confirmationUrl } from "./payments-order.js";

/**
 * The shop's addresses that Klarna Payments (v1) is told: where the browser goes, and where Klarna itself calls.
 *
 * @typedef {{ confirmation: string, notification?: string, authorization?: string }} MerchantUrls
 *
 * @param {() => string} publicUrl
 * @param {import("../settings.js").PaymentsSettings["provider"]} provider
 */
export function merchantUrls(publicUrl, provider) {
  /** Klarna itself calls over https only; the sandbox also calls a shop on this machine. */
  const canBeCalled = () => provider === "sandbox" || publicUrl().startsWith("https:");

  /**
   * @param {import("../purchases.js").Purchase} purchase
   * @returns {MerchantUrls}
   */
  const ofOrder = (purchase) => ({
    confirmation: confirmationUrl(publicUrl(), purchase),
    // Klarna does not sign it; the purchase's id is known to nobody else.
    ...(canBeCalled()
      ? { notification: `${publicUrl()}/callbacks/klarna/notification/${purchase.id}` }
      : {}),
  });

  return {
    ofOrder,

    /**
     * @param {import("../purchases.js").Purchase} purchase
     * @param {string} callbackSecret
     * @returns {MerchantUrls}
     */
    ofSession: (purchase, callbackSecret) => ({
      ...ofOrder(purchase),
      ...(canBeCalled()
        ? { authorization: `${publicUrl()}/callbacks/klarna/authorization/${callbackSecret}` }
        : {}),
    }),
  };
}

/** @typedef {ReturnType<typeof merchantUrls>} MerchantUrlsOf */
