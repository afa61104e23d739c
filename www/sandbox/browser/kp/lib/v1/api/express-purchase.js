import { Popup } from "../../../../host/popup.js";
import { patience, SANDBOX_ORIGIN } from "./build.js";
import { markExpress } from "./express-marks.js";
import { publicApi } from "./namespaces.js";
import { callSilently } from "./shop-callback.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./express-checkout.js").Credentials} Credentials
 * @typedef {{ autoFinalize: boolean, collectShippingAddress: boolean }} ExpressOptions
 */

/** What the customer sees of a purchase that could not begin, in a window that nobody closes. */
const STUCK_AFTER_MS = patience(5_000);
const STUCK = "We couldn't load the next screen (sandbox)";
const EXPRESS_WINDOW = "apf";
const PRODUCT = Object.freeze({ product_id: "kec" });

/**
 * One purchase by Express Checkout, by the public `init` and `authorize`. The window opens within the click, before there
 * is a session. A session that cannot be had is no error: the purchase goes on with the page's current one, or as if no
 * widget had been loaded.
 *
 * @param {Credentials} credentials
 * @param {ExpressOptions} options
 * @param {unknown} payload what the session is created with
 * @param {Callback} callback
 */
export async function payByExpress(credentials, options, payload, callback) {
  const popup = Popup.openBlank(SANDBOX_ORIGIN, EXPRESS_WINDOW);
  /** @type {object[] | undefined} of a session that Klarna made */
  let categories;
  let isAnswered = false;
  /** @param {import("./application.js").Session} session @param {object} result */
  const withSession = (session, result) => ({
    ...result,
    client_token: session.token,
    session_id: session.claims.session_id,
    ...(categories && { payment_method_categories: categories }),
  });
  try {
    categories = await takeUpSession(credentials, payload);
  } catch {
    // swallowed
  }
  const { autoFinalize, collectShippingAddress } = options;
  const marked = markExpress(
    { auto_finalize: autoFinalize },
    { popup, collectShippingAddress, withSession },
  );
  setTimeout(() => isAnswered && popup?.show(STUCK), STUCK_AFTER_MS);
  await new Promise((resolve) => {
    const answered = (/** @type {unknown[]} */ ...args) => {
      isAnswered = true;
      callSilently(callback, ...args);
      resolve(undefined);
    };
    publicApi("Payments").authorize(marked, payload ?? {}, answered);
  });
}

/**
 * With a client token in the caller's own task; with a client id as soon as Klarna has made the session.
 * @param {Credentials} credentials
 * @param {unknown} payload
 * @returns {undefined | Promise<object[]>} the categories of a session that Klarna made
 */
function takeUpSession({ client_id, client_key, client_token }, payload) {
  const { init } = publicApi("Payments");
  const product = PRODUCT;
  if (client_token) {
    init({ client_token, product });
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const taken = (/** @type {any} */ answer) =>
      answer?.error ? reject(answer.error) : resolve(answer.payment_method_categories);
    init({ client_key: client_id ?? client_key, product }, payload, taken);
  });
}
