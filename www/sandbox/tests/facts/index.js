import { AUTHENTICATION } from "./authentication.js";
import { LIMITS } from "./limits.js";
import { NETWORK } from "./network.js";
import { ORDER_MANAGEMENT } from "./order-management.js";
import { CUSTOMER_TOKENS, ORDERS } from "./orders.js";
import { REFUSALS, SESSIONS } from "./sessions.js";
import { SUMS } from "./sums.js";

/**
 * What is publicly known of Klarna's server APIs, by group, in our own words.
 * @type {Record<string, import("./klarna.js").Fact[]>}
 */
export const FACTS = {
  "Authentication and headers": AUTHENTICATION,
  "Sessions (v1)": SESSIONS,
  "Refusals in words (v1)": REFUSALS,
  "Sums and tax (v1)": SUMS,
  "Limits (v1)": LIMITS,
  "Authorizations and orders (v1)": ORDERS,
  "Customer tokens (v1)": CUSTOMER_TOKENS,
  "Order Management, Hosted Payment Page": ORDER_MANAGEMENT,
  "Klarna Network (v2)": NETWORK,
};
