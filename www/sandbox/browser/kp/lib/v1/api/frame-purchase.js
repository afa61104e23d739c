import { Popup } from "../../../../host/popup.js";
import { patience } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { addDeviceRecognition } from "./device-recognition.js";
import { notLoaded } from "./errors.js";
import { callSilently } from "./shop-callback.js";
import { findWidget, Widget } from "./widget.js";
import { windowName } from "./widget-names.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./application.js").Application} Application
 * @typedef {import("./application.js").Session} Session
 * @typedef {{ call: "authorize" | "reauthorize" | "finalize", name: string, autoFinalize: boolean, data: () => unknown,
 *   express?: import("./express-marks.js").Express | undefined }} Purchase `name`: of the widget; `data`: as it is when
 *   Klarna is asked; `express`: by Express Checkout
 */

/** What a failing call answers. */
export const FAILURE = Object.freeze({ show_form: false, approved: false });
/** A window that has not loaded until then is closed again. */
const WINDOW_LOADS_WITHIN_MS = patience(10_000);

/**
 * `authorize` in the widget's frame. Newer builds fail asynchronously here: the call returns, calls back as if Klarna had
 * declined, and rejects a promise that nobody holds.
 * @param {Application} application
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function authorizeInFrame({ session, events }, purchase, callback) {
  await undefined; // behind the `load` of the same task
  const widget = session && widgetFor(session, purchase.name, events);
  if (!session || !widget) {
    callback({ ...FAILURE });
    throw notLoaded();
  }
  const { claims } = session;
  addDeviceRecognition(claims.base_url);
  const popup = isInWindow(session) ? openWindow(claims.base_url, purchase.name) : undefined;
  const place = popup ? await loadedWindow(widget, popup) : {};
  const [result] = await widget.main.ask("call", () => purchaseMessage(session, purchase, place));
  if (popup) {
    popup.close();
    widget.forgetWindow(place.window ?? 0);
    widget.fullscreen.liftCurtain();
    widget.fullscreen.hide();
  }
  callSilently(callback, result);
}

/**
 * `reauthorize` and `finalize` need no `load`: they make a hidden frame of their own, out of a visible one if there is
 * one. What goes wrong on the way leaves the call unanswered.
 * @param {Application} application
 * @param {Session} session
 * @param {Purchase} purchase
 * @param {Callback} callback
 */
export async function finalizeInHiddenFrame({ events }, session, purchase, callback) {
  const { base_url: baseUrl } = session.claims;
  const widget = Widget.hidden({ name: purchase.name, baseUrl, events });
  try {
    const [result] = await widget.main.ask("call", () => purchaseMessage(session, purchase));
    callSilently(callback, result);
  } catch {
    // never answered
  }
}

/**
 * The question to the frame; it is JSON, so a `Map` arrives empty, and a `BigInt` or a cycle throws.
 * @param {Session} session
 * @param {Purchase} purchase
 * @param {{ window?: number, window_gone?: true }} [place] where the journey is to be
 */
export const purchaseMessage = ({ token }, { call, autoFinalize, data, express }, place = {}) =>
  JSON.stringify({
    client_token: token,
    call,
    auto_finalize: autoFinalize,
    data: data(),
    express: express && { collect_shipping_address: express.collectShippingAddress },
    ...place,
  });

/** @param {Session} session */
const isInWindow = ({ claims }) => hasExperiment(claims, "popup-purchase-flow") && claims.scheme;

/**
 * A window that is refused, or throws as in the web view of some app, is done without.
 * @param {string} baseUrl
 * @param {string} name of the widget
 */
function openWindow(baseUrl, name) {
  try {
    return Popup.open(new URL(baseUrl).origin, windowName(name));
  } catch {
    return undefined;
  }
}

/**
 * Waits for the window behind a curtain. Closed before it has loaded, it is done without; too late, it is closed, and the
 * frame is told at once that it is gone.
 * @param {Widget} widget
 * @param {Popup} popup
 * @returns {Promise<{ window?: number, window_gone?: true }>}
 */
async function loadedWindow(widget, popup) {
  void widget.fullscreen.drawCurtain(popup);
  const state = await popup.ready(WINDOW_LOADS_WITHIN_MS);
  if (state === "ready") return { window: widget.addWindow(popup) };
  popup.close();
  widget.fullscreen.liftCurtain();
  widget.fullscreen.hide();
  return state === "late" ? { window_gone: true } : {};
}

/**
 * @param {Session} session
 * @param {string} name
 * @param {import("./events.js").Events} events
 */
function widgetFor({ claims }, name, events) {
  const bootsItself = hasExperiment(claims, "kpc-ua");
  const identity = { name, baseUrl: claims.base_url, events };
  return findWidget(name) ?? (bootsItself ? Widget.hidden(identity) : undefined);
}
