import { Popup } from "../../../../host/popup.js";
import { FRAME_TIMEOUT_MS } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { addDeviceRecognition } from "./device-recognition.js";
import { notLoaded } from "./errors.js";
import { callSilently } from "./shop-callback.js";
import { findWidget, Widget } from "./widget.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./session.js").Session} Session
 * @typedef {{ call: "authorize" | "reauthorize" | "finalize", name: string, autoFinalize: boolean, data: unknown,
 *   express?: { collect_shipping_address: boolean } }} Purchase `name`: of the widget; `express`: by Express Checkout
 */

/** What a failing call answers. */
export const FAILURE = Object.freeze({ show_form: false, approved: false });

/**
 * `authorize` in the widget's frame. Newer builds fail asynchronously here: the call returns, calls back as if Klarna had
 * declined, and rejects a promise that nobody holds.
 * @param {Session | undefined} session
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function authorizeInFrame(session, purchase, callback) {
  const widget = session && widgetFor(session, purchase.name);
  if (!session || !widget) {
    await undefined;
    callback({ ...FAILURE });
    throw notLoaded();
  }
  addDeviceRecognition(session.claims.base_url);
  if (hasExperiment(session.claims, "popup-purchase-flow") && session.claims.scheme)
    widget.popup = Popup.open(new URL(session.claims.base_url).origin);
  const [result] = await widget.main.ask("call", purchaseMessage(session, purchase));
  widget.popup?.close();
  widget.popup = undefined;
  callSilently(callback, result);
}

/**
 * `reauthorize` and `finalize` need no `load`: they make a hidden frame of their own, out of a visible one if there is
 * one. What goes wrong on the way leaves the call unanswered.
 * @param {Session} session
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function finalizeInHiddenFrame(session, purchase, callback) {
  const widget = Widget.hidden(purchase.name, session.claims.base_url);
  try {
    await widget.main.loaded(FRAME_TIMEOUT_MS);
    const [result] = await widget.main.ask("call", purchaseMessage(session, purchase));
    callSilently(callback, result);
  } catch {
    // never answered
  }
}

/**
 * The question to the frame; it is JSON, so a `Map` arrives empty, and a `BigInt` or a cycle throws.
 * @param {Session} session
 * @param {Purchase} purchase
 */
export const purchaseMessage = ({ token }, { call, autoFinalize, data, express }) =>
  JSON.stringify({ client_token: token, call, auto_finalize: autoFinalize, data, express });

/**
 * @param {Session} session
 * @param {string} name
 */
function widgetFor({ claims }, name) {
  const bootsItself = hasExperiment(claims, "kpc-ua");
  return findWidget(name) ?? (bootsItself ? Widget.hidden(name, claims.base_url) : undefined);
}
