// A purchase with the Klarna Web SDK (v2), whose end is told to whoever has it by then.

import { notify } from "./handlers.js";
import { owe } from "./owed.js";

/** @import { InitiateOptions, KlarnaError, KlarnaWebSdk, loadKlarnaWebSdk, StatusBackend } from "../index.js" */
/** @import { WebSdkCheckoutOptions, WebSdkEnd } from "./checkout.js" */
/** @import { OngoingPurchase } from "./ongoing-purchases.js" */

/**
 * Several payment requests may be told of at once: a redirect's, and others that earlier pages left.
 *
 * @typedef {OngoingPurchase<KlarnaWebSdk, WebSdkEnd, WebSdkCheckoutOptions> & OfWebSdk} WebSdkPurchase
 */
/**
 * @typedef {object} OfWebSdk
 * @property {string} seller whose it is, and where it goes
 * @property {Map<string, WebSdkEnd>} doubts
 * @property {Map<string, Promise<void>>} asking those that it is being asked about
 * @property {Promise<void>} [click] that runs
 * @property {Map<string, { options: WebSdkCheckoutOptions, clickedName?: string | undefined }>} requests those that this page's clicks
 *   have made, and what for
 * @property {string} [clickedName] that the newest click of the shop's own button gave to what is paid; forgotten once something else is wanted
 */

/** The states in which a click goes on. */
export const BUSY = /^(initiating|authorizing|in_journey)$/;

/** @type {any} until it has come */
const NONE = undefined;

/**
 * @param {string} configuration
 * @param {string} seller
 * @param {WebSdkCheckoutOptions} options
 * @param {typeof loadKlarnaWebSdk} load
 */
export async function beginPurchase(configuration, seller, options, load) {
  const { backend } = options;
  const status = backend?.status;
  /** @type {WebSdkPurchase} */
  const purchase = {
    configuration,
    seller,
    klarna: NONE,
    options,
    backend,
    doubts: new Map(),
    asking: new Map(),
    requests: new Map(),
    get isUnconfirmed() {
      return purchase.doubts.size > 0;
    },
    get call() {
      const [answer] = purchase.asking.values();
      return purchase.click || answer;
    },
    onEnd() {},
  };
  const headers = () => headersOf(purchase.backend?.status);
  const endpoint = status && { ...endpointOf(status), headers };
  const klarna = await load(
    endpoint ? { ...options, backend: { ...backend, status: endpoint } } : options,
  );
  purchase.klarna = klarna;
  return purchase;
}

/**
 * Hears of what comes of a purchase; the shop's server has the last word.
 *
 * What a redirect left pending Klarna tells as soon as it is asked for: within `on`, to nobody who asks later.
 *
 * @param {WebSdkPurchase} purchase that has whom to tell
 */
