const KEY = "klarna-sandbox-redirects";

/**
 * Payment requests that the customer left this page for, by id. The next page's SDK tells what became of them.
 * @returns {string[]}
 */
export function takeRedirects() {
  try {
    const ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    sessionStorage.removeItem(KEY);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** @param {string} id */
export function rememberRedirect(id) {
  sessionStorage.setItem(KEY, JSON.stringify([...takeRedirects(), id]));
}
