// Klarna Payments (v1) as a custom element, with the package in the same file of a bundle.

import { payments } from "./payments.js";
import { paymentsElement } from "./payments-tag.js";

export const KlarnaPaymentsElement = paymentsElement(payments);
