// `<klarna-payments>`.

import { define } from "./drawn-element.js";
import { paymentsCheckout } from "./payments-checkout.js";

/** @import * as Api from "./element.js" */
/** @import { Complete, Option, Words } from "./drawn-element.js" */

const OPTIONS = /** @type {const} */ (
  "clientToken cart order backend paymentMethodCategory paymentMethodCategories preferredPaymentMethod instanceId autoFinalize orderCheck loadTimeoutMs locale messages sdk fallback log load"
);
/** @typedef {Complete<Exclude<Option<Api.PaymentsCheckoutOptions>, Words<typeof OPTIONS>>>} All */

/**
 * @param {typeof import("../index.js").loadKlarnaPayments} load
 * @returns {typeof Api.KlarnaPaymentsElement}
 */
export const paymentsElement = (load) =>
  define("klarna-payments", () => paymentsCheckout(load), OPTIONS);
