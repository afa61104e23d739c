/**
 * Everything the backend needs to know about where it runs. Klarna's two server APIs are configured on their own:
 * without credentials an API is played by the sandbox, with credentials in the environment it is Klarna's playground
 * (or production, by URL). No code changes between them.
 *
 * @typedef {object} PaymentsSettings Klarna Payments API (v1)
 * @property {"sandbox" | "klarna"} provider
 * @property {string} apiUrl
 * @property {string} username
 * @property {string} password
 * @property {string} [sdkUrl] absent: Klarna's own
 *
 * @typedef {object} NetworkSettings Klarna Payment API (v2)
 * @property {"sandbox" | "klarna"} provider
 * @property {string} apiUrl
 * @property {string} apiKey
 * @property {string} partnerAccountId
 * @property {string} clientId the only one of these that a page may know
 * @property {Record<string, string>} signingKeys webhook signing keys by id
 * @property {string} [sdkUrl] absent: Klarna's own
 *
 * @typedef {object} Settings
 * @property {() => string} publicUrl where customers and Klarna reach the shop; known once the server listens
 * @property {string} database file, or ":memory:"
 * @property {string} [sandboxUrl] set while the sandbox plays a part
 * @property {PaymentsSettings} payments
 * @property {NetworkSettings} network
 */

const PLAYGROUND_PAYMENTS_API = "https://api.playground.klarna.com";
const TEST_NETWORK_API = "https://api-global.test.klarna.com";

/**
 * The sandbox, and what a shop has to present there.
 * @typedef {object} Sandbox
 * @property {string} url
 * @property {{ username: string, password: string, apiKey: string, clientId: string, accountId: string }} credentials
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean} whether either API still needs the sandbox
 */
export function needsSandbox(env) {
  return (
    !(env.KLARNA_USERNAME && env.KLARNA_PASSWORD) ||
    !(env.KLARNA_API_KEY && env.KLARNA_PARTNER_ACCOUNT_ID)
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {{ publicUrl: () => string, sandbox?: Sandbox, database: string }} place
 * @returns {Settings}
 */
export function readSettings(env, { publicUrl, sandbox, database }) {
  return {
    publicUrl: env.PUBLIC_URL ? () => String(env.PUBLIC_URL) : publicUrl,
    database,
    ...(sandbox ? { sandboxUrl: sandbox.url } : {}),
    payments: readPayments(env, sandbox),
    network: readNetwork(env, sandbox),
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {Sandbox | undefined} sandbox
 * @returns {PaymentsSettings}
 */
function readPayments(env, sandbox) {
  if (env.KLARNA_USERNAME && env.KLARNA_PASSWORD) {
    return {
      provider: "klarna",
      apiUrl: env.KLARNA_PAYMENTS_URL ?? PLAYGROUND_PAYMENTS_API,
      username: env.KLARNA_USERNAME,
      password: env.KLARNA_PASSWORD,
    };
  }
  const { url, credentials } = required(sandbox, "KLARNA_USERNAME and KLARNA_PASSWORD");
  return {
    provider: "sandbox",
    apiUrl: url,
    username: credentials.username,
    password: credentials.password,
    sdkUrl: `${url}/kp/lib/v1/api.js`,
  };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {Sandbox | undefined} sandbox
 * @returns {NetworkSettings}
 */
function readNetwork(env, sandbox) {
  if (env.KLARNA_API_KEY && env.KLARNA_PARTNER_ACCOUNT_ID) {
    if (!env.KLARNA_CLIENT_ID)
      throw new Error("KLARNA_CLIENT_ID is missing: the Web SDK cannot start without it");
    return {
      provider: "klarna",
      apiUrl: env.KLARNA_NETWORK_URL ?? TEST_NETWORK_API,
      apiKey: env.KLARNA_API_KEY,
      partnerAccountId: env.KLARNA_PARTNER_ACCOUNT_ID,
      clientId: env.KLARNA_CLIENT_ID,
      signingKeys: readSigningKeys(env.KLARNA_SIGNING_KEYS ?? ""),
    };
  }
  const { url, credentials } = required(sandbox, "KLARNA_API_KEY and KLARNA_PARTNER_ACCOUNT_ID");
  return {
    provider: "sandbox",
    apiUrl: url,
    apiKey: credentials.apiKey,
    partnerAccountId: credentials.accountId,
    clientId: credentials.clientId,
    signingKeys: {},
    sdkUrl: `${url}/web-sdk/v2/klarna.mjs`,
  };
}

/**
 * `id=key` pairs separated by commas; ids are KRNs and contain colons.
 * @param {string} text
 */
function readSigningKeys(text) {
  /** @type {Record<string, string>} */
  const keys = {};
  for (const pair of text.split(",").filter(Boolean)) {
    const equals = pair.indexOf("=");
    const id = pair.slice(0, Math.max(equals, 0)).trim();
    const key = pair.slice(equals + 1).trim();
    // With an empty key, anybody could sign.
    if (!id || !key)
      throw new Error("KLARNA_SIGNING_KEYS must be a list of id=key pairs separated by commas");
    keys[id] = key;
  }
  return keys;
}

/**
 * @param {Sandbox | undefined} sandbox
 * @param {string} credentials
 */
function required(sandbox, credentials) {
  if (!sandbox) throw new Error(`Set ${credentials}, or start the sandbox`);
  return sandbox;
}
