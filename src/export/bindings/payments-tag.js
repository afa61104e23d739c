// The tag `<klarna-payments>`: the options and the actions of its element, wherever its checkout comes from.

import { define } from "./drawn-element.js";

/** @import * as Api from "./element.js" */
/** @import { Bring, Complete, Option, Words } from "./drawn-element.js" */

const OPTIONS = /** @type {const} */ (
  "clientToken cart order backend paymentMethodCategory paymentMethodCategories preferredPaymentMethod instanceId autoFinalize orderCheck loadTimeoutMs locale messages sdk fallback log load"
);
/** @typedef {Complete<Exclude<Option<Api.PaymentsCheckoutOptions>, Words<typeof OPTIONS>>>} All */

/**
 * @param {Bring} bring
 * @returns {typeof Api.KlarnaPaymentsElement}
 */
export const paymentsElement = (bring) =>
  define("klarna-payments", bring, OPTIONS, "buy authorize finalize deliver retry");
