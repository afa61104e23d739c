import { IS_OLD_BUILD } from "./build.js";
import { noteCall } from "./faulty-call.js";
import { startSession } from "./session.js";

/**
 * `init(options)`. With a second argument newer builds behave in a way that nobody documents.
 * @template T
 * @param {T} api what `init` returns
 * @param {unknown[]} args
 * @returns {T | undefined}
 */
export function init(api, args) {
  const [options, second] = args;
  noteCall("init");
  const start = () =>
    startSession(
      /** @type {{ client_token?: unknown } | null | undefined} */ (options)?.client_token,
    );
  if (IS_OLD_BUILD || args.length < 2) {
    start();
    return api;
  }
  if (typeof second !== "function")
    throw new Error("The opertation of updating data in session is not supported");
  try {
    start();
    second(api);
  } catch (error) {
    second({ error });
  }
  return undefined;
}
