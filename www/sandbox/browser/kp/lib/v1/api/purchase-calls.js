import { answeringFailures } from "./answering-failures.js";
import { purchaseArguments } from "./arguments.js";
import { IS_OLD_BUILD } from "./build.js";
import { hasExperiment } from "./client-token.js";
import { notLoaded } from "./errors.js";
import { perform } from "./faulty-call.js";
import { authorizeInFrame, FAILURE, finalizeInHiddenFrame } from "./frame-purchase.js";
import { checkCategories, widgetName } from "./options.js";
import { authorizeInFlow, finalizeInFlow } from "./purchase-flow.js";
import { dropWhileRunning } from "./purchase-lock.js";
import { currentSession, requireSession, sessionForFinalize } from "./session.js";
import { withLoadedData } from "./static-widget.js";
import { findWidget } from "./widget.js";

/** @param {unknown[]} args */
export function authorize(...args) {
  const call = purchaseArguments(args, ["payment_method_category", "instance_id"]);
  perform("authorize", call, FAILURE, (callback) => {
    const { options, data } = call;
    const session = currentSession();
    const sessionType = session?.claims.session_type ?? "PAYMENTS";
    const name = widgetName(options, sessionType);
    const autoFinalize = options.auto_finalize !== false;
    answeringFailures(FAILURE, callback, () => {
      checkCategories(options, sessionType);
      if (IS_OLD_BUILD) requireLoaded(name);
    });
    const purchase = { call: /** @type {const} */ ("authorize"), name, autoFinalize, data };
    if (session && hasExperiment(session.claims, "utopia-flow"))
      return dropWhileRunning(name, () =>
        authorizeInFlow(session, { ...purchase, data: withLoadedData(session, data) }, callback),
      );
    if (session && hasExperiment(session.claims, "popup-purchase-flow"))
      return dropWhileRunning(name, () => authorizeInFrame(session, purchase, callback));
    void authorizeInFrame(session, purchase, callback);
  });
}

/** @param {unknown[]} args */
export function reauthorize(...args) {
  laterCall("reauthorize", args);
}

/** @param {unknown[]} args */
export function finalize(...args) {
  laterCall("finalize", args);
}

/**
 * @param {"reauthorize" | "finalize"} kind
 * @param {unknown[]} args
 */
function laterCall(kind, args) {
  const call = purchaseArguments(args, ["payment_method_category"]);
  perform(kind, call, FAILURE, (callback) => {
    const { options, data } = call;
    const session = IS_OLD_BUILD
      ? answeringFailures(FAILURE, callback, requireSession)
      : sessionForFinalize();
    const { session_type: sessionType } = session.claims;
    answeringFailures(FAILURE, callback, () => checkCategories(options, sessionType));
    const name = widgetName(options, sessionType);
    const purchase = { call: kind, name, autoFinalize: true, data };
    const inFlow = hasExperiment(session.claims, "utopia-flow");
    void (inFlow ? finalizeInFlow : finalizeInHiddenFrame)(session, purchase, callback);
  });
}

/** @param {string} name */
function requireLoaded(name) {
  requireSession();
  if (!findWidget(name)) throw notLoaded();
}
