import { record } from "../panel/timeline.js";
import { element, need } from "./element.js";
import { isSaid, t } from "./messages.js";
import { ShopApiError } from "./shop-api.js";

/**
 * What the customer can do now: go somewhere, or run something on this page.
 * @typedef {{ id: string, message: string, href: string } | { id: string, message: string, run: () => void }} NextStep
 */

const place = need("#outcome-place");
place.setAttribute("aria-live", "polite");

/**
 * Tells the customer how it went, and offers the next step. The region is announced, and gets the focus so that the
 * next Tab is at the next step.
 *
 * @param {string} outcome the middle part of the message keys `outcome.….title`
 * @param {NextStep[]} [nextSteps]
 */
export function showOutcome(outcome, nextSteps = []) {
  record("outcome", outcome);
  const notice = element(
    "section",
    { class: "outcome", "data-outcome": outcome, tabindex: "-1" },
    element("h2", {}, t(`outcome.${outcome}.title`)),
    element("p", {}, t(textOf(outcome))),
  );
  if (nextSteps.length > 0)
    notice.append(element("div", { class: "actions" }, ...nextSteps.map(stepElement)));
  place.replaceChildren(notice);
  notice.focus({ preventScroll: true });
  notice.scrollIntoView({ block: "nearest" });
}

/** @param {string} outcome */
function textOf(outcome) {
  const own = `outcome.${outcome}.text.${document.documentElement.dataset.page}`;
  return isSaid(own) ? own : `outcome.${outcome}.text`;
}

export function clearOutcome() {
  place.replaceChildren();
}

/** @param {NextStep} step */
function stepElement(step) {
  if ("href" in step)
    return element("a", { class: "button", id: step.id, href: step.href }, t(step.message));
  const button = element(
    "button",
    { class: "button", id: step.id, type: "button" },
    t(step.message),
  );
  button.addEventListener("click", step.run);
  return button;
}

/**
 * What the customer can do about a failure: look at the order, where it says that there is one.
 *
 * @param {unknown} error
 * @param {NextStep[]} otherwise
 */
export function stepsAfter(error, otherwise) {
  const orderNumber = error instanceof ShopApiError && error.orderNumber;
  return orderNumber ? [nextStep.toOrder(orderNumber)] : otherwise;
}

/**
 * A basket is empty also where it was ordered a moment ago, and the page that asked for it has not heard.
 *
 * @param {{ last_order?: string }} cart
 * @returns {NextStep[]}
 */
export const stepsOfEmptyCart = ({ last_order }) => [
  ...(last_order ? [nextStep.toOrder(last_order)] : []),
  nextStep.toCart,
];

/** The next steps that many outcomes share. */
export const nextStep = {
  toPayment: { id: "to-payment", message: "action.toPayment", href: "/payment" },
  toPay: { id: "to-pay", message: "action.retry", href: "/pay" },
  toCart: { id: "to-cart", message: "action.toCart", href: "/" },
  contact: {
    id: "contact",
    message: "action.contact",
    href: "mailto:hello@moss-and-ember.example",
  },
  reload: { id: "reload", message: "action.reload", run: () => location.reload() },
  /** @param {string} number of an order that there is @returns {NextStep} */
  toOrder: (number) => ({
    id: "to-order",
    message: "action.toOrder",
    href: `/confirmation?order=${encodeURIComponent(number)}`,
  }),
  /** @param {string} paymentId which was paid, or not @returns {NextStep} */
  lookAgain: (paymentId) => ({
    id: "look-again",
    message: "action.lookAgain",
    href: `/pay/return?purchase=${encodeURIComponent(paymentId)}`,
  }),
};
