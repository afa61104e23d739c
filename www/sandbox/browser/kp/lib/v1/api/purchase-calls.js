import { answeringFailures } from "./answering-failures.js";
import { purchaseArguments } from "./arguments.js";
import { IS_OLD_BUILD } from "./build.js";
import { notLoaded } from "./errors.js";
import { perform } from "./faulty-call.js";
import { checkCategories, widgetName } from "./options.js";
import { currentSession, requireSession, sessionForFinalize } from "./session.js";
import { findWidget, Widget } from "./widget.js";

/** @typedef {import("./arguments.js").Callback} Callback */

const FAILURE = Object.freeze({ show_form: false, approved: false });

/** @param {unknown[]} args */
export function authorize(...args) {
  const call = purchaseArguments(args, ["payment_method_category", "instance_id"]);
  perform("authorize", call, FAILURE, (callback) => {
    const { options, data } = call;
    answeringFailures(FAILURE, callback, () => checkCategories(options, sessionType()));
    if (IS_OLD_BUILD) answeringFailures(FAILURE, callback, () => requireLoaded(options));
    void authorizeInFrame(options, data, callback);
  });
}

/** @param {unknown[]} args */
export function reauthorize(...args) {
  hiddenCall("reauthorize", args);
}

/** @param {unknown[]} args */
export function finalize(...args) {
  hiddenCall("finalize", args);
}

/**
 * Newer builds fail asynchronously here: the call returns, calls back as if Klarna had declined, and rejects a promise
 * that nobody holds.
 * @param {import("./arguments.js").Options} options
 * @param {unknown} data
 * @param {Callback} callback
 */
async function authorizeInFrame(options, data, callback) {
  const session = currentSession();
  const widget = findWidget(widgetName(options, sessionType()));
  if (!session || !widget) {
    await undefined;
    callback({ ...FAILURE });
    throw notLoaded();
  }
  addDeviceRecognition(session.claims.base_url);
  const json = JSON.stringify({
    client_token: session.token,
    call: "authorize",
    auto_finalize: options.auto_finalize !== false,
    data,
  });
  const [result] = await widget.main.ask("call", json);
  silently(() => callback(result));
}

/**
 * `reauthorize` and `finalize` need no `load`: they make a hidden frame of their own, out of a visible one if there is one.
 * @param {"reauthorize" | "finalize"} name
 * @param {unknown[]} args
 */
function hiddenCall(name, args) {
  const call = purchaseArguments(args, ["payment_method_category"]);
  perform(name, call, FAILURE, (callback) => {
    const { options, data } = call;
    const { token, claims } = IS_OLD_BUILD
      ? answeringFailures(FAILURE, callback, requireSession)
      : sessionForFinalize();
    answeringFailures(FAILURE, callback, () => checkCategories(options, claims.session_type));
    const widget = Widget.hidden(widgetName(options, claims.session_type), claims.base_url);
    void widget.main
      .loaded()
      .then(() =>
        widget.main.ask(
          "call",
          JSON.stringify({ client_token: token, call: name, auto_finalize: true, data }),
        ),
      )
      .then(([result]) => silently(() => callback(result)))
      .catch(() => {});
  });
}

/** @param {import("./arguments.js").Options} options */
function requireLoaded(options) {
  requireSession();
  if (!findWidget(widgetName(options, sessionType()))) throw notLoaded();
}

/** @param {() => void} run */
function silently(run) {
  try {
    run();
  } catch {
    // Klarna reports what a shop's callback throws to itself only
  }
}

const sessionType = () => currentSession()?.claims.session_type ?? "PAYMENTS";

/** @param {string} baseUrl */
function addDeviceRecognition(baseUrl) {
  const id = "klarna-payments-device-recognition";
  if (document.getElementById(id)) return;
  const element = document.createElement("iframe");
  element.id = id;
  element.src = `${baseUrl}/frames/device.html`;
  element.title = "Klarna device recognition (sandbox)";
  element.style.display = "none";
  document.body.append(element);
}
