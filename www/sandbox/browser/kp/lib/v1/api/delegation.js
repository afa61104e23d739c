import { answeringFailures } from "./answering-failures.js";
import { loadArguments } from "./arguments.js";
import { BUILD, IS_OLD_BUILD, SANDBOX_ORIGIN } from "./build.js";
import { EVENTS, emit } from "./events.js";
import { containerElement } from "./options.js";

/**
 * A client token may name a newer version of this script than the page has loaded. That one is fetched then, and does the
 * work; calls wait for it. If it cannot be had, the one that is there carries on.
 *
 * @typedef {(...args: unknown[]) => void} Method
 * @typedef {"load" | "loadPaymentReview" | "authorize" | "reauthorize" | "finalize"} Delegated
 * @typedef {Record<Delegated, Method> & { on: Method, startSession: (token: unknown) => void }} NewerBuild
 */

/** By version, each fetched once. @type {Map<string, Promise<NewerBuild | undefined>>} */
const fetched = new Map();
/** The build that the current session is for, unless it is this one. @type {Promise<NewerBuild | undefined> | undefined} */
let newer;

/**
 * Finds out which build a session is for.
 * @param {string} token
 * @param {string | undefined} version that the token names, such as `v1.10.0-2173-g3087d075`
 */
export function delegateSession(token, version = "") {
  newer = undefined;
  if (IS_OLD_BUILD || buildOf(version) <= Number(BUILD)) return;
  const build = fetched.get(version) ?? fetchBuild(version);
  fetched.set(version, build);
  newer = build.then((api) => {
    api?.startSession(token);
    return api;
  });
}

/**
 * A method as the page sees it: with a newer build it waits, and only the container is looked at right away.
 * @param {Delegated} name
 * @param {Method} own
 * @returns {Method}
 */
export function delegating(name, own) {
  return (...args) => {
    if (!newer) return own(...args);
    if (name === "load" || name === "loadPaymentReview") checkContainer(args);
    void newer.then((api) => (api ? api[name](...args) : own(...args)));
  };
}

/** @param {unknown[]} args */
function checkContainer(args) {
  const { options, callback } = loadArguments(args);
  answeringFailures({ show_form: false }, callback, () => containerElement(options.container));
}

/** @param {string} version */
const buildOf = (version) => Number(/-(\d+)-g[0-9a-f]+$/.exec(version)?.[1] ?? 0);

/**
 * @param {string} version
 * @returns {Promise<NewerBuild | undefined>}
 */
function fetchBuild(version) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `${SANDBOX_ORIGIN}/kp/lib/${version}/api.js?delegated=true`;
    script.crossOrigin = "anonymous";
    script.addEventListener("error", () => resolve(undefined));
    script.addEventListener("load", () => {
      const { delegate } = /** @type {{ delegate?: NewerBuild }} */ (
        /** @type {unknown} */ (script)
      );
      for (const event of EVENTS)
        delegate?.on(event, (/** @type {unknown[]} */ ...args) => emit(event, ...args));
      resolve(delegate);
    });
    document.head.append(script);
  });
}
