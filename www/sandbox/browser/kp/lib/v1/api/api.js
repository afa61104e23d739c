import { DELEGATING_TAG, IS_OLD_BUILD } from "./build.js";
import { delegating } from "./delegation.js";
import { off, on } from "./events.js";
import { expressCheckout } from "./express-checkout.js";
import { init } from "./initializing.js";
import { load, loadPaymentReview } from "./loading.js";
import { authorize, finalize, reauthorize } from "./purchase-calls.js";
import { isInitialized, startSession } from "./session.js";

// A look-alike of Klarna's `api.js` (Klarna Payments JS SDK v1) for tests and demonstrations. It is not Klarna's code.

const NAMESPACES = ["Payments", "Credit", "DirectBankTransfer", "DirectDebit"];

/** @typedef {Record<string, unknown>} Namespaces */

/** @type {{ Klarna?: Namespaces, klarnaAsyncCallback?: () => void }} */
const page = /** @type {never} */ (window);

/**
 * One of the API objects, all of which share the page's state.
 * @param {string} name
 */
function apiObject(name) {
  const api = {
    ...(name === "Payments" && !IS_OLD_BUILD && { Buttons: expressCheckout }),
    /** @param {unknown[]} args */
    init: (...args) => init(api, args),
    load: delegating("load", load),
    authorize: delegating("authorize", authorize),
    reauthorize: delegating("reauthorize", reauthorize),
    finalize: delegating("finalize", finalize),
    loadPaymentReview: delegating("loadPaymentReview", loadPaymentReview),
    on,
    off,
    get initialized() {
      return isInitialized();
    },
  };
  return api;
}

if (DELEGATING_TAG) {
  const delegate = { load, loadPaymentReview, authorize, reauthorize, finalize, on, startSession };
  Object.assign(DELEGATING_TAG, { delegate });
} else {
  page.Klarna ??= {};
  const klarna = page.Klarna;
  if (IS_OLD_BUILD || !NAMESPACES.every((name) => klarna[name]))
    for (const name of NAMESPACES) klarna[name] = apiObject(name);

  if (typeof page.klarnaAsyncCallback === "function") page.klarnaAsyncCallback();
}
