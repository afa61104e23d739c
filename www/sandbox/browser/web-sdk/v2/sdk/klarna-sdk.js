import { checkConfig, PRODUCTS } from "./config.js";
import { defineElements, defineTestBadge } from "./custom-elements.js";
import { customerInterface } from "./customer.js";
import { perform } from "./faulty-call.js";
import { identityInterface } from "./identity.js";
import { Instance } from "./instance.js";
import { messagingInterface } from "./messaging.js";
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
    await instance.session.open(instance.config.sdkToken);
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
  const { session } = instance;
  const { products = PRODUCTS } = instance.config;
  const { token, on } = session;
  /** @param {string} product @param {object} members */
  const only = (product, members) => products.includes(product) && members;
  return {
    Config: {
      /** @param {string} _partnerAccountId the sandbox has one account */
      setPartnerAccountId: async (_partnerAccountId) => {},
      /** @param {string} sdkToken */
      setSdkToken: (sdkToken) => session.resume(sdkToken),
    },
    ...only("PAYMENT", { Payment: paymentInterface(instance) }),
    ...only("CUSTOMER", { Customer: customerInterface(instance) }),
    ...only("IDENTITY", { Identity: identityInterface(instance) }),
    ...only("MESSAGING", { Messaging: messagingInterface(instance) }),
    Interoperability: { token, on },
    ...(!instance.isOld && { Network: { Session: { token, on } } }),
  };
}
