/** Under which of Klarna's hosts browsers reach the sandbox. */
export const KLARNA_BROWSER_URL = "https://js.playground.klarna.com";

/** Klarna's hosts for browsers; its server APIs are not among them. */
const FOR_BROWSERS =
  /^https:\/\/(x\.klarnacdn\.net|credit\.klarnacdn\.net|js(\.playground)?\.klarna\.com)\//;
const TELEMETRY = /^https:\/\/([a-z0-9-]+\.)*klarnaevt\.com\//;

/**
 * Lets the sandbox answer for Klarna's hosts.
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} sandboxUrl
 */
export async function routeKlarna(context, sandboxUrl) {
  await context.route(TELEMETRY, (route) => route.fulfill({ status: 204 }));
  await context.route(FOR_BROWSERS, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    try {
      const response = await route.fetch({
        url: sandboxUrl + sandboxPath(pathname) + search,
        maxRedirects: 0,
      });
      await route.fulfill({ response });
    } catch {
      // The sandbox was asked to hang up, or the page is gone.
      await route.abort().catch(() => {});
    }
  });
}

/**
 * Klarna's older twin of the script, and its regions, are one place here.
 * @param {string} path
 */
const sandboxPath = (path) =>
  path.startsWith("/lib/") ? `/kp${path}` : path.replace(/^\/(eu|na|oc)\//, "/");
