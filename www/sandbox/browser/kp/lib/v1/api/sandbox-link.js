import { SANDBOX_ORIGIN } from "./build.js";

/** @typedef {{ kind: string, result?: unknown, delayMs?: number }} Fault */

/**
 * Tells the sandbox's ledger of a call, and learns which fault is to hit it. Synchronous, because the call itself is:
 * what happens within it has to happen in the caller's task.
 * @param {string} call
 * @param {unknown} details
 * @returns {Fault | undefined}
 */
export function faultOf(call, details) {
  try {
    const request = new XMLHttpRequest();
    request.open("POST", `${SANDBOX_ORIGIN}/sandbox/sdk-calls`, false);
    request.setRequestHeader("content-type", "text/plain");
    request.send(JSON.stringify({ sdk: "payments", call, details: details ?? null }));
    return JSON.parse(request.responseText).fault ?? undefined;
  } catch {
    return undefined;
  }
}
