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

/**
 * Newer builds write to the options they are given: what the category "klarna" stands for, and nothing for any other.
 * @param {Options} options
 */
export function writeCategories(options) {
  if (IS_OLD_BUILD || options.payment_method_categories !== undefined) return;
  options.payment_method_categories =
    options.payment_method_category === "klarna" ? [...NEW_CATEGORIES] : undefined;
}

/**
 * An empty text, or null, is no category.
 * @param {Options} options
 */
const categoryOf = ({ payment_method_category: category }) => category || undefined;

/**
 * @param {Options} options
 * @param {string} sessionType
 */
export function checkCategories(options, sessionType) {
  const category = categoryOf(options);
  const { payment_method_categories: categories, instance_id: instance } = options;
  const given = [
    ...(category === undefined ? [] : [category]),
    ...(Array.isArray(categories) ? categories : []),
  ];
  if (sessionType === "PAYMENTS" && given.some((one) => !CATEGORIES.includes(String(one))))
    throw categoryNotSupported();
  if (category !== undefined || !categories) return;
  if (!instance) throw instanceIdNotProvided();
  if (!/^[\w-]+$/.test(String(instance))) throw invalidInstanceId();
}

/** @param {Options} options */
export function checkPreferredMethod({ preferred_payment_method: method }) {
  if (method && !METHODS.includes(String(method))) throw preferredMethodNotSupported();
}

/**
 * The name under which a widget is known.
 * @param {Options} options
 * @param {string} sessionType
 */
export const widgetName = (options, sessionType) =>
  String(options.instance_id || categoryOf(options) || sessionType.toLowerCase());