export function listen(purchase) {
  const { asking, backend, doubts, klarna, requests } = purchase;
  const isConfirmed = Boolean(backend?.status);
  /** @type {string | undefined} */
  let paymentTransactionId;
  /** Whether a journey was launched that Klarna calls otherwise: by its URL alone, or by a number of the backend's own. */
  let isVague = false;
  klarna.on("outcome", (outcome) => {
    const { options, clickedName } = purchase;
    const { paymentRequestId, result } = outcome;
    paymentTransactionId = outcome.paymentTransactionId;
    if (paymentRequestId) requests.set(paymentRequestId, { options, clickedName });
    if (result === "STEP_UP_REQUIRED" && !paymentRequestId?.startsWith("krn:")) isVague = true;
  });
  /** What failed, and nobody was told of. @type {Set<KlarnaError>} */
  const untold = new Set();
  /** The payment requests that were told to be paid; empty where a click's has no id. @type {Set<string>} */
  const paid = new Set();
  let hasClicked = false;
  klarna.on("statechange", ({ state }) => {
    purchase.isStateStale = false;
    if (!BUSY.test(state)) return;
    purchase.isBegun = true;
    hasClicked = true;
    paid.delete("");
  });
  /** What else comes while the shop's server is asked, or a click runs, is told: drawn is what comes of that. @param {WebSdkEnd} end */
  const drawOrTell = (end) => (purchase.call ? tell(purchase, end) : purchase.onEnd(end));
  /** @param {WebSdkEnd} end @param {string} paymentRequestId */
  function ask(end, paymentRequestId) {
    if (asking.has(paymentRequestId) || isUnknown(paymentRequestId)) return;
    const answer = klarna.confirm(paymentRequestId).then(
      ({ status, body }) => {
        if (status !== "pending") doubts.delete(paymentRequestId);
        if (status === "approved") paid.add(paymentRequestId);
        return { status: status === "expired" ? "dismissed" : status, body };
      },
      (error) => ({ status: "failed", error }),
    );
    asking.set(
      paymentRequestId,
      answer.then((said) => {
        asking.delete(paymentRequestId);
        purchase.onEnd(/** @type {WebSdkEnd} */ ({ ...end, ...said }));
      }),
    );
  }
  purchase.askServer = () => doubts.forEach(ask);
  /** @param {WebSdkEnd} told */
  function conclude(told) {
    const end = hasClicked ? told : { ...told, ofEarlierPage: true };
    const { status, error, paymentRequestId = "" } = end;
    if (error) untold.clear();
    purchase.click = undefined;
    const isAccepted = status === "completed";
    if (isAccepted && paid.has(paymentRequestId)) return;
    if (!isAccepted || !isConfirmed || !paymentRequestId) {
      if (isAccepted || status === "approved") {
        paid.add(paymentRequestId);
        doubts.delete(paymentRequestId);
      }
      return drawOrTell(status === "approved" ? { ...end, paymentTransactionId } : end);
    }
    purchase.isStateStale = false;
    doubts.set(paymentRequestId, end);
    ask(end, paymentRequestId);
  }
  /** The payment requests that the customer has accepted while a click runs: asked about once that has ended. @type {Set<string>} */
  const accepted = new Set();
  /** Those of them that were not owed before. @type {Set<string>} */
  const fresh = new Set();
  /** Whether no click of this page is known to have launched it. The backend may name it yet, as long as a click runs. @param {string} paymentRequestId */
  const isUnknown = (paymentRequestId) =>
    fresh.has(paymentRequestId) && !requests.has(paymentRequestId);
  /** An earlier page's, of which Klarna tells again, pays nothing here; nor does it keep the customer from paying. */
  function forgetUnknown() {
    for (const paymentRequestId of [...fresh].filter(isUnknown))
      if (isVague)
        // An earlier click on this page may have launched it: a payment is not to be lost.
        doubts.set(paymentRequestId, {
          status: "completed",
          paymentRequestId,
          ofEarlierPage: true,
        });
      else doubts.delete(paymentRequestId);
    fresh.clear();
  }
  klarna.on("end", (told) => {
    // First: nothing is sold while anything is owed. Unless a newer click runs, whose answer may name it.
    if (!BUSY.test(klarna.state)) forgetUnknown();
    conclude(told);
    // Unless a newer click runs.
    if (BUSY.test(klarna.state)) return;
    for (const paymentRequestId of accepted) {
      const end = doubts.get(paymentRequestId);
      if (end) ask(end, paymentRequestId);
    }
    accepted.clear();
  });
  // Of what fails, the end of the click tells. There is none where a click on Klarna's own button is refused, or where a journey has
  // failed that an earlier page began.
  klarna.on("error", ({ error }) => {
    untold.add(error);
    setTimeout(() => {
      if (untold.delete(error)) drawOrTell({ status: "failed", error });
    });
  });
  klarna.on("complete", ({ paymentRequestId }) => {
    // A click has one end: none is told where the customer accepts after they had left, or on a page that the browser kept. What is
    // accepted is owed from now on, whatever becomes of the state and of the checkout.
    if (/^(completed|approved)$/.test(klarna.state))
      conclude({ status: "completed", paymentRequestId });
    else if (isConfirmed && paymentRequestId && BUSY.test(klarna.state)) {
      if (!doubts.has(paymentRequestId)) fresh.add(paymentRequestId);
      doubts.set(paymentRequestId, { status: "completed", paymentRequestId });
      accepted.add(paymentRequestId);
    }
    // The customer stays until the server has spoken.
    return !isConfirmed;
  });
  // Also of a click on Klarna's own button, whose promise is Klarna's. Stand-ins do not trap.
  const { subject } = /** @type {any} */ (klarna);
  subject?.("over", []).catch((/** @type {KlarnaError} */ error) => {
    if (error.code !== "INTERNAL") return;
    purchase.click = undefined;
    asking.clear();
    forgetUnknown();
    owe(purchase);
    purchase.onEnd({ status: "failed", error });
    purchase.onEnd = () => {};
  });
}

/** @param {StatusBackend | string} status */
const endpointOf = (status) => (typeof status === "string" ? { url: status } : status);

/** Those of now: the customer may be at Klarna for longer than an access token is good. @param {StatusBackend | string | undefined} status */
function headersOf(status) {
  const { headers = {} } = endpointOf(status || "");
  return typeof headers === "function" ? headers() : headers;
}

/**
 * Begins a click, before it returns.
 *
 * @param {WebSdkPurchase} purchase
 * @param {InitiateOptions} options
 */
export function initiate(purchase, options) {
  purchase.isBegun = false;
  const request = purchase.klarna.initiate(options);
  const { isBegun } = purchase;
  const click = request
    .then(
      () => undefined,
      // The failure of a click that has begun is told with its end.
      (error) => (isBegun ? undefined : error),
    )
    .then((error) => {
      // Unless another one runs by now.
      if (purchase.click === click) purchase.click = undefined;
      if (error) purchase.onEnd({ status: "failed", error });
    });
  purchase.click = click;
  return request.catch(() => undefined);
}

/** Tells the shop. @param {{ options: WebSdkCheckoutOptions }} purchase whose handlers are told @param {WebSdkEnd} end */
export function tell({ options }, end) {
  const { error } = end;
  if (error) notify(options.onError, error);
  else notify(options.onOutcome, end);
}
