import { Popup } from "../../../host/popup.js";
import { Events } from "../../../kp/lib/v1/api/events.js";
import { Widget } from "../../../kp/lib/v1/api/widget.js";

// A look-alike of the purchase-flow library, which `api.js` loads for sessions with the experiment "utopia-flow".

const FLOW_WINDOW = "apf";

/**
 * Runs a purchase, in a window if the browser lets one open.
 * @param {string} baseUrl
 * @param {string} json the question, as the widget's frame gets it
 * @param {Popup} [opened] the window, where it is open already
 * @returns {Promise<object>} the result; rejects with an `AbortedError` when the customer leaves
 */
async function render(baseUrl, json, opened) {
  const popup = opened ?? Popup.open(new URL(baseUrl).origin, FLOW_WINDOW);
  // Nobody hears its events: they are not those of `api.js`.
  const widget = Widget.hidden({ name: "purchase-flow", baseUrl, events: new Events() });
  const number = popup && widget.addWindow(popup);
  const words = () => JSON.stringify({ ...JSON.parse(json), window: number });
  const [result] = await widget.main.ask("call", words);
  popup?.close();
  if (number !== undefined) widget.forgetWindow(number);
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
