import { IS_OLD_BUILD, SANDBOX_ORIGIN } from "./build.js";
import { invalidClientToken } from "./errors.js";

/** @typedef {{ session_id: string, base_url: string, session_type: string, purchase_country: string, scheme: boolean, version?: string, experiments: { name: string, variate: string }[] }} Claims */

/**
 * The claims of a client token. Its signature is not looked at, and what is missing is filled in.
 * @param {unknown} token
 * @returns {Claims}
 */
export function decodeClientToken(token) {
  if (typeof token !== "string") throw invalidClientToken();
  const claims = claimsIn(token);
  if (typeof claims !== "object" || claims === null) throw invalidClientToken();
  return {
    session_id: "",
    base_url: `${SANDBOX_ORIGIN}/kp`,
    session_type: "PAYMENTS",
    purchase_country: "",
    scheme: false,
    ...claims,
    experiments: Array.isArray(claims.experiments) ? claims.experiments : [],
  };
}

/** @param {string} token */
function claimsIn(token) {
  try {
    const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(part), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Only Klarna's hosts, the local machine, and the sandbox itself. The old build asks nobody.
 * @param {string} baseUrl
 */
export function isAllowedBaseUrl(baseUrl) {
  if (IS_OLD_BUILD) return true;
  if (!URL.canParse(baseUrl)) return false;
  const { protocol, hostname, origin } = new URL(baseUrl);
  if (
    origin === SANDBOX_ORIGIN ||
    ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].includes(hostname)
  )
    return true;
  return protocol === "https:" && /(^|\.)klarna(cdn\.net|\.com|\.net)$/.test(hostname);
}

/**
 * @param {Claims} claims
 * @param {string} experiment
 */
export const hasExperiment = (claims, experiment) =>
  claims.experiments.some(({ name, variate }) => name === experiment && variate === "variate-1");
