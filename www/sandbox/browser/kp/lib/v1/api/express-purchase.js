import { Popup } from "../../../../host/popup.js";
import { SANDBOX_ORIGIN } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { authorizeInFrame } from "./frame-purchase.js";
import { resultOfFlow } from "./purchase-flow.js";
import { requireSession, startSession } from "./session.js";
import { callSilently } from "./shop-callback.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./express-checkout.js").Credentials} Credentials
 * @typedef {{ autoFinalize: boolean, collectShippingAddress: boolean }} ExpressOptions
 * @typedef {{ session: import("./session.js").Session, categories?: object[] }} ExpressSession `categories`: of a session
 *   that Klarna made
 */

/** What the customer sees of a purchase that could not begin, in a window that nobody closes. */
const STUCK_AFTER_MS = 5_000;
const STUCK = "We couldn't load the next screen (sandbox)";

/** The session of the last purchase, which a later one falls back to. @type {ExpressSession | undefined} */
let lastExpress;

/**
 * One purchase by Express Checkout. The window opens within the click, before there is a session. A session that cannot
 * be had is no error: the purchase goes on with that of an earlier one, or as if no widget had been loaded.
 *
 * @param {Credentials} credentials
 * @param {ExpressOptions} options
 * @param {unknown} payload what the session is created with
 * @param {Callback} callback
 */
export async function payByExpress(credentials, options, payload, callback) {
  const popup = Popup.openBlank(SANDBOX_ORIGIN);
  lastExpress = await expressSession(credentials, payload).catch(() => lastExpress);
  const session = lastExpress?.session;
  const purchase = {
    call: /** @type {const} */ ("authorize"),
    name: "payments",
    autoFinalize: options.autoFinalize,
    data: payload ?? {},
    express: { collect_shipping_address: options.collectShippingAddress },
  };
  if (!session || !hasExperiment(session.claims, "utopia-flow")) {
    setTimeout(() => popup?.show(STUCK), STUCK_AFTER_MS);
    void authorizeInFrame(session, purchase, (...args) => callSilently(callback, ...args));
    return;
  }
  popup?.proceed();
  const result = await resultOfFlow(session, purchase, popup);
  callSilently(callback, {
    ...result,
    client_token: session.token,
    session_id: session.claims.session_id,
    ...(lastExpress?.categories && { payment_method_categories: lastExpress.categories }),
  });
}

/**
 * @param {Credentials} credentials
 * @param {unknown} data
 * @returns {Promise<ExpressSession>}
 */
async function expressSession({ client_id, client_key, client_token }, data) {
  if (client_token) return { session: taken(client_token) };
  const response = await fetch(`${SANDBOX_ORIGIN}/kp/client/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id: client_id ?? client_key, data }),
  });
  if (!response.ok) throw new Error(`Klarna made no session: ${response.status}`);
  const { client_token: token, payment_method_categories: categories } = await response.json();
  return { session: taken(token), categories };
}

/** @param {unknown} token */
function taken(token) {
  startSession(token);
  return requireSession();
}
