import { faultOf } from "../../../host/sandbox-link.js";
import { readInitiateResult } from "./initiate-result.js";
import { invalidInput, KlarnaError, technicalError } from "./klarna-error.js";
import { MODES, prepareLaunch, runInFrame, runInWindow } from "./launch.js";
import { paymentRequest, paymentRequestData } from "./payment-request.js";
import { rememberRedirect } from "./redirects.js";
import { settle } from "./settle.js";
import { shippingAnswers } from "./shipping.js";

/**
 * @typedef {import("./instance.js").Instance} Instance
 * @typedef {import("./initiate-result.js").Intention} Intention
 * @typedef {import("./launch.js").Launch} Launch
 * @typedef {{ initiationMode?: string, hideOverlay?: boolean, returnUrl?: string }} FlowOptions
 */

/**
 * One payment, from the click to its end. Everything up to the opening of a window happens in the caller's task.
 *
 * @param {Instance} instance
 * @param {unknown} initiate the shop's callback
 * @param {string | undefined} paymentOptionId of the option whose button was clicked
 * @param {FlowOptions} options
 * @returns {Promise<import("./payment-request.js").PaymentRequest>} rejects with what is for the `error` event
 */
export function pay(instance, initiate, paymentOptionId, options) {
  const { initiationMode: mode = "DEVICE_BEST" } = options;
  const fault = faultOf(instance.origin, "web-sdk", "initiate", { ...options, paymentOptionId });
  if (fault?.kind === "throw") throw technicalError("The sandbox was asked to let initiate throw");
  if (fault?.kind === "never") return new Promise(() => {});
  if (fault?.kind === "result") return Promise.resolve(/** @type {any} */ (fault.result));
  const refusal =
    fault?.kind === "reject"
      ? technicalError("The sandbox was asked to let initiate fail")
      : refusalOf(initiate, mode);
  if (refusal) return Promise.reject(refusal);
  const launch = prepareLaunch(mode, instance.origin);
  const callback = callbackOf(instance, /** @type {Function} */ (initiate), paymentOptionId);
  if (fault?.kind === "twice") void callback().catch(() => {});
  const late = fault?.kind === "delay" ? (fault.delayMs ?? 1000) : undefined;
  return run(
    instance,
    launch,
    late === undefined ? callback : after(late, callback),
    options,
  ).catch((error) => {
    if (launch.kind === "window") launch.popup.close();
    throw error;
  });
}

/**
 * @param {number} ms
 * @param {() => Promise<unknown>} callback
 */
const after = (ms, callback) => () => new Promise((go) => setTimeout(go, ms)).then(callback);

/**
 * @param {unknown} initiate
 * @param {string} mode
 */
function refusalOf(initiate, mode) {
  if (typeof initiate !== "function") return invalidInput("initiate", "is no function");
  if (!MODES.includes(mode)) return invalidInput("initiationMode", `may be ${MODES.join(", ")}`);
  return undefined;
}

/**
 * @param {Instance} instance
 * @param {Launch} launch
 * @param {() => Promise<unknown>} callback
 * @param {FlowOptions} options
 */
async function run(instance, launch, callback, options) {
  const intention = readInitiateResult(await callback(), instance.origin);
  if (intention.kind === "navigate") {
    if (launch.kind === "window") launch.popup.close();
    return instance.leaveFor(intention.url);
  }
  const { api, origin } = instance;
  const id = intention.kind === "existing" ? intention.id : await create(instance, intention.data);
  const handOver = intention.kind === "existing" ? intention : {};
  const journeyId = await api.openJourney(id, { ...handOver, returnUrl: options.returnUrl });
  if (launch.kind === "redirect") {
    const request = await api.readPaymentRequest(id);
    if (!request.return_url && request.state === "IN_PROGRESS")
      console.warn("Klarna sandbox: a redirect without return_url does not come back");
    rememberRedirect(id);
    return instance.leaveFor(`${origin}/journey/index.html?journey=${journeyId}`);
  }
  const shopAnswers = shippingAnswers(instance, id);
  if (launch.kind === "frame") {
    await runInFrame(journeyId, origin, shopAnswers);
  } else {
    const popup = launch.kind === "window" ? launch.popup : undefined;
    const curtain = {
      opened: () => void instance.events.emit("overlayopen"),
      closed: () => void instance.events.emit("overlayclose"),
      hidden: options.hideOverlay === true && popup !== undefined,
    };
    await runInWindow(journeyId, origin, popup, curtain, shopAnswers);
  }
  await api.leaveJourney(journeyId);
  const ended = await api.readPaymentRequest(id);
  await settle(instance, ended, { navigate: true });
  return paymentRequest(ended, instance.isOld);
}

/**
 * The shop's callback, with the arguments of this release; what it gives may be a promise or not.
 * @param {Instance} instance
 * @param {Function} initiate
 * @param {string | undefined} paymentOptionId
 * @returns {() => Promise<unknown>}
 */
function callbackOf({ variant, session, config }, initiate, paymentOptionId) {
  const token = session.token();
  if (variant.initiate === "none") return async () => initiate();
  if (variant.initiate === "positional") return async () => initiate(token, paymentOptionId);
  const { acquiringConfig } = config;
  return async () =>
    initiate({
      ...(token === undefined ? {} : { klarnaNetworkSessionToken: token }),
      ...(paymentOptionId === undefined ? {} : { paymentOptionId }),
      ...(acquiringConfig === undefined ? {} : { acquiringConfig }),
    });
}

/**
 * @param {Instance} instance
 * @param {Record<string, unknown>} data
 * @returns {Promise<string>}
 */
async function create({ api, session }, data) {
  const token = session.token();
  if (token === undefined)
    throw new KlarnaError("PERMISSION_DENIED", "ACCESS_ERROR", "There is no session");
  return (await api.createPaymentRequest(paymentRequestData(data), token)).payment_request_id;
}
