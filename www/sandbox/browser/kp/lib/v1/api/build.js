/// <reference path="../../../../served.d.ts" />

/**
 * Which captured build of Klarna's `api.js` to behave like: `api.js?build=734` in the script's address, or the sandbox's
 * setting. Builds 2173 and 2004 agree in all that is reproduced here but one spelling; 734 is older and behaves as
 * Klarna's reference documents. A page that put the script's text into its own, or imports it, has no address for it: what
 * the sandbox knew when it served the text counts then.
 */
const ownTag = /** @type {HTMLScriptElement | null} */ (document.currentScript);
const address = new URL(ownTag?.src || SERVED.url);
const versionInPath = /-(\d+)-g[0-9a-f]+\/api\.js$/.exec(address.pathname)?.[1];

export const BUILD = versionInPath ?? address.searchParams.get("build") ?? SERVED.build ?? "2173";
export const IS_OLD_BUILD = BUILD === "734";

/** The sandbox that served this script. */
export const SANDBOX_ORIGIN = address.origin;

const HURRY = Number(address.searchParams.get("hurry") ?? 1);

/**
 * How long the script waits for what may never come; `?hurry=20` makes it twenty times as impatient, for tests.
 * @param {number} ms at Klarna
 */
export const patience = (ms) => ms / HURRY;

/** How long the main frame may take to load, in milliseconds. */
export const FRAME_TIMEOUT_MS = patience(30_000);

/** This script's tag, when another build fetched it to do its work: it leaves `window.Klarna` alone then. */
export const DELEGATING_TAG = address.searchParams.get("delegated") === "true" ? ownTag : undefined;
