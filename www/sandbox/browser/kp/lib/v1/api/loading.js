import { answeringFailures } from "./answering-failures.js";
import { loadArguments } from "./arguments.js";
import { FRAME_TIMEOUT_MS, IS_OLD_BUILD } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { operationNotSupported } from "./errors.js";
import { perform } from "./faulty-call.js";
import { publicApi } from "./namespaces.js";
import {
  checkCategories,
  checkPreferredMethod,
  containerElement,
  widgetName,
  writeCategories,
} from "./options.js";
import { callSilently } from "./shop-callback.js";
import { loadStaticWidget } from "./static-widget.js";
import { Widget } from "./widget.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./application.js").Application} Application
 */

const NOT_OFFERED = Object.freeze({ show_form: false });
const REVIEW_COUNTRIES = ["US", "GB"];

/**
 * @param {Application} application
 * @param {unknown[]} args
 */
export function load(application, args) {
  const call = loadArguments(args);
  perform("load", call, NOT_OFFERED, (callback) => {
    const { options, data } = call;
    takeUpToken(application, options.client_token);
    const session = answeringFailures(NOT_OFFERED, callback, () => application.requireSession());
    const { token, claims } = session;
    writeCategories(options);
    const container = answeringFailures(NOT_OFFERED, callback, () => {
      const element = containerElement(options.container);
      checkCategories(withoutWrittenCategories(options), claims.session_type);
      checkPreferredMethod(options);
      return element;
    });
    const { events, tokenChanges } = application;
    if (hasExperiment(claims, "utopia-static-widget"))
      return void loadStaticWidget(session, container, data, callback, events);
    const identity = {
      name: widgetName(options, claims.session_type),
      baseUrl: claims.base_url,
      events,
    };
    void place(identity, container).then((widget) => {
      const resetApplication = (widget.loadedAt ?? tokenChanges) !== tokenChanges;
      widget.loadedAt = tokenChanges;
      const { payment_method_categories: categories } = options;
      const words = () =>
        JSON.stringify({ client_token: token, data, resetApplication, categories });
      return fill(widget, words, callback);
    });
  });
}

/**
 * @param {Application} application
 * @param {unknown[]} args
 */
export function loadPaymentReview(application, args) {
  const call = loadArguments(args);
  perform("loadPaymentReview", call, NOT_OFFERED, (callback) => {
    const { token, claims } = answeringFailures(NOT_OFFERED, callback, () =>
      application.requireSession(),
    );
    const container = answeringFailures(NOT_OFFERED, callback, () => {
      if (!REVIEW_COUNTRIES.includes(claims.purchase_country)) throw operationNotSupported();
      return containerElement(call.options.container);
    });
    const { events } = application;
    const identity = { name: "payment-review", baseUrl: claims.base_url, events };
    const words = () => JSON.stringify({ client_token: token, data: {}, review: true });
    void place(identity, container).then((widget) => fill(widget, words, callback));
  });
}

/**
 * A `client_token` among the options stands for `init`, unless it is the current one; newer builds call the public one.
 * @param {Application} application
 * @param {unknown} token
 */
function takeUpToken(application, token) {
  if (token === undefined || token === application.session?.token) return;
  if (IS_OLD_BUILD) application.start(token);
  else publicApi(application.name).init({ client_token: token });
}

/**
 * The widget comes into its container in a microtask: after what the rest of the caller's task does with it, but in the old
 * build.
 * @param {import("./widget.js").Identity} identity
 * @param {Element} container
 */
async function place(identity, container) {
  if (!IS_OLD_BUILD) await undefined;
  return Widget.in(identity, container);
}

/**
 * Of two loads that wait for a new frame, the later is answered first.
 * @param {Widget} widget
 * @param {() => string} words
 * @param {Callback} callback
 */
async function fill(widget, words, callback) {
  const answered = widget.main.ask("load", words, { ahead: true });
  const answer = await Promise.race([answered, lateness(widget)]);
  callSilently(callback, ...answer);
}

/**
 * @param {Widget} widget
 * @returns {Promise<unknown[]>} the answer for a frame that does not load in time
 */
function lateness({ loaded }) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([{ ...NOT_OFFERED }]), FRAME_TIMEOUT_MS);
    void loaded.then(() => clearTimeout(timer));
  });
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
