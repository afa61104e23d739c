/**
 * What a developer chose in the panel and should find again on the next page: cookies, since the server draws the panel
 * beside the shop or closed, and nothing moves when the page comes.
 *
 * @typedef {"panel" | "backend"} Preference
 */

const ONE_MONTH_S = 30 * 24 * 3600;

/** @param {Preference} name */
export function preference(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/**
 * @param {Preference} name
 * @param {string} value
 */
export function prefer(name, value) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every engine yet
  document.cookie = `${name}=${value}; path=/; max-age=${ONE_MONTH_S}; samesite=lax`;
}
