import { createHash } from "node:crypto";

/** @typedef {Record<string, unknown>} CustomerProfile in the server's spelling */

/**
 * What Klarna tells of a customer, as far as it was asked to: all customers live at the same place.
 * @param {string} email
 * @param {readonly string[]} scopes such as `profile:name`
 * @param {{ country: string, locale: string }} home
 * @returns {CustomerProfile}
 */
export function customerProfile(email, scopes, { country, locale }) {
  /** @type {Record<string, CustomerProfile>} */
  const parts = {
    "profile:name": { given_name: "Sandbox", family_name: "Customer" },
    "profile:email": { email, email_verified: true },
    "profile:phone": { phone: "+46700000000", phone_verified: true },
    "profile:locale": { locale },
    "profile:country": { country },
    "profile:billing_address": {
      address: {
        street_address: "Sandbox Street 1",
        postal_code: "12345",
        city: "Sandbox",
        country,
      },
    },
  };
  const customerId = createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 32);
  return Object.assign({ customer_id: customerId }, ...scopes.map((scope) => parts[scope] ?? {}));
}
