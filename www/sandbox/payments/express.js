/**
 * @typedef {import("./sessions.js").Session} Session
 * @typedef {import("./sessions.js").Address} Address
 */

/**
 * Express Checkout: notes where the customer wants the goods; whom they are for is made up.
 * @param {Session} session
 * @param {Record<string, string>} given in the journey's spelling
 */
export function collectAddress(session, given) {
  const { data } = session;
  /** @type {Address} */
  const address = {
    given_name: "Sandbox",
    family_name: "Customer",
    email: session.customerEmail ?? data.billing_address?.email ?? "customer@example.com",
    phone: "+46700000000",
    street_address: given.streetAddress ?? "Sandbox Street 1",
    postal_code: given.postalCode ?? "12345",
    city: given.city ?? "Sandbox",
    country: given.country ?? data.purchase_country.toUpperCase(),
  };
  session.collectedAddress = address;
  session.data = { ...data, shipping_address: address };
}

/**
 * What results of Express Checkout tell beyond the others.
 * @param {Session} session
 */
export const expressResult = ({ sessionId, collectedAddress, data }) => ({
  session_id: sessionId,
  ...(collectedAddress && { collected_shipping_address: collectedAddress }),
  ...merchantReferences(data),
});

/**
 * @param {import("./schemas.js").SessionData} data
 * @returns {{ merchant_reference1?: string, merchant_reference2?: string }} those that the shop gave
 */
export const merchantReferences = ({ merchant_reference1, merchant_reference2 }) => ({
  ...(merchant_reference1 === undefined ? {} : { merchant_reference1 }),
  ...(merchant_reference2 === undefined ? {} : { merchant_reference2 }),
});
