// The WebAssembly behind an entry of the package: fetched, compared and instantiated once, on the first call, never on
// import.

import { isKlarnaError, klarnaError } from "./klarna-error.js";
import { fetchScript, handOn, own } from "./sdk-options.js";
import { guarding } from "./trap.js";

/** @import { PreloadOptions } from "./index.js" */
/** @import { Script } from "./sdk-options.js" */
/** @import { Guard } from "./trap.js" */
/** @typedef {NonNullable<PreloadOptions["source"]>} Source where a module comes from */
/** Where an entry has its module: beside the JavaScript or within. A function: in a bundle that is no module there is no beside. @typedef {() => Source | URL | Promise<Source>} Place */
/** What a module exports, by its names: each takes options of the shop's first. @typedef {Record<string, (options: any, ...others: any[]) => Promise<any>>} Acts */
/** Does one of them. @typedef {(act: string, options: any, ...others: unknown[]) => Promise<any>} Perform */
/** What wasm-bindgen wrote to instantiate a module. @typedef {(from: { module_or_path: WebAssembly.Module }, guard: Guard) => Promise<unknown>} Initialize */

/**
 * The module for one of Klarna's SDKs.
 *
 * @typedef {object} Module
 * @property {PreloadOptions["for"]} sdk
 * @property {Script} script Klarna's
 * @property {string} build the name of the build that its JavaScript is of (`.tooling/link.js`)
 * @property {() => boolean} isLoading whether it is being loaded, or was
 * @property {() => boolean} isReady
 * @property {(options?: unknown) => Promise<Perform>} load with the shop's options, which may have a `fallback`
 * @property {(given: Promise<WebAssembly.Module>) => void} offer to take in place of its file what the shop gave, if it is that
 */

/** What modules forget at a trap, by their instance: several entries of a page may share one. @type {Map<Initialize, (() => void)[]>} */
const sharing = new Map();

/** A page that stalls our WebAssembly for longer is offered other methods. In milliseconds. */
const LOAD_LIMIT = 30000;

/**
 * @param {PreloadOptions["for"]} sdk
 * @param {Script} script Klarna's
 * @param {Initialize} initialize
 * @param {Acts} acts of the module, once it is initialized
 * @param {string} build
 * @param {Place} place
 * @param {Parameters<typeof guarding>[0]} [rescue] what is done should an instance trap
 * @returns {Module}
 */
export const wasmModule = (sdk, script, initialize, acts, build, place, rescue) => {
  /** The load that runs, or that succeeded. @type {Promise<Perform> | undefined} */
  let loading;
  /** @type {Promise<WebAssembly.Module | undefined> | undefined} */
  let offered;
  let isReady = false;
  /** What was given last for where WebAssembly cannot run. @type {unknown} */
  let fallback;
  const sharers = sharing.get(initialize) ?? [];
  sharing.set(initialize, sharers);
  sharers.push(() => {
    loading = undefined;
    isReady = false;
  });
  const guard = guarding(async () => {
    for (const forget of sharers) forget();
    await rescue?.();
  });
  /** @type {Perform} */
  const perform = (act, ...given) => /** @type {Acts[string]} */ (acts[act])(...given);
  /** @param {AbortSignal | undefined} signal */
  const compiled = async (signal) => {
    let module = await offered;
    if (!module || nameOf(module) !== build) module = await obtain(place, signal, [build]);
    // Given up meanwhile: another load may be under way.
    if (signal?.aborted) return perform;
    await initialize({ module_or_path: module }, guard);
    isReady = true;
    return perform;
  };
  return {
    sdk,
    script,
    build,
    isLoading: () => loading !== undefined,
    isReady: () => isReady,
    load: (options) => {
      fallback = attempt(() => own(options, "fallback")) ?? fallback;
      loading =
        loading ||
        withinLimit(compiled)
          .catch((failure) => {
            const { reason } = failure;
            if (!reason) throw failure;
            if (fallback) return withinLimit(() => replacement(fallback, build, reason, guard));
            failure.message += `; or: fallback: () => import("klarna-payments-wasm/${sdk}/compat")`;
            throw failure;
          })
          .catch((failure) => {
            // The next call loads anew.
            loading = undefined;
            throw failure;
          });
      return loading;
    },
    offer: (given) => {
      offered = given.catch(() => undefined);
    },
  };
};

