// Klarna as custom elements, for a page that may use either of Klarna's SDKs.

import { loadKlarnaPayments, loadKlarnaWebSdk } from "./later.js";
import { paymentsElement } from "./payments-element.js";
import { webSdkElement } from "./web-sdk-element.js";

export const KlarnaPaymentsElement = paymentsElement(loadKlarnaPayments);
export const KlarnaButtonElement = webSdkElement(loadKlarnaWebSdk);
