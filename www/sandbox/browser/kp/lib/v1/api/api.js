import { Application } from "./application.js";
import { DELEGATING_TAG, IS_OLD_BUILD } from "./build.js";
import { expressCheckout } from "./express-checkout.js";
import { init } from "./initializing.js";
import { load, loadPaymentReview } from "./loading.js";
import { page } from "./namespaces.js";
import { authorize, finalize, reauthorize } from "./purchase-calls.js";

// A look-alike of Klarna's `api.js` (Klarna Payments JS SDK v1) for tests and demonstrations. It is not Klarna's code.

const PAYMENTS = "Payments";
const NAMESPACES = [PAYMENTS, "Credit", "DirectBankTransfer", "DirectDebit"];

/**
 * A method, which says that it takes three arguments as Klarna's do.
 * @param {(...args: unknown[]) => unknown} run
 */
const method = (run) => Object.defineProperty(run, "length", { value: 3 });

/**
 * One of the API objects; each has an application of its own.
 * @param {string} name
 */
function apiObject(name) {
  const application = new Application(name);
  const { events, delegation } = application;
  /** @type {Record<string, any>} */
  const api = {
    init: method((...args) => init(application, api, args)),
    load: method(delegation.method("load", (...args) => load(application, args))),
    authorize: method(delegation.method("authorize", (...args) => authorize(application, args))),
    reauthorize: method(
      delegation.method("reauthorize", (...args) => reauthorize(application, args)),
    ),
    finalize: method(delegation.method("finalize", (...args) => finalize(application, args))),
    on: (/** @type {unknown} */ event, /** @type {unknown} */ listener) =>
      events.on(event, listener),
    off: (/** @type {any} */ event, /** @type {any} */ listener) => events.off(event, listener),
  };
  if (name !== PAYMENTS) return api;
  api.loadPaymentReview = method(
    delegation.method("loadPaymentReview", (...args) => loadPaymentReview(application, args)),
  );
  if (!IS_OLD_BUILD) api.Buttons = expressCheckout;
  return api;
}

/** What an older build of this script asks of the newer one that it has fetched. */
function delegate() {
  const application = new Application(PAYMENTS);
  return {
    load: (/** @type {unknown[]} */ ...args) => load(application, args),
    loadPaymentReview: (/** @type {unknown[]} */ ...args) => loadPaymentReview(application, args),
    authorize: (/** @type {unknown[]} */ ...args) => authorize(application, args),
    reauthorize: (/** @type {unknown[]} */ ...args) => reauthorize(application, args),
    finalize: (/** @type {unknown[]} */ ...args) => finalize(application, args),
    on: (/** @type {unknown} */ event, /** @type {unknown} */ listener) =>
      application.events.on(event, listener),
    startSession: (/** @type {unknown} */ token) => application.start(token),
  };
}

if (DELEGATING_TAG) {
  Object.assign(DELEGATING_TAG, { delegate: delegate() });
} else {
  page.Klarna ??= {};
  const klarna = page.Klarna;
  if (IS_OLD_BUILD || !NAMESPACES.every((name) => klarna[name]))
    for (const name of NAMESPACES) klarna[name] = apiObject(name);

  if (typeof page.klarnaAsyncCallback === "function") page.klarnaAsyncCallback();
}
