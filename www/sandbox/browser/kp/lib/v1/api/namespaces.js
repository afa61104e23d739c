/** What a shop sees of one of the namespaces. @typedef {Record<"init" | "authorize", (...args: any[]) => any>} PublicApi */

/** @type {{ Klarna?: Record<string, any>, klarnaAsyncCallback?: () => void }} */
export const page = /** @type {never} */ (window);

/**
 * The API object of a namespace as the page has it now: what somebody put around its methods counts.
 * @param {string} name
 * @returns {PublicApi}
 */
export function publicApi(name) {
  const api = page.Klarna?.[name];
  if (!api) throw new TypeError(`window.Klarna has no ${name} any more`);
  return api;
}
