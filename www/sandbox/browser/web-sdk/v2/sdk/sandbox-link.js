import { technicalError } from "./klarna-error.js";

/** @typedef {{ kind: string, result?: unknown, delayMs?: number }} Fault */

/**
 * Tells the sandbox's ledger of a call, and learns which fault is to hit it. Synchronous, so that what the call does
 * stays within the click that it was made in.
 * @param {string} origin of the sandbox
 * @param {string} call
 * @param {object} [details]
 * @returns {Fault | undefined}
 */
export function faultOf(origin, call, details = {}) {
  try {
    const request = new XMLHttpRequest();
    request.open("POST", `${origin}/sandbox/sdk-calls`, false);
    request.setRequestHeader("content-type", "text/plain");
    request.send(JSON.stringify({ sdk: "web-sdk", call, details }));
    return JSON.parse(request.responseText).fault ?? undefined;
  } catch {
    return undefined;
  }
}

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
  const fault = faultOf(origin, call, details);
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
