// A purchase with the Klarna Web SDK (v2), whose end is told to whoever has its desk by then.

/** @import { KlarnaError, KlarnaWebSdk, loadKlarnaWebSdk, StatusBackend } from "../index.js" */
/** @import { WebSdkCheckoutOptions, WebSdkEnd } from "./checkout.js" */
/** @import { Desk } from "./left-behind.js" */

/** @typedef {Desk<KlarnaWebSdk, WebSdkEnd, WebSdkCheckoutOptions>} WebSdkDesk */

/** @type {any} until it has come */
const NONE = undefined;

/**
 * @param {string} configuration
 * @param {WebSdkCheckoutOptions} options
 * @param {typeof loadKlarnaWebSdk} load
 */
export async function deskOf(configuration, options, load) {
  const { backend } = options;
  const status = backend?.status;
  /** @type {WebSdkDesk} */
  const desk = { configuration, klarna: NONE, told: options, backend, ended() {} };
  const headers = () => headersOf(desk.backend?.status);
  const asked = status && { ...endpointOf(status), headers };
  const klarna = await load(
    asked ? { ...options, backend: { ...backend, status: asked } } : options,
  );
  desk.klarna = klarna;
  return desk;
}

/**
 * Hears of what comes of a purchase; the shop's server has the last word.
 *
 * What a redirect left pending Klarna tells as soon as it is asked for: within `on`, to nobody who asks later.
 *
 * @param {WebSdkDesk} desk that has whom to tell
 */
export function listen(desk) {
  const { backend, klarna } = desk;
  const isConfirmed = Boolean(backend?.status);
  /** @type {string | undefined} */
  let paymentTransactionId;
  klarna.on("outcome", (outcome) => {
    paymentTransactionId = outcome.paymentTransactionId;
  });
  /** What a click was refused with. @type {KlarnaError | undefined} */
  let refusal;
  klarna.on("end", (end) => {
    const { status, paymentRequestId } = end;
    refusal = undefined;
    desk.going = undefined;
    if (status !== "completed" || !isConfirmed || !paymentRequestId)
      return desk.ended(status === "approved" ? { ...end, paymentTransactionId } : end);
    desk.isOwed = true;
    desk.ask = () =>
      runs(
        desk,
        klarna
          .confirm(paymentRequestId)
          .then(
            ({ status, body }) => {
              desk.isOwed = status === "pending";
              return { status: status === "expired" ? "dismissed" : status, body };
            },
            (error) => ({ status: "failed", error }),
          )
          .then((said) => /** @type {WebSdkEnd} */ ({ ...said, paymentRequestId })),
      );
    desk.ask();
  });
  // Of what fails, the end of the click tells. One on Klarna's own button that is refused has none.
  klarna.on("error", ({ error }) => {
    if (error.code !== "INVALID_STATE") return;
    refusal = error;
    setTimeout(() => {
      if (refusal === error) desk.ended({ status: "failed", error });
    });
  });
  // The customer stays until the server has spoken.
  klarna.on("complete", () => !isConfirmed);
  // Also of a click on Klarna's own button, whose promise is Klarna's. Stand-ins do not trap.
  const { subject } = /** @type {any} */ (klarna);
  subject?.("over", []).catch((/** @type {KlarnaError} */ error) => {
    if (error.code !== "INTERNAL") return;
    desk.going = undefined;
    desk.ended({ status: "failed", error });
    desk.ended = () => {};
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
 * A call runs at a desk.
 *
 * @param {WebSdkDesk} desk
 * @param {Promise<WebSdkEnd | undefined>} call gives the end, if nothing else tells of it
 */
export function runs(desk, call) {
  const going = call.then((end) => {
    // Unless another one runs by now.
    if (desk.going === going) desk.going = undefined;
    if (end) desk.ended(end);
  });
  desk.going = going;
}
