// The tag `<klarna-button>`: the options and the actions of its element, wherever its checkout comes from.

import { define } from "./drawn-element.js";

/** @import * as Api from "./element.js" */
/** @import { Bring, Complete, Option, Words } from "./drawn-element.js" */

const OPTIONS = /** @type {const} */ (
  "clientId amount currency purchase intents subscriptionBillingInterval subscriptionBillingIntervalFrequency products partnerAccountId returnUrl declineUrl expose backend acquiringConfig button sdkToken locale messages sdk fallback log load"
);
/** @typedef {Complete<Exclude<Option<Api.WebSdkCheckoutOptions>, Words<typeof OPTIONS>>>} All */

/**
 * @param {Bring} bring
 * @returns {typeof Api.KlarnaButtonElement}
 */
export const webSdkElement = (bring) =>
  define("klarna-button", bring, OPTIONS, "buy initiate retry");
