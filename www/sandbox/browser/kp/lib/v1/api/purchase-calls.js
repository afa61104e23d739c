import { answeringFailures } from "./answering-failures.js";
import { purchaseArguments } from "./arguments.js";
import { IS_OLD_BUILD } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { notLoaded } from "./errors.js";
import { expressOf } from "./express-marks.js";
import { perform } from "./faulty-call.js";
import { authorizeInFrame, FAILURE, finalizeInHiddenFrame } from "./frame-purchase.js";
import { checkCategories, widgetName } from "./options.js";
import { authorizeInFlow, finalizeInFlow } from "./purchase-flow.js";
import { underLock } from "./purchase-lock.js";
import { findWidget } from "./widget.js";

/** @typedef {import("./application.js").Application} Application */

/**
 * @param {Application} application
 * @param {unknown[]} args
 */
export function authorize(application, args) {
  const call = purchaseArguments(args, ["payment_method_category", "instance_id"]);
  perform("authorize", call, FAILURE, (callback) => {
    const { options, data } = call;
    void { .../** @type {object} */ (data) }; // what a getter in it throws leaves the call
    const { session } = application;
    const sessionType = session?.claims.session_type ?? "PAYMENTS";
    const name = widgetName(options, sessionType);
    const autoFinalize = options.auto_finalize !== false;
    answeringFailures(FAILURE, callback, () => {
      checkCategories(options, sessionType);
      if (IS_OLD_BUILD) requireLoaded(application, name);
    });
    const purchase = {
      call: /** @type {const} */ ("authorize"),
      name,
      autoFinalize,
      data: () => data,
      express: expressOf(options),
    };
    const inFlow = session !== undefined && hasExperiment(session.claims, "utopia-flow");
    const inPopup = session !== undefined && hasExperiment(session.claims, "popup-purchase-flow");
    const run = inFlow ? authorizeInFlow : authorizeInFrame;
    underLock(name, inFlow || inPopup, () => run(application, purchase, callback));
  });
}

/**
 * @param {Application} application
 * @param {unknown[]} args
 */
export function reauthorize(application, args) {
  laterCall(application, "reauthorize", args);
}

/**
 * @param {Application} application
 * @param {unknown[]} args
 */
export function finalize(application, args) {
  laterCall(application, "finalize", args);
}

/**
 * @param {Application} application
 * @param {"reauthorize" | "finalize"} kind
 * @param {unknown[]} args
 */
function laterCall(application, kind, args) {
  const call = purchaseArguments(args, ["payment_method_category"]);
  perform(kind, call, FAILURE, (callback) => {
    const { options, data } = call;
    const session = IS_OLD_BUILD
      ? answeringFailures(FAILURE, callback, () => application.requireSession())
      : application.sessionForFinalize();
    const { session_type: sessionType } = session.claims;
    answeringFailures(FAILURE, callback, () => checkCategories(options, sessionType));
    const name = widgetName(options, sessionType);
    const purchase = { call: kind, name, autoFinalize: true, data: () => data };
    const inFlow = hasExperiment(session.claims, "utopia-flow");
    if (inFlow) void finalizeInFlow(session, purchase, callback);
    else void finalizeInHiddenFrame(application, session, purchase, callback);
  });
}

/**
 * @param {Application} application
 * @param {string} name
 */
function requireLoaded(application, name) {
  application.requireSession();
  if (!findWidget(name)) throw notLoaded();
}
