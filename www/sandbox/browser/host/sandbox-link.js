/** @typedef {{ kind: string, result?: unknown, delayMs?: number }} Fault */

/**
 * Tells the sandbox's ledger of a call of an SDK, and learns which fault is to hit it. Synchronous, so that what the call
 * does stays in the caller's task, and within a click.
 *
 * @param {string} origin of the sandbox
 * @param {"payments" | "web-sdk"} sdk
 * @param {string} call
 * @param {object} [details]
 * @returns {Fault | undefined}
 */
export function faultOf(origin, sdk, call, details = {}) {
  try {
    const request = new XMLHttpRequest();
    request.open("POST", `${origin}/sandbox/sdk-calls`, false);
    request.setRequestHeader("content-type", "text/plain");
    request.send(JSON.stringify({ sdk, call, details }));
    return JSON.parse(request.responseText).fault ?? undefined;
  } catch {
    return undefined;
  }
}