/**
 * Loads a module and has it do something.
 *
 * @param {Module} module
 * @param {string} act one of its functions
 * @param {any} options of the shop's
 * @param {...unknown} others what only our own JavaScript gives
 */
export async function performWith(module, act, options, ...others) {
  const loading = module.load(options);
  const given = handOn(options, module.script, !module.isReady());
  const answer = await (await loading)(act, given, ...others);
  // Of an instance that has trapped meanwhile.
  if (isKlarnaError(answer)) throw answer;
  return answer;
}

/** Does what may throw in the shop's code. What is wrong with the options, Rust finds and says. @param {() => any} act */
function attempt(act) {
  try {
    return act();
  } catch {}
}

/**
 * The function `preload` of an entry.
 *
 * @param {...Module} modules
 * @returns {typeof import("./index.js").preload}
 */
export const preloading = (...modules) => {
  /** What was given for one SDK, or for whichever it is of, until it is there. @type {Map<unknown, Promise<unknown>>} */
  const taking = new Map();
  return async (given) => {
    const options = isOptions(given) ? given : undefined;
    // Each once: a getter may give something else the second time, and a polluted prototype anything.
    const [sdk, source = options ? undefined : given, loading, fallback] = OPTIONS.map((key) =>
      own(options, key),
    );
    const wanted = modules.filter((module) => sdk === undefined || module.sdk === sdk);
    const [one, other] = wanted;
    if (!one || (other && (loading ?? fallback))) {
      const message = `one of ${modules.map((module) => `"${module.sdk}"`).join(" or ")} is expected here`;
      throw klarnaError("INVALID_ARGUMENT", message, { path: "for" });
    }
    if (!isSource(source)) throw noSource();
    if (fallback !== undefined && typeof fallback !== "function")
      throw klarnaError("INVALID_ARGUMENT", "a function is expected here", { path: "fallback" });
    if (sdk ?? loading) fetchScript(loading, one.script);
    if (source === undefined || wanted.every((module) => module.isLoading())) {
      await Promise.all(wanted.map((module) => module.load({ fallback })));
    } else {
      const take = taking.get(sdk) ?? takeFor(wanted, source).finally(() => taking.delete(sdk));
      taking.set(sdk, take);
      await take.catch((/** @type {any} */ { reason }) =>
        fallback && reason ? one.load({ fallback }) : take,
      );
    }
  };
};

/**
 * Load the module that the shop gave.
 *
 * @param {Module[]} modules of which it may be one
 * @param {Source} source
 */
async function takeFor(modules, source) {
  const builds = modules.map(({ build }) => build);
  const bringing = withinLimit((signal) => obtain(() => source, signal, builds));
  for (const module of modules) module.offer(bringing);
  const module = await bringing;
  await modules.find(({ build }) => build === nameOf(module))?.load();
}

const OPTIONS = ["for", "source", "sdk", "fallback"];

/** @param {any} given @returns {given is PreloadOptions} */
const isOptions = (given) =>
  typeof given === "object" && given !== null && OPTIONS.some((key) => Object.hasOwn?.(given, key));

/**
 * @param {string} message
 * @param {{ cause?: unknown, retryable?: boolean, reason?: string }} [facts]
 */
const loadFailed = (message, facts) =>
  klarnaError("WASM_LOAD_FAILED", message, { retryable: true, ...facts });

/** Why it cannot be had, so that a fallback runs in its place. @type {typeof loadFailed} */
export const unable = (message, facts) => loadFailed(message, { reason: message, ...facts });

/**
 * Does what takes a module, in a page and in time; explains what went wrong.
 *
 * @template T
 * @param {(signal: AbortSignal | undefined) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withinLimit(work) {
  if (typeof window === "undefined" || typeof document === "undefined") {
    const message = "Klarna works in a page: call this in the browser, not on a server";
    throw klarnaError("INVALID_STATE", message);
  }
  if (!Object.hasOwn) throw loadFailed("this browser is too old", { retryable: false });
  // Some pages take it away; a request then goes on, and nobody waits for it.
  const request = window.AbortController && new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const late = loadFailed(`not loaded within ${LOAD_LIMIT} ms`);
        reject(late);
        request?.abort(late);
      }, LOAD_LIMIT);
      work(request?.signal)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  } catch (cause) {
    throw isKlarnaError(cause) ? cause : await explained(cause);
  }
}

/**
 * @param {Place} place
 * @param {AbortSignal | undefined} signal
 * @param {string[]} builds of which it may be
 */
