import { IS_OLD_BUILD } from "./build.js";
import { createExpressSession } from "./express-session.js";
import { noteCall } from "./faulty-call.js";

/**
 * `init(options)`. With a callback newer builds behave in a way that nobody documents; with data as well they create a
 * session, for Express Checkout.
 * @template T
 * @param {import("./application.js").Application} application
 * @param {T} api what `init` returns
 * @param {unknown[]} args
 * @returns {T | undefined}
 */
export function init(application, api, args) {
  noteCall("init");
  const options = /** @type {Record<string, unknown> | null | undefined} */ (args[0]);
  const start = () => {
    application.start(options?.client_token);
    showInitialized(api, application);
  };
  const [data, callback] = typeof args[1] === "function" ? [undefined, args[1]] : args.slice(1);
  if (IS_OLD_BUILD || (!data && typeof callback !== "function")) {
    start();
    return api;
  }
  if (typeof callback !== "function") throw noUpdates();
  if (options?.client_key !== undefined) {
    createExpressSession(options.client_key, data).then(
      (session) => {
        application.start(session.client_token);
        showInitialized(api, application);
        callback(session);
      },
      (error) => callback({ error }),
    );
    return undefined;
  }
  try {
    start();
    if (data) throw noUpdates();
    callback(api);
  } catch (error) {
    callback({ error });
  }
  return undefined;
}

const noUpdates = () => new Error("The opertation of updating data in session is not supported");

/**
 * `initialized` is a member only once there was an `init`.
 * @param {unknown} api
 * @param {import("./application.js").Application} application
 */
function showInitialized(api, application) {
  Object.defineProperty(api, "initialized", {
    get: () => application.isInitialized,
    configurable: true,
    enumerable: true,
  });
}
