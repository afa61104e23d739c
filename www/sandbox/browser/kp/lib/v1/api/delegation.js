import { answeringFailures } from "./answering-failures.js";
import { loadArguments } from "./arguments.js";
import { BUILD, IS_OLD_BUILD, SANDBOX_ORIGIN } from "./build.js";
import { EVENTS } from "./events.js";
import { containerElement } from "./options.js";

/**
 * @typedef {(...args: unknown[]) => void} Method
 * @typedef {"load" | "loadPaymentReview" | "authorize" | "reauthorize" | "finalize"} Delegated
 * @typedef {Record<Delegated, Method> & { on: Method, startSession: (token: unknown) => void }} NewerBuild
 */

/**
 * A client token may name a newer version of this script than the page has loaded. That one is fetched then, and does the
 * work; calls wait for it. If it cannot be had, the one that is there carries on.
 */
export class Delegation {
  /** By version, each fetched once. @type {Map<string, Promise<NewerBuild | undefined>>} */
  #fetched = new Map();
  /** The build that the current session is for, unless it is this one. @type {Promise<NewerBuild | undefined> | undefined} */
  #newer;
  #events;

  /** @param {import("./events.js").Events} events that hear the newer build as well */
  constructor(events) {
    this.#events = events;
  }

  /**
   * Finds out which build a session is for.
   * @param {string} token
   * @param {string | undefined} version that the token names, such as `v1.10.0-2173-g3087d075`
   */
  forSession(token, version = "") {
    this.#newer = undefined;
    if (IS_OLD_BUILD || buildOf(version) <= Number(BUILD)) return;
    const build = this.#fetched.get(version) ?? fetchBuild(version, this.#events);
    this.#fetched.set(version, build);
    this.#newer = build.then((api) => {
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
  method(name, own) {
    return (...args) => {
      if (!this.#newer) return own(...args);
      if (name === "load" || name === "loadPaymentReview") checkContainer(args);
      void this.#newer.then((api) => (api ? api[name](...args) : own(...args)));
    };
  }
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
 * @param {import("./events.js").Events} events
 * @returns {Promise<NewerBuild | undefined>}
 */
async function fetchBuild(version, events) {
  const script = document.createElement("script");
  try {
    script.src = `${SANDBOX_ORIGIN}/kp/lib/${version}/api.js?delegated=true`;
  } catch {
    return undefined; // Trusted Types
  }
  script.crossOrigin = "anonymous";
  return new Promise((resolve) => {
    script.addEventListener("error", () => resolve(undefined));
    script.addEventListener("load", () => {
      const { delegate } = /** @type {{ delegate?: NewerBuild }} */ (
        /** @type {unknown} */ (script)
      );
      for (const event of EVENTS)
        delegate?.on(event, (/** @type {unknown[]} */ ...args) => events.emit(event, ...args));
      resolve(delegate);
    });
    document.head.append(script);
  });
}
