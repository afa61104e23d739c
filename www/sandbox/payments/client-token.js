/** A version of `api.js`; of two, the one with the larger number in the middle is newer. */
export const SDK_VERSION = /^v\d+\.\d+\.\d+-\d+-g[0-9a-f]+$/;

/** @param {unknown} part */
const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");

/**
 * The client token: a JWT with the claims of Klarna's own. The SDK reads the claims and verifies nothing, so the
 * signature is noise. There is no `exp`: its end cannot be read in the browser.
 *
 * @param {object} claims
 * @param {string} claims.sessionId
 * @param {string} claims.baseUrl where the SDK finds its frames
 * @param {string} claims.merchantName
 * @param {string} claims.country
 * @param {string} claims.language
 * @param {number} claims.orderAmount minor units
 * @param {string} claims.version of `api.js`; a page that has loaded an older one fetches it
 * @param {{ name: string, variate: string }[]} claims.experiments switches between Klarna's code paths
 * @param {import("../core/randomness.js").Randomness} randomness
 */
export function clientToken(claims, randomness) {
  const header = { alg: "RS256", kid: randomness.uuid() };
  const payload = {
    session_id: claims.sessionId,
    base_url: claims.baseUrl,
    design: "klarna",
    language: claims.language,
    purchase_country: claims.country,
    environment: "playground",
    merchant_name: claims.merchantName,
    session_type: "PAYMENTS",
    client_event_base_url: claims.baseUrl,
    scheme: true,
    experiments: claims.experiments,
    region: "eu",
    order_amount: claims.orderAmount,
    offering_opts: 0,
    oo: "",
    version: claims.version,
  };
  return `${encode(header)}.${encode(payload)}.${randomness.text(256)}`;
}
