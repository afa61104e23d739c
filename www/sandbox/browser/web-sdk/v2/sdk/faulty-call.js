import { faultOf } from "../../../host/sandbox-link.js";
import { technicalError } from "./klarna-error.js";

/**
 * Carries an asynchronous call out, unless the sandbox was asked to let it go wrong.
 * @template T
 * @param {string} origin
 * @param {string} call
 * @param {() => Promise<T>} run
 * @param {object} [details]
 * @returns {Promise<T>}
 */
export function perform(origin, call, run, details) {
  const fault = faultOf(origin, "web-sdk", call, details);
  switch (fault?.kind) {
    case "throw":
      throw new TypeError(`The sandbox was asked to let ${call} throw`);
    case "reject":
      return Promise.reject(technicalError(`The sandbox was asked to let ${call} fail`));
    case "never":
      return new Promise(() => {});
    case "result":
      return Promise.resolve(/** @type {T} */ (fault.result));
    case "delay":
      return new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1000)).then(run);
    default:
      return run();
  }
}

/**
 * Notes a call that gives no promise, and throws when it is to.
 * @param {string} origin
 * @param {string} call
 * @param {object} [details]
 */
export function noteCall(origin, call, details) {
  if (faultOf(origin, "web-sdk", call, details)?.kind === "throw")
    throw new TypeError(`The sandbox was asked to let ${call} throw`);
}
