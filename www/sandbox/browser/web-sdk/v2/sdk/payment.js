import { perform } from "./faulty-call.js";
import { PaymentButton } from "./payment-button.js";
import { paymentRequest } from "./payment-request.js";
import { fetchPresentation } from "./presentation.js";
import { pay } from "./purchase.js";

/**
 * @typedef {import("./instance.js").Instance} Instance
 * @typedef {import("./payment-button.js").ButtonConfig} ButtonConfig
 */

/**
 * The `Payment` interface of an instance.
 * @param {Instance} instance
 */
export function paymentInterface(instance) {
  const { api, events, origin, isOld } = instance;
  /** The purchase of the last presentation, to present anew what has changed. @type {unknown} */
  let presented;

  /**
   * @param {ButtonConfig} config
   * @param {string} [paymentOptionId]
   */
  const makeButton = (config, paymentOptionId) =>
    new PaymentButton(config, () =>
      pay(instance, config.initiate, paymentOptionId, config)
        .catch((error) => void instance.fail(error))
        .finally(presentAnew),
    );

  /** Klarna knows the customer better after a journey: the presentation may be another one. */
  async function presentAnew() {
    if (presented === undefined || !events.has("presentationupdate")) return;
    const next = await fetchPresentation(instance, presented, makeButton).catch(() => undefined);
    if (next) await events.emit("presentationupdate", next);
  }

  return {
    /** @param {unknown} data */
    presentation: (data) =>
      perform(
        origin,
        "presentation",
        async () => {
          const made = await fetchPresentation(instance, data, makeButton);
          presented = data;
          return made;
        },
        { data },
      ),
    /** @param {ButtonConfig} [config] */
    button: (config = {}) => makeButton(config),
    /**
     * @param {unknown} initiate
     * @param {import("./purchase.js").FlowOptions} [options]
     */
    initiate: (initiate, options = {}) =>
      pay(instance, initiate, undefined, options).catch((error) => instance.fail(error)),
    /** @param {string} id */
    fetch: (id) =>
      perform(origin, "fetch", async () => paymentRequest(await api.readPaymentRequest(id), isOld)),
    /** @param {string} id */
    cancel: (id) =>
      perform(origin, "cancel", async () =>
        paymentRequest(await api.cancelPaymentRequest(id), isOld),
      ),
    /**
     * @param {string} event
     * @param {(...args: any[]) => unknown} handler
     */
    on: (event, handler) => events.on(event, handler),
    /**
     * @param {string} event
     * @param {(...args: any[]) => unknown} handler
     */
    off: (event, handler) => events.off(event, handler),
    ShippingRejectionReason: Object.freeze(
      Object.fromEntries(
        ["COUNTRY", "POSTAL_CODE", "CITY", "REGION", "ADDRESS"].map((what) => {
          const reason = `${what}_NOT_SUPPORTED`;
          return [reason, reason];
        }),
      ),
    ),
  };
}
