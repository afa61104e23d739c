// A purchase with the Klarna Web SDK (v2), whose end is told to whoever has it by then.

/** @import { InitiateOptions, KlarnaError, KlarnaWebSdk, loadKlarnaWebSdk, StatusBackend } from "../index.js" */
/** @import { WebSdkCheckoutOptions, WebSdkEnd } from "./checkout.js" */
/** @import { OngoingPurchase } from "./ongoing-purchases.js" */

/** @typedef {OngoingPurchase<KlarnaWebSdk, WebSdkEnd, WebSdkCheckoutOptions>} WebSdkPurchase */

/** The states in which a click goes on. */
export const BUSY = /^(initiating|authorizing|in_journey)$/;

/** @type {any} until it has come */
const NONE = undefined;

/**
 * @param {string} configuration
 * @param {WebSdkCheckoutOptions} options
 * @param {typeof loadKlarnaWebSdk} load
 */
export async function beginPurchase(configuration, options, load) {
  const { backend } = options;
  const status = backend?.status;
  /** @type {WebSdkPurchase} */
  const purchase = { configuration, klarna: NONE, options, backend, onEnd() {} };
  const headers = () => headersOf(purchase.backend?.status);
  const asked = status && { ...endpointOf(status), headers };
  const klarna = await load(
    asked ? { ...options, backend: { ...backend, status: asked } } : options,
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
  const { backend, klarna } = purchase;
  const isConfirmed = Boolean(backend?.status);
  /** @type {string | undefined} */
  let paymentTransactionId;
  klarna.on("outcome", (outcome) => {
    paymentTransactionId = outcome.paymentTransactionId;
  });
  /** What failed, and nobody was told of. @type {Set<KlarnaError>} */
  const untold = new Set();
  let hasClicked = false;
  klarna.on("statechange", ({ state }) => {
    purchase.isOfAnother = false;
    if (!BUSY.test(state)) return;
    purchase.isBegun = true;
    hasClicked = true;
  });
  klarna.on("end", (told) => {
    const end = hasClicked ? told : { ...told, ofEarlierPage: true };
    const { status, paymentRequestId } = end;
    untold.clear();
    purchase.call = undefined;
    if (status !== "completed" || !isConfirmed || !paymentRequestId)
      return purchase.onEnd(status === "approved" ? { ...end, paymentTransactionId } : end);
    purchase.isUnconfirmed = true;
    purchase.askServer = () =>
      runs(
        purchase,
        klarna
          .confirm(paymentRequestId)
          .then(
            ({ status, body }) => {
              purchase.isUnconfirmed = status === "pending";
              return { status: status === "expired" ? "dismissed" : status, body };
            },
            (error) => ({ status: "failed", error }),
          )
          .then((said) => /** @type {WebSdkEnd} */ ({ ...end, ...said })),
      );
    purchase.askServer();
  });
  // Of what fails, the end of the click tells. There is none where a click on Klarna's own button is refused, or where a journey has
  // failed that an earlier page began.
  klarna.on("error", ({ error }) => {
    untold.add(error);
    setTimeout(() => {
      if (untold.delete(error)) purchase.onEnd({ status: "failed", error });
    });
  });
  // The customer stays until the server has spoken.
  klarna.on("complete", () => !isConfirmed);
  // Also of a click on Klarna's own button, whose promise is Klarna's. Stand-ins do not trap.
  const { subject } = /** @type {any} */ (klarna);
  subject?.("over", []).catch((/** @type {KlarnaError} */ error) => {
    if (error.code !== "INTERNAL") return;
    purchase.call = undefined;
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
  runs(
    purchase,
    request.then(
      () => undefined,
      // Of one that has begun, its end tells.
      (error) => (isBegun ? undefined : { status: "failed", error }),
    ),
  );
  return request.catch(() => undefined);
}

/**
 * A call runs for a purchase.
 *
 * @param {WebSdkPurchase} purchase
 * @param {Promise<WebSdkEnd | undefined>} call gives the end, if nothing else tells of it
 */
function runs(purchase, call) {
  const running = call.then((end) => {
    // Unless another one runs by now.
    if (purchase.call === running) purchase.call = undefined;
    if (end) purchase.onEnd(end);
  });
  purchase.call = running;
}
