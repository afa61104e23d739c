import { IS_OLD_BUILD } from "./build.js";
import {
  categoryNotSupported,
  instanceIdNotProvided,
  invalidContainerSelector,
  invalidInstanceId,
  preferredMethodNotSupported,
} from "./errors.js";

/** @typedef {import("./arguments.js").Options} Options */

const NEW_CATEGORIES = [
  "klarna",
  "pay_later",
  "pay_now",
  "pay_over_time",
  "direct_bank_transfer",
  "direct_debit",
];
const OLD_CATEGORIES = [
  "pay_later",
  "pay_now",
  "pay_over_time",
  "direct_bank_transfer",
  "direct_debit",
  "card",
  "pay_in_parts",
];
const CATEGORIES = IS_OLD_BUILD ? OLD_CATEGORIES : NEW_CATEGORIES;
const METHODS = [
  "base_account",
  "deferred_interest",
  "direct_bank_transfer",
  "direct_debit",
  "fixed_amount",
  "invoice",
  "b2b_invoice",
  "pix",
];

/**
 * The element that `load` is to fill.
 * @param {unknown} container
 * @returns {Element}
 */
export function containerElement(container) {
  if (container instanceof HTMLElement) return container;
  if (typeof container !== "string")
    throw new TypeError("The container is neither a selector nor an HTMLElement");
  const found = document.querySelector(container);
  if (!found) throw invalidContainerSelector();
  return found;
}

/** Newer builds write to the options they are given. @param {Options} options */
export function writeCategories(options) {
  if (IS_OLD_BUILD || options.payment_method_categories !== undefined) return;
  const category = options.payment_method_category;
  options.payment_method_categories =
    category === "klarna" ? [...NEW_CATEGORIES] : category === undefined ? undefined : [category];
}

/**
 * @param {Options} options
 * @param {string} sessionType
 */
export function checkCategories(options, sessionType) {
  const {
    payment_method_category: category,
    payment_method_categories: categories,
    instance_id: instance,
  } = options;
  const given = [
    ...(category === undefined ? [] : [category]),
    ...(Array.isArray(categories) ? categories : []),
  ];
  if (sessionType === "PAYMENTS" && given.some((one) => !CATEGORIES.includes(String(one))))
    throw categoryNotSupported();
  if (category === undefined && categories !== undefined && instance === undefined)
    throw instanceIdNotProvided();
  if (instance !== undefined && !/^[\w-]+$/.test(String(instance))) throw invalidInstanceId();
}

/** @param {Options} options */
export function checkPreferredMethod({ preferred_payment_method: method }) {
  if (method !== undefined && !METHODS.includes(String(method)))
    throw preferredMethodNotSupported();
}

/**
 * The name under which a widget is known.
 * @param {Options} options
 * @param {string} sessionType
 */
export function widgetName(
  { instance_id: instance, payment_method_category: category },
  sessionType,
) {
  return String(instance ?? category ?? sessionType.toLowerCase());
}
