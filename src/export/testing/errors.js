// The errors of the doubles, as the real objects give them.

import { klarnaError } from "../klarna-error.js";

/** @import { KlarnaErrorCode } from "../index.js" */

/** The error of an argument. @param {string} path @param {string} message */
export const invalidArgument = (path, message) =>
  klarnaError("INVALID_ARGUMENT", message, { path });

export const disposed = () => klarnaError("DISPOSED", "this object was disposed of");

export const inProgress = (/** @type {string} */ what) =>
  klarnaError("IN_PROGRESS", `${what} is still running`);

export const invalidState = (/** @type {string} */ message) =>
  klarnaError("INVALID_STATE", message);

/** The error of what something newer took the place of. @param {string} message */
export const replaced = (message) => klarnaError("ABORTED", message);

export const superseded = () =>
  klarnaError("SUPERSEDED", "a newer Klarna session took over this page");

/** The error of a signal that fired. @param {AbortSignal} signal */
export const aborted = ({ reason }) =>
  klarnaError("ABORTED", "the caller aborted", reason === undefined ? {} : { cause: reason });

/** Whose matter the errors are that others cause. @param {string} code */
const typeOf = (code) =>
  code.startsWith("BACKEND_") ? "network" : code.startsWith("SDK_") ? "klarna" : undefined;

/** Whether trying again can help, where the real error says so. @type {Record<string, boolean>} */
const RETRYABLE = {
  BACKEND_UNREACHABLE: true,
  BACKEND_TIMEOUT: true,
  BACKEND_INVALID_RESPONSE: true,
  SDK_TIMEOUT: true,
};

/**
 * The error that something fails with, since a test wants it.
 *
 * @param {KlarnaErrorCode} code
 * @param {Record<string, any>} [facts]
 */
export function failure(code, facts = {}) {
  const type = typeOf(code);
  const retryable = code === "BACKEND_REJECTED" ? mayPass(facts) : RETRYABLE[code];
  return klarnaError(code, `it fails with ${code}`, {
    ...(type && { type }),
    ...(retryable !== undefined && { retryable }),
    ...facts,
  });
}

/** Whether the backend's answer gives its word that there is no order. @param {Record<string, any>} answer */
const denies = ({ status, body }) => isRefusal(status) && body?.placed === false;

const isRefusal = (/** @type {number} */ status) => status >= 400 && status < 500;

/** Whether another attempt may end otherwise. @param {Record<string, any>} answer */
const mayPass = (answer) =>
  !denies(answer) && ([408, 409, 425, 429].includes(answer.status) || answer.status >= 500);

/**
 * What a failed request says about whether the backend acted on it.
 *
 * @param {any} error
 * @returns {"denied" | "refused" | "possible"}
 */
export function arrivalOf(error) {
  if (error.code !== "BACKEND_REJECTED") return "possible";
  if (denies(error)) return "denied";
  return isRefusal(error.status) && !mayPass(error) ? "refused" : "possible";
}
