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
 * Asks for a payment with the Web SDK, as a partner's server does: the customer has to go to Klarna first.
 * @param {Sandbox} sandbox
 * @param {string} returnUrl
 * @returns {Promise<any>} Klarna's answer
 */
export async function stepUp(sandbox, returnUrl) {
  const { apiKey, accountId } = sandbox.credentials;
  const { body } = await ask(
    sandbox,
    "POST",
    `/v2/accounts/${accountId}/payment/authorize`,
    {
      currency: "EUR",
      request_payment_transaction: { amount: 5_000, payment_transaction_reference: "t-1" },
      step_up_config: {
        customer_interaction_config: { method: "HANDOVER", return_url: returnUrl },
      },
    },
    { authorization: `Basic ${apiKey}` },
  );
  return body;
}

/** @typedef {{ call?: string, auto_finalize?: boolean, data?: object, express?: object }} Call of the SDK */

/**
 * Lets the customer authorize a session, without a browser: what the SDK's frame does.
 * @param {Sandbox} sandbox
 * @param {{ client_token: string }} session
 * @param {Call} [call]
 * @returns {Promise<any>} the SDK's result
 */
export async function authorize(sandbox, { client_token }, call = {}) {
  const before = sandbox.settings().journey;
  sandbox.configure({ journey: "instant" });
  const decision = await decide(sandbox, client_token, call);
  sandbox.configure({ journey: before });
  if (decision.kind === "result") return decision.result;
  return outcome(sandbox, client_token, decision.journeyId);
}

/**
 * A customer who takes some time: confirms, having typed an address, after something else has happened.
 * @param {Sandbox} sandbox
 * @param {{ client_token: string }} session
 * @param {{ email?: string, call?: Call, meanwhile?: () => Promise<unknown> }} [journey]
 * @returns {Promise<any>} the SDK's result
 */
export async function authorizeByHand(sandbox, { client_token }, journey = {}) {
  const { email = "customer@example.com", call, meanwhile } = journey;
  const decision = await decide(sandbox, client_token, call);
  const step = (/** @type {object} */ body) =>
    ask(sandbox, "POST", `/journey/state/${decision.journeyId}`, body);
  await step({ action: "log_in", email });
  await step({ action: "enter_code", code: "123456" });
  await step({ action: "choose_plan", plan: "pay_now" });
  await meanwhile?.();
  await step({ action: "confirm" });
  return outcome(sandbox, client_token, decision.journeyId);
}

/** @param {Sandbox} sandbox @param {string} client_token @param {Call} [call] */
async function decide(sandbox, client_token, call) {
  const asked = { client_token, call: "authorize", auto_finalize: true, data: {}, ...call };
  return (await ask(sandbox, "POST", "/kp/client/call", asked)).body;
}

/** @param {Sandbox} sandbox @param {string} client_token @param {string} journey_id */
const outcome = async (sandbox, client_token, journey_id) =>
  (await ask(sandbox, "POST", "/kp/client/outcome", { client_token, journey_id })).body;
