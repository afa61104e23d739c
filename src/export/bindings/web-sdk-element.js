// `<klarna-button>`.

import { define } from "./drawn-element.js";
import { webSdkCheckout } from "./web-sdk-checkout.js";

/** @import * as Api from "./element.js" */
/** @import { Complete, Option, Words } from "./drawn-element.js" */

const OPTIONS = /** @type {const} */ (
  "clientId amount currency purchase intents products partnerAccountId returnUrl declineUrl expose backend acquiringConfig button sdkToken locale messages sdk fallback log load"
);
/** @typedef {Complete<Exclude<Option<Api.WebSdkCheckoutOptions>, Words<typeof OPTIONS>>>} All */

/**
 * @param {typeof import("../index.js").loadKlarnaWebSdk} load
 * @returns {typeof Api.KlarnaButtonElement}
 */
export const webSdkElement = (load) => define("klarna-button", () => webSdkCheckout(load), OPTIONS);
