import { answeringFailures } from "./answering-failures.js";
import { loadArguments } from "./arguments.js";
import { FRAME_TIMEOUT_MS, IS_OLD_BUILD } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { operationNotSupported } from "./errors.js";
import { perform } from "./faulty-call.js";
import {
  checkCategories,
  checkPreferredMethod,
  containerElement,
  widgetName,
  writeCategories,
} from "./options.js";
import { requireSession, startSession } from "./session.js";
import { callSilently } from "./shop-callback.js";
import { loadStaticWidget } from "./static-widget.js";
import { Widget } from "./widget.js";

/** @typedef {import("./arguments.js").Callback} Callback */

const NOT_OFFERED = Object.freeze({ show_form: false });
const REVIEW_COUNTRIES = ["US", "GB"];

/** @param {unknown[]} args */
export function load(...args) {
  const call = loadArguments(args);
  perform("load", call, NOT_OFFERED, (callback) => {
    const { options, data } = call;
    if (options.client_token !== undefined) startSession(options.client_token);
    const session = answeringFailures(NOT_OFFERED, callback, requireSession);
    const { token, claims } = session;
    writeCategories(options);
    const container = answeringFailures(NOT_OFFERED, callback, () => {
      const element = containerElement(options.container);
      checkCategories(withoutWrittenCategories(options), claims.session_type);
      checkPreferredMethod(options);
      return element;
    });
    if (hasExperiment(claims, "utopia-static-widget"))
      return void loadStaticWidget(session, container, data, callback);
    const widget = Widget.in(widgetName(options, claims.session_type), claims.base_url, container);
    const resetApplication = widget.session !== undefined && widget.session !== token;
    widget.session = token;
    void fill(
      widget,
      {
        client_token: token,
        data,
        resetApplication,
        categories: options.payment_method_categories,
      },
      callback,
    );
  });
}

/** @param {unknown[]} args */
export function loadPaymentReview(...args) {
  const call = loadArguments(args);
  perform("loadPaymentReview", call, NOT_OFFERED, (callback) => {
    const { token, claims } = answeringFailures(NOT_OFFERED, callback, requireSession);
    const container = answeringFailures(NOT_OFFERED, callback, () => {
      if (!REVIEW_COUNTRIES.includes(claims.purchase_country)) throw operationNotSupported();
      return containerElement(call.options.container);
    });
    const widget = Widget.in("payment-review", claims.base_url, container);
    void fill(widget, { client_token: token, data: {}, review: true }, callback);
  });
}

/**
 * @param {Widget} widget
 * @param {object} message
 * @param {Callback} callback
 */
async function fill(widget, message, callback) {
  const json = JSON.stringify(message);
  try {
    await widget.main.loaded(FRAME_TIMEOUT_MS);
  } catch {
    return callback({ ...NOT_OFFERED });
  }
  const answer = await widget.main.ask("load", json);
  callSilently(callback, ...answer);
}

/**
 * What the SDK itself wrote is not the shop's to answer for.
 * @param {import("./arguments.js").Options} options
 */
function withoutWrittenCategories(options) {
  if (IS_OLD_BUILD || options.payment_method_category === undefined) return options;
  const { payment_method_categories: _written, ...own } = options;
  return own;
}