async function obtain(place, signal, builds) {
  if (typeof WebAssembly !== "object") {
    const message = "this browser has no WebAssembly (as in iOS's Lockdown Mode)";
    throw unable(message, { retryable: false });
  }
  const source = await place();
  let module = await compile(source, signal);
  // A cache that has a stale file would give it to each call.
  if (isAddress(source) && !builds.includes(nameOf(module) ?? ""))
    module = await compile(source, signal, "reload");
  compare(builds, nameOf(module));
  return module;
}

/**
 * Refuses a module of another build: it would link by position, wrongly or by chance.
 *
 * @param {string[]} builds of which it may be
 * @param {string} [theirs]
 */
function compare(builds, theirs = "an older one, or none of this package's") {
  if (builds.includes(theirs)) return;
  const all = [...builds, theirs].map((name) => `"${name}"`).join(" and ");
  throw loadFailed(
    `JavaScript and WebAssembly are of different builds (${all}): a stale cache or a stale copy?`,
  );
}

/**
 * The name of its build.
 *
 * @param {WebAssembly.Module} module
 */
function nameOf(module) {
  const [section] = WebAssembly.Module.customSections(module, "build");
  return section && new TextDecoder().decode(section);
}

/** By its name: what another frame made is of no class of this one. @param {unknown} source */
const kindOf = (source) => Object.prototype.toString.call(source).slice(8, -1);

/** @param {unknown} source */
const isAddress = (source) => ["String", "URL"].includes(kindOf(source));

/**
 * @param {any} source
 * @param {AbortSignal | undefined} signal
 * @param {RequestCache} [cache]
 * @returns {Promise<WebAssembly.Module>}
 */
async function compile(source, signal, cache) {
  const kind = kindOf(source);
  if (kind === "WebAssembly.Module") return source;
  if (kind === "ArrayBuffer" || ArrayBuffer.isView(source)) return WebAssembly.compile(source);
  if (!isAddress(source) && kind !== "Request" && kind !== "Response") throw noSource();
  // A Request has a signal of its own, and keeps it.
  const init = isAddress(source) ? { signal, cache } : {};
  const response = /** @type {Response} */ (
    kind === "Response" ? source : await fetch(source, init)
  );
  const { ok, status, url } = response;
  if (!ok) throw unable(`the WebAssembly was asked from ${url}, which answered ${status}`);
  const type = response.headers.get("content-type") ?? "";
  if (type === "application/wasm" && "compileStreaming" in WebAssembly)
    return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  if (!type.includes("text/html")) return WebAssembly.compile(bytes);
  throw unable(
    `the WebAssembly was asked from ${url}, which answered with a page: servers do so where a file is missing; copy it there`,
  );
}

/** @param {unknown} source as far as it can be told before it is used */
function isSource(source) {
  if (source === undefined) return true;
  return typeof source === "string" ? source !== "" : typeof source === "object" && source !== null;
}

const noSource = () =>
  klarnaError("INVALID_ARGUMENT", "an address, a Response, bytes or a module is expected here", {
    path: "source",
  });

/**
 * @param {unknown} cause
 * @returns {Promise<Error>}
 */
async function explained(cause) {
  if (!(await isForbidden()))
    return loadFailed("the package's WebAssembly could not be loaded; see cause", { cause });
  const message =
    "the page's Content-Security-Policy forbids WebAssembly ('wasm-unsafe-eval' in script-src lets it in), or the browser is too old for it";
  return unable(message, { cause, retryable: false });
}

/**
 * What the shop's function brings, which tells the log each time why it runs.
 *
 * @param {any} fallback
 * @param {string} build of which it has to be
 * @param {string} reason
 * @param {Guard} guard
 * @returns {Promise<Perform>}
 */
async function replacement(fallback, build, reason, guard) {
  try {
    const made = await fallback();
    compare([build], made.build);
    return (act, options, ...others) => {
      attempt(() => own(options, "log")?.({ at: Date.now(), event: "fallback", reason }));
      return made.default(guard, act, options, ...others);
    };
  } catch (cause) {
    throw loadFailed("fallback failed; see cause", { cause });
  }
}

/**
 * Whether the page's policy lets no WebAssembly be, not even a list of no objects, which is the newest that ours needs of a browser.
 * (WebKit compiles what is forbidden, and does no more.)
 */
async function isForbidden() {
  try {
    await WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 0));
    return false;
  } catch {
    return true;
  }
}
