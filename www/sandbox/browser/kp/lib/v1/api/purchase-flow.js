import { purchaseMessage } from "./frame-purchase.js";
import { callSilently } from "./shop-callback.js";
import { withLoadedData } from "./static-widget.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./application.js").Application} Application
 * @typedef {import("./application.js").Session} Session
 * @typedef {import("./frame-purchase.js").Purchase} Purchase
 * @typedef {import("../../../../host/popup.js").Popup} Popup
 * @typedef {{ render: (baseUrl: string, json: string, popup?: Popup) => Promise<object> }} Library
 */

const UNDECIDED = Object.freeze({ show_form: true, approved: false, finalize_required: false });
const FAILED = Object.freeze({ show_form: false, approved: false, finalize_required: false });
const LIBRARY_MISSING = Object.freeze({ show_form: false, approved: false });

/** By session id: each session's first `init` fetches the library. @type {Map<string, Promise<Library | undefined>>} */
const libraries = new Map();

/**
 * Loads the purchase-flow library: `init` does, so that it is there when the customer clicks. One that did not come is
 * fetched again the next time it is wanted.
 * @param {import("./client-token.js").Claims} claims
 */
export function loadLibrary({ session_id: sessionId, base_url: baseUrl }) {
  const known = libraries.get(sessionId);
  if (known) return known;
  const fetched = fetchLibrary(new URL("/apf/latest/library/main.js", baseUrl).href);
  libraries.set(sessionId, fetched);
  void fetched.then((library) => library ?? libraries.delete(sessionId));
  return fetched;
}

/**
 * @param {string} url
 * @returns {Promise<Library | undefined>}
 */
async function fetchLibrary(url) {
  const script = document.createElement("script");
  try {
    script.src = url;
  } catch {
    return undefined; // Trusted Types
  }
  return new Promise((resolve) => {
    script.addEventListener("load", () => resolve(/** @type {any} */ (window).klarnaPurchaseFlow));
    script.addEventListener("error", () => resolve(undefined));
    document.head.append(script);
  });
}

/**
 * `authorize` in the library; no widget needs to be loaded. Which session it is for is read in a microtask: another `init`
 * of the same task counts.
 * @param {Application} application
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function authorizeInFlow(application, purchase, callback) {
  await undefined;
  const session = /** @type {Session} */ (application.session);
  const data = () => withLoadedData(session, purchase.data());
  const result = await resultOfFlow(session, { ...purchase, data });
  callSilently(callback, purchase.express ? purchase.express.withSession(session, result) : result);
}

/**
 * `reauthorize` and `finalize` in the library. A callback that throws is called again, with a failure.
 * @param {Session} session
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function finalizeInFlow(session, purchase, callback) {
  const result = await resultOfFlow(session, purchase);
  try {
    callback(result);
  } catch (error) {
    callback({ ...FAILED });
    throw error;
  }
}

/**
 * With the library there, it is called in a microtask of the click: the window it opens is not blocked.
 * @param {Session} session
 * @param {Purchase} purchase
 */
async function resultOfFlow(session, purchase) {
  const loaded = await loadLibrary(session.claims);
  if (!loaded) return { ...LIBRARY_MISSING };
  const json = purchaseMessage(session, purchase);
  try {
    const { popup } = purchase.express ?? {};
    popup?.proceed();
    return { ...UNDECIDED, ...(await loaded.render(session.claims.base_url, json, popup)) };
  } catch (error) {
    const aborted = error instanceof Error && error.name === "AbortedError";
    return aborted ? { ...UNDECIDED } : { ...FAILED };
  }
}
