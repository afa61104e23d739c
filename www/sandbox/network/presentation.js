import { NetworkError, permissionDenied } from "./errors.js";

/** Currencies of the sandbox's region; Klarna's region follows the currency. */
const CURRENCIES = ["EUR", "SEK", "NOK", "DKK", "GBP", "CHF", "PLN", "CZK", "USD"];

/**
 * What to show of Klarna for a purchase.
 * @param {import("../world.js").World} world
 * @param {{ amount: number | undefined, currency: string, locale: string | undefined, intents: string[] }} purchase
 */
export function presentation(world, { amount, currency, locale, intents }) {
  const { offered, fallback, assessment } = world.choice.effects();
  if (fallback) throw permissionDenied("This client may not ask for a presentation");
  if (!CURRENCIES.includes(currency.toUpperCase()))
    throw new NetworkError(404, "RESOURCE_NOT_FOUND", "RESOURCE_ERROR", "Klarna is not there");
  const salt = world.randomness.text(8);
  /** @param {string} name */
  const optionId = (name) => Buffer.from(`${name}_${salt}`).toString("base64");
  const saved = assessment === "approved";
  return {
    instruction: offered === false ? "HIDE_KLARNA" : saved ? "PRESELECT_KLARNA" : "SHOW_KLARNA",
    payment_status: saved ? "PENDING_PARTNER_AUTHORIZATION" : "REQUIRES_CUSTOMER_ACTION",
    locale: locale ?? "en-US",
    amount,
    currency,
    intents,
    payment_option: {
      payment_option_id: optionId("KLARNA"),
      header: "Klarna (sandbox)",
      subheader: "Pay now, in 30 days or in parts",
      message: "No fees when you pay on time",
      terms: "Terms of the sandbox",
    },
    saved_payment_option: saved
      ? {
          payment_option_id: optionId("SAVED_PAYMENT_OPTION"),
          header: "Klarna (sandbox) •••• 1234",
          subheader: "Pay now as last time",
          badge: "Saved",
        }
      : undefined,
  };
}

/**
 * The same as a partner's server gets it: texts are objects, messages have parts. (Klarna Network API, Payment Presentation.)
 * @param {ReturnType<typeof presentation>} shown
 * @param {string} sandboxUrl
 */
export function partnerPresentation(shown, sandboxUrl) {
  const { payment_option: option, saved_payment_option: saved, ...rest } = shown;
  const icon = { badge_image_url: `${sandboxUrl}/kp/badge.svg` };
  return {
    ...rest,
    payment_option: {
      payment_option_id: option.payment_option_id,
      icon,
      header: { text: option.header },
      subheader: { text: option.subheader },
      message: { parts: [{ text: option.message }] },
      terms: { text: option.terms },
    },
    ...(saved && {
      saved_payment_option: {
        payment_option_id: saved.payment_option_id,
        icon,
        header: { text: saved.header },
        subheader: { text: saved.subheader },
        badge: { text: saved.badge },
      },
    }),
  };
}
