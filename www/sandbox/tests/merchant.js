/** @typedef {import("../index.js").Sandbox} Sandbox */

/** An order as a shop's server sends it. */
export const ORDER = Object.freeze({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: 10_000,
  order_tax_amount: 0,
  order_lines: [{ name: "Shoes", quantity: 1, unit_price: 10_000, total_amount: 10_000 }],
});

/**
 * Asks Klarna's API as a shop's server does.
 * @param {Sandbox} sandbox
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ status: number, body: any, headers: Headers }>} `body`: as parsed, when it is JSON
 */
export async function ask(sandbox, method, path, body, headers = {}) {
  const { username, password } = sandbox.credentials;
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return {
    status: response.status,
    body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
    headers: response.headers,
  };
}

/**
 * @param {Sandbox} sandbox
 * @param {object} [changes] to {@link ORDER}
 * @returns {Promise<{ session_id: string, client_token: string }>}
 */
export async function createSession(sandbox, changes = {}) {
  const { status, body } = await ask(sandbox, "POST", "/payments/v1/sessions", {
    ...ORDER,
    ...changes,
  });
  if (status !== 200) throw new Error(`No session: ${JSON.stringify(body)}`);
  return body;
}

/**
 * Lets the customer authorize a session, without a browser: what the SDK's frame does.
 * @param {Sandbox} sandbox
 * @param {{ client_token: string }} session
 * @param {{ call?: string, auto_finalize?: boolean, data?: object }} [call]
 * @returns {Promise<any>} the SDK's result
 */
export async function authorize(sandbox, { client_token }, call = {}) {
  const before = sandbox.settings().journey;
  sandbox.configure({ journey: "instant" });
  const { body: decision } = await ask(sandbox, "POST", "/kp/client/call", {
    client_token,
    call: "authorize",
    auto_finalize: true,
    data: {},
    ...call,
  });
  sandbox.configure({ journey: before });
  if (decision.kind === "result") return decision.result;
  const outcome = { client_token, journey_id: decision.journeyId };
  return (await ask(sandbox, "POST", "/kp/client/outcome", outcome)).body;
}
