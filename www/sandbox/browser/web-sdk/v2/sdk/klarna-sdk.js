import { checkConfig } from "./config.js";
import { defineElements, defineTestBadge } from "./custom-elements.js";
import { perform } from "./faulty-call.js";
import { Instance } from "./instance.js";
import { paymentInterface } from "./payment.js";

/**
 * Makes the `KlarnaSDK` function of one evaluation of the module.
 * @param {import("./variant.js").Variant} variant
 */
export function createKlarnaSdk(variant) {
  let isDefined = false;

  /** @param {unknown} config */
  async function start(config) {
    const instance = new Instance(variant, checkConfig(config));
    defineElements();
    if (!isDefined || variant.define === "each-init") defineTestBadge();
    isDefined = true;
    await instance.openSession();
    void instance.replayRedirects();
    return sdk(instance);
  }

  /**
   * Starts an instance.
   * @param {unknown} config
   */
  return async (config) => perform(variant.origin, "KlarnaSDK", () => start(config), { config });
}

/** @param {Instance} instance */
function sdk(instance) {
  const { products } = instance.config;
  const token = () => instance.sessionToken();
  /** The token of the sandbox never changes: there is nothing to tell. */
  const on = () => {};
  return {
    Config: {
      setPartnerAccountId: async () => {},
      setSdkToken: async () => {},
    },
    ...((products?.includes("PAYMENT") ?? true) && { Payment: paymentInterface(instance) }),
    Interoperability: { token, on },
    ...(!instance.isOld && { Network: { Session: { token, on } } }),
  };
}
