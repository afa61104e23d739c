// An object of the shop's that Rust stands behind: with a function that is called with a method's name and its arguments.

import { isKlarnaError } from "./klarna-error.js";

/** @typedef {(method: string, args: unknown[]) => any} Subject gives the answer, or the error to throw or to reject with */

/**
 * What the shop's objects have in common; they differ in the methods that they call.
 *
 * Frameworks put what a shop keeps in its state behind proxies. So nothing here is private to the one object that was
 * made, which a proxy is not; and what cannot be extended, they leave alone. Being an ordinary property, the function
 * also keeps structured clone from handing out an object without one: it refuses functions.
 */
export class RustObject {
  /** @param {Subject} subject */
  constructor(subject) {
    this.subject = subject;
    Object.freeze(this);
  }
}

/**
 * Calls a method that has its answer at once.
 *
 * @param {Subject} subject
 * @param {string} method
 * @param {...unknown} args
 * @returns {any}
 */
export function call(subject, method, ...args) {
  const answer = subject(method, args);
  if (!isKlarnaError(answer)) return answer;
  // After a trap: what a page asks for while it draws, or takes down, must not break it.
  if (answer.code !== "INTERNAL" || /^(on|mount)/.test(method)) throw answer;
  return method === "state" ? "disposed" : undefined;
}

/**
 * Calls a method that takes its time. The call reaches Klarna's SDK before this returns.
 *
 * @param {Subject} subject
 * @param {string} method
 * @param {...unknown} args
 * @returns {Promise<any>}
 */
export async function callAsync(subject, method, ...args) {
  const answer = subject(method, args);
  if (isKlarnaError(answer)) throw answer;
  return answer;
}
