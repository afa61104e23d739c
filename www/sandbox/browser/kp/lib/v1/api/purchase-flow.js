import { purchaseMessage } from "./frame-purchase.js";
import { callSilently } from "./shop-callback.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./session.js").Session} Session
 * @typedef {import("./frame-purchase.js").Purchase} Purchase
 * @typedef {import("../../../../host/popup.js").Popup} Popup
 * @typedef {{ render: (baseUrl: string, json: string, popup?: Popup) => Promise<object> }} Library
 */

const UNDECIDED = Object.freeze({ show_form: true, approved: false, finalize_required: false });
const FAILED = Object.freeze({ show_form: false, approved: false, finalize_required: false });
const LIBRARY_MISSING = Object.freeze({ show_form: false, approved: false });

/** @type {Promise<Library | undefined> | undefined} */
let library;

/**
 * Starts loading the purchase-flow library: `init` does, so that it is there when the customer clicks.
 * @param {string} baseUrl
 */
export function loadLibrary(baseUrl) {
  library ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = new URL("/apf/latest/library/main.js", baseUrl).href;
    script.addEventListener("load", () => resolve(/** @type {any} */ (window).klarnaPurchaseFlow));
    script.addEventListener("error", () => resolve(undefined));
    document.head.append(script);
  });
}

/**
 * `authorize` in the library; no widget needs to be loaded.
 * @param {Session} session
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function authorizeInFlow(session, purchase, callback) {
  callSilently(callback, await resultOfFlow(session, purchase));
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
 * @param {Popup} [popup] that is open already
 */
export async function resultOfFlow(session, purchase, popup) {
  const json = purchaseMessage(session, purchase);
  const loaded = await library;
  if (!loaded) return { ...LIBRARY_MISSING };
  try {
    return { ...UNDECIDED, ...(await loaded.render(session.claims.base_url, json, popup)) };
  } catch (error) {
    const aborted = error instanceof Error && error.name === "AbortedError";
    return aborted ? { ...UNDECIDED } : { ...FAILED };
  }
}
