import { isLocale } from "./config.js";
import { invalidInput, KlarnaError } from "./klarna-error.js";
import { UiElement } from "./ui-element.js";

/**
 * @typedef {import("./instance.js").Instance} Instance
 * @typedef {import("./payment-button.js").ButtonConfig} ButtonConfig
 * @typedef {{ payment_option_id: string, header: string, subheader: string, message?: string, terms?: string, badge?: string }} Option
 *   an option in the server's spelling
 * @typedef {(config: ButtonConfig, paymentOptionId: string | undefined) => UiElement} MakeButton
 */

const ICON_SHAPES = ["default", "badge", "rectangle", "square"];

/** What the SDK shows when Klarna refuses the presentation (401): the ids are those of no real option. */
const FALLBACK = Object.freeze({
  instruction: "SHOW_KLARNA",
  payment_status: "REQUIRES_CUSTOMER_ACTION",
  payment_option: {
    payment_option_id: "KLARNA",
    header: "Klarna (sandbox)",
    subheader: "Pay now, later or in parts",
  },
});

/**
 * Asks Klarna how to present itself.
 * @param {Instance} instance
 * @param {unknown} data
 * @param {MakeButton} makeButton
 * @returns {Promise<object>} in the shape of the release
 */
export async function fetchPresentation(instance, data, makeButton) {
  const purchase = checkPurchase(data, instance.isOld);
  const answer = await instance.api.presentation(purchase).catch((error) => {
    if (!(error instanceof KlarnaError) || error.errorCode !== "PERMISSION_DENIED") throw error;
    instance.session.forget();
    return FALLBACK;
  });
  return shape(instance.variant, answer, makeButton);
}

/**
 * @param {unknown} data
 * @param {boolean} isOld older releases need all three
 */
function checkPurchase(data, isOld) {
  const { amount, currency, locale, intents } = /** @type {Record<string, unknown>} */ (data ?? {});
  if (typeof currency !== "string") throw invalidInput("currency", "is missing");
  if (isOld && (amount === undefined || locale === undefined))
    throw invalidInput(amount === undefined ? "amount" : "locale", "is missing");
  if (amount !== undefined && !Number.isSafeInteger(amount))
    throw invalidInput("amount", "is no whole number of minor units");
  if (locale !== undefined && !isLocale(locale)) throw invalidInput("locale", "is no BCP 47 tag");
  return { amount, currency, locale, intents };
}

/**
 * @param {import("./variant.js").Variant} variant
 * @param {{ instruction: string, payment_status: string, payment_option: Option, saved_payment_option?: Option }} answer
 * @param {MakeButton} makeButton
 */
function shape({ release, origin }, answer, makeButton) {
  const { instruction, payment_status: paymentStatus, payment_option: option } = answer;
  if (release === "r6" || release === "r8")
    return { instruction, ...withTexts(option, `${origin}/kp/badge.svg`, makeButton) };
  if (release === "flat") {
    const { paymentOptionId: _id, ...parts } = nested(option, makeButton);
    return { instruction, paymentStatus, ...parts };
  }
  const { saved_payment_option: saved } = answer;
  return {
    instruction,
    paymentStatus,
    paymentOption: nested(option, makeButton),
    ...(saved && { savedPaymentOption: nested(saved, makeButton) }),
  };
}

/**
 * @param {Option} option
 * @param {MakeButton} makeButton
 */
function nested(option, makeButton) {
  const { payment_option_id: paymentOptionId, header, subheader, badge, message, terms } = option;
  return {
    paymentOptionId,
    header: { component: () => textElement("header", header) },
    subheader: { component: () => textElement("subheader", subheader) },
    icon: { component: icon },
    ...(badge && { badge: { component: () => textElement("badge", badge) } }),
    ...(message && { message: { component: () => textElement("message", message) } }),
    ...(terms && { terms: { component: () => textElement("terms", terms) } }),
    paymentButton: {
      /** @param {ButtonConfig} [config] */
      component: (config = {}) => makeButton(config, paymentOptionId),
    },
  };
}

/**
 * @param {Option} option
 * @param {string} image where there is one
 * @param {MakeButton} makeButton
 */
function withTexts({ header, subheader }, image, makeButton) {
  return {
    header: { text: header, component: () => textElement("header", header) },
    subheader: {
      short: { text: subheader, component: () => textElement("subheader", subheader) },
      enriched: {
        text: subheader,
        link: { href: "#", linkText: "Read more" },
        component: () => textElement("subheader", subheader),
      },
    },
    icon: {
      alt: "Klarna",
      badgeImageUrl: image,
      rectangleImageUrl: image,
      squareImageUrl: image,
      component: icon,
    },
    paymentButton: {
      text: "Pay with Klarna",
      /** @param {ButtonConfig} [config] */
      component: (config = {}) => makeButton(config, undefined),
    },
  };
}

/** @param {{ shape?: string }} [config] */
function icon({ shape: iconShape = "default" } = {}) {
  if (!ICON_SHAPES.includes(iconShape))
    throw invalidInput("shape", `may be ${ICON_SHAPES.join(", ")}`);
  const made = textElement("icon", "Klarna");
  made.htmlElement.dataset.shape = iconShape;
  return made;
}

/**
 * @param {string} part
 * @param {string} text
 */
function textElement(part, text) {
  const element = /** @type {import("./html-elements.js").KlarnaTextElement} */ (
    document.createElement(`klarna-payment-${part}`)
  );
  element.text = text;
  return new UiElement(element);
}
