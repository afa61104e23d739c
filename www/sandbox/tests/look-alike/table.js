import { isDeepStrictEqual } from "node:util";
import { createSession } from "../merchant.js";
import { ARGUMENTS } from "./arguments.js";
import { CONTAINERS } from "./containers.js";
import { PAGE_TRAPS } from "./page-traps.js";
import { SEVERAL_SESSIONS } from "./several-sessions.js";
import { SHAPE } from "./shape.js";
import { SILENCE } from "./silence.js";
import { WEB_SDK } from "./web-sdk.js";
import { WRAPPING } from "./wrapping.js";

/** @typedef {import("./row.js").Row} Row */

/** What is publicly known of Klarna's `api.js`, and some of `klarna.mjs`, each row with the way in which it shows. @type {Row[]} */
export const LOOK_ALIKE_TABLE = [
  ...SEVERAL_SESSIONS,
  ...WRAPPING,
  ...CONTAINERS,
  ...SILENCE,
  ...ARGUMENTS,
  ...PAGE_TRAPS,
  ...SHAPE,
  ...WEB_SDK,
];

const ROW_WITHIN_MS = 30_000;
const SLOW_MS = 500;
/** How long a call has to be silent in a row that expects nothing else, in milliseconds. */
const SILENT_MS = 1_500;
/** The same where other calls of the row are answered, which a busy machine may do late. */
const SILENT_BESIDE_OTHERS_MS = 5_000;

/**
 * @param {import("../checkout-page.js").CheckoutPage} page
 * @param {Row} row
 * @returns {Promise<{ holds: boolean, saw: unknown }>}
 */
export async function tryRow(page, row) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve("no end"), ROW_WITHIN_MS);
  });
  const saw = await Promise.race([
    runRow(page, row).catch((error) => `failed: ${error.message}`),
    late,
  ]);
  clearTimeout(timer);
  await closeWindows(page);
  return { holds: isDeepStrictEqual(saw, row.expected), saw };
}

/**
 * @param {import("../checkout-page.js").CheckoutPage} page
 * @param {Row} row
 */
async function runRow(page, row) {
  const { sandbox, browser } = page;
  sandbox.reset();
  sandbox.configure({ journey: "quick", flow: row.flow ?? "iframe" });
  const billing_address = { email: row.email ?? "customer+known@example.com" };
  const [first, second] = [
    await createSession(sandbox, { billing_address }),
    await createSession(sandbox, { billing_address }),
  ];
  await page.load(row.query, row.policy);
  const expected = [row.expected].flat();
  if (JSON.stringify(expected).includes("never")) {
    const isAll = expected.every((one) => one === "never");
    const silentMs = isAll ? SILENT_MS : SILENT_BESIDE_OTHERS_MS;
    await browser.execute((ms) => window.fact.beQuickWithSilence(ms), silentMs);
  }
  if (row.slow) sandbox.injectFault({ path: row.slow, kind: "latency", latencyMs: SLOW_MS });
  return row.run({
    page,
    A: first.client_token,
    B: second.client_token,
    inPage: (run, ...args) => browser.execute(/** @type {any} */ (run), ...args),
    inFrame: async (selector, run) => {
      await browser.switchFrame(browser.$(selector));
      const result = await browser.execute(/** @type {any} */ (run));
      await browser.switchFrame(null);
      return result;
    },
    ownerOf: async (result) => {
      const token = result?.authorization_token;
      const { authorizations } = sandbox.ledger();
      const known = authorizations.find((one) => one.authorization_token === token);
      if (!known) return result;
      return known.session_id === first.session_id ? "A" : "B";
    },
  });
}

/** @param {import("../checkout-page.js").CheckoutPage} page */
async function closeWindows({ browser }) {
  const shop = await browser.getWindowHandle();
  for (const handle of await browser.getWindowHandles()) {
    if (handle === shop) continue;
    await browser.switchToWindow(handle);
    await browser.closeWindow();
  }
  await browser.switchToWindow(shop);
}
