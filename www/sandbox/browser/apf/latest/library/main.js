import { Popup } from "../../../host/popup.js";
import { Widget } from "../../../kp/lib/v1/api/widget.js";

// A look-alike of the purchase-flow library, which `api.js` loads for sessions with the experiment "utopia-flow".

/**
 * Runs a purchase, in a window if the browser lets one open.
 * @param {string} baseUrl
 * @param {string} json the question, as the widget's frame gets it
 * @param {Popup} [opened] the window, where it is open already
 * @returns {Promise<object>} the result; rejects with an `AbortedError` when the customer leaves
 */
async function render(baseUrl, json, opened) {
  const popup = opened ?? Popup.open(new URL(baseUrl).origin);
  const widget = Widget.hidden("purchase-flow", baseUrl);
  widget.popup = popup;
  const [result] = await widget.main.ask("call", json);
  popup?.close();
  if (isDismissal(result)) throw abortedError();
  return result;
}

/** @param {{ show_form: boolean, approved: boolean, finalize_required?: boolean, error?: object }} result */
const isDismissal = ({ show_form, approved, finalize_required, error }) =>
  show_form && !approved && !finalize_required && !error;

function abortedError() {
  const error = new Error("The customer left the purchase flow");
  error.name = "AbortedError";
  return error;
}

/** @type {any} */ (window).klarnaPurchaseFlow = { render };
