// A checkout with Klarna Payments (v1), and the package in it.

import { loadKlarnaPayments } from "../payments.js";
import { paymentsCheckout } from "./payments-checkout.js";

export const payments = () => paymentsCheckout(loadKlarnaPayments);
