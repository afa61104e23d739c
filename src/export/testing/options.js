// What the doubles check of what they are given, as the real objects do: an error names the place, never the value.

import { klarnaError } from "../klarna-error.js";
import { isLoopback, isObject, KLARNA_HOSTS, own } from "../sdk-options.js";
import { aborted, invalidArgument } from "./errors.js";

/** Checks a value, and throws. @typedef {((value: any, path: string) => void) & { isRequired?: boolean }} Rule */
/** Options by name; what is not in it is not looked at. @typedef {Record<string, Rule>} Rules */

/** @param {(value: any) => boolean} isRight @param {string} expected @returns {Rule} */
const rule = (isRight, expected) => (value, path) => {
  if (!isRight(value)) throw invalidArgument(path, `${expected} is expected here`);
};

/** A text of a form. @param {RegExp} form @param {string} expected */
const like = (form, expected) =>
  rule((value) => typeof value === "string" && form.test(value), expected);

const text = like(/./s, "a string");
const flag = rule((value) => typeof value === "boolean", "true or false");
const callable = rule((value) => typeof value === "function", "a function");
const object = rule(isObject, "an object");
const list = rule(Array.isArray, "a list");
const signal = rule(
  (value) => typeof value?.aborted === "boolean" && typeof value.addEventListener === "function",
  "an AbortSignal",
);
const within = (/** @type {number} */ least, /** @type {number} */ most) =>
  rule((value) => typeof value === "number" && value >= least && value <= most, "a number");
const ms = within(1, 0x7fffffff);
const oneOf = (/** @type {string[]} */ ...known) =>
  rule((value) => known.includes(value), `one of ${known.join(", ")}`);

/** @param {Rule} rule @returns {Rule} */
const required = (rule) =>
  Object.assign((/** @type {any} */ value, /** @type {string} */ path) => rule(value, path), {
    isRequired: true,
  });

/** @param {Rule} rule @returns {Rule} */
const each = (rule) => (value, path) => {
  list(value, path);
  for (const [index, item] of value.entries()) rule(item, `${path}[${index}]`);
};

/** @param {Rules} rules @returns {Rule} */
const nested = (rules) => (value, path) => {
  object(value, path);
  check(value, rules, path);
};

/** What the Web SDK takes for left out when it is null. @param {Rule} rule @returns {Rule} */
const orNull = (rule) => (value, path) => {
  if (value !== null) rule(value, path);
};

/**
 * Checks options.
 *
 * @param {any} options
 * @param {Rules} rules
 * @param {string} [place] where they are; an argument of their own has none
 */
export function check(options, rules, place) {
  if (options === undefined || options === null) return check({}, rules, place);
  object(options, place ?? "options");
  for (const [key, rule] of Object.entries(rules)) {
    const path = place === undefined ? key : `${place}.${key}`;
    const value = own(options, key);
    if (value !== undefined) rule(value, path);
    else if (rule.isRequired) throw invalidArgument(path, "this option is missing");
  }
}

/** Checks options, and refuses those that nobody knows. @param {any} options @param {Rules} rules */
export function checkStrictly(options, rules) {
  const given = options ?? {};
  object(given, "options");
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(rules, key));
  if (unknown !== undefined) throw invalidArgument(unknown, "there is no such option");
  check(given, rules);
}

// --- the shop's server ----------------------------------------------------------------------------------------

/** @param {any} value @param {string} path */
function urlOf(value, path) {
  text(value, path);
  const { href = "" } = globalThis.location ?? {};
  try {
    return new URL(value, href.startsWith("http") ? href : "https://shop.invalid/");
  } catch {
    throw invalidArgument(path, "an address is expected here");
  }
}

/** Whether it is https, of the page's own origin, or loopback. @param {URL} url */
function isSafe(url) {
  const isOwn = url.origin === globalThis.location?.origin || isLoopback(url);
  const isEncrypted = url.protocol === "https:" || (url.protocol === "http:" && isOwn);
  return isEncrypted && url.username === "" && url.password === "";
}

/** Where a token may be sent. @type {Rule} */
const address = (value, path) => {
  if (isSafe(urlOf(value, path))) return;
  const message = "the endpoint has to be https, of the page's own origin, or loopback";
  throw klarnaError("INSECURE_ENDPOINT", message, { path });
};

/** Where a customer may be sent. @type {Rule} */
const link = (value, path) => {
  text(value, path);
  let url;
  try {
    url = urlOf(value, path);
  } catch {}
  if (!url || !isSafe(url)) throw invalidArgument(path, "a customer may not be sent there");
};

/** @type {Rules} */
const ENDPOINT = {
  url: required(address),
  method: oneOf("POST", "PUT", "PATCH"),
  credentials: oneOf("omit", "same-origin", "include"),
  // A `Headers` object shows none of its entries.
  headers: rule(
    (value) => typeof value === "function" || (isObject(value) && !value.forEach),
    "an object",
  ),
  context: object,
  body: callable,
  idempotencyHeader: rule(
    (value) => value === false || (value && typeof value === "string"),
    "a name",
  ),
  attemptTimeoutMs: ms,
  deadlineMs: ms,
  maxAttempts: within(1, 100),
};

/** @param {Rules} [further] @returns {Rule} */
const endpoint = (further) => (value, path) =>
  typeof value === "string"
    ? address(value, path)
    : nested({ ...ENDPOINT, ...further })(value, path);

/** @type {Rules} */
const LOADING = {
  url: text,
  allowedHosts: each(text),
  nonce: text,
  timeoutMs: ms,
  retries: within(0, 10),
  signal,
};

/** Where Klarna's SDK comes from, and whether it is still wanted. @type {Rule} */
const source = (value, path) => {
  nested(LOADING)(value, path);
  const wanted = own(value, "signal");
  if (wanted?.aborted) throw aborted(wanted);
  const allowed = own(value, "allowedHosts") ?? [];
  const given = own(value, "url");
  if (given === undefined) return;
  const url = urlOf(given, `${path}.url`);
  const hosts = [...KLARNA_HOSTS, ...allowed];
  const isKnown = hosts.includes(url.host) || allowed.includes(url.hostname);
  const isRight = isLoopback(url) || (url.protocol === "https:" && isKnown);
  if (!isRight || url.username !== "" || url.password !== "")
    throw invalidArgument(
      `${path}.url`,
      "an https address of Klarna's, or of sdk.allowedHosts, is expected here",
    );
};

// --- Klarna Payments (v1) -------------------------------------------------------------------------------------

/** @type {Rules} */
const PAYMENTS = {
  clientToken: required(text),
  paymentMethodCategory: rule((value) => value === null || typeof value === "string", "a string"),
  paymentMethodCategories: each(text),
  instanceId: like(/^[\w-]+$/, "a word"),
  preferredPaymentMethod: text,
  backend: endpoint({ cancel: endpoint() }),
  sdk: source,
  loadTimeoutMs: ms,
  orderCheck: oneOf("refuse", "warn", "off"),
  log: callable,
  fallback: callable,
};

/** The options of `loadKlarnaPayments`. @param {any} options */
export function checkPayments(options) {
  if (own(options, "clientToken") === "")
    throw klarnaError("INVALID_CLIENT_TOKEN", "the client token is empty", { path: "clientToken" });
  check(options, PAYMENTS);
  const categories = own(options, "paymentMethodCategories");
  if (categories === undefined) return;
  if (own(options, "paymentMethodCategory") || categories.length === 0)
    throw invalidArgument(
      "paymentMethodCategories",
      "give one category, or at least one in a list",
    );
  if (own(options, "instanceId") === undefined)
    throw invalidArgument("instanceId", "several categories in one widget need an instanceId");
}

/** @type {Rules} */
const CALL = { order: () => {}, autoFinalize: flag, signal, timeoutMs: ms };

/** The first parameter of a call that an object has. @param {any} value */
const parameterIn = (value) =>
  isObject(value) ? Object.keys(CALL).find((key) => Object.hasOwn(value, key)) : undefined;

const isNone = (/** @type {any} */ order) => order === undefined || order === null;

/** What is in it is not checked. @param {any} order */
export function checkOrder(order) {
  if (isNone(order)) return;
  object(order, "data");
  const key = parameterIn(order);
  if (key) throw invalidArgument(key, "no order has this: it stands beside one");
}

/** @typedef {{ signal?: AbortSignal, timeoutMs?: number }} Parameters */

/** What `authorize` is given: parameters, and the order in them or beside them. @param {any} given @param {any} beside @returns {Parameters} */
export function callParameters(given, beside) {
  checkStrictly(given, CALL);
  const parameters = given ?? {};
  const order = own(parameters, "order");
  if (!isNone(order) && !isNone(beside)) throw invalidArgument("order", "the order is given twice");
  checkOrder(isNone(order) ? beside : order);
  return parameters;
}

/** What `reauthorize` and `finalize` are given: the same, or the order alone. @param {any} given @param {any} beside @returns {Parameters} */
export function parametersOrOrder(given, beside) {
  return parameterIn(given) || !isNone(beside)
    ? callParameters(given, beside)
    : callParameters(undefined, given);
}

/** @type {Rules} */
export const SETTLE = { placed: required(flag) };

// --- Klarna Web SDK (v2) --------------------------------------------------------------------------------------

const notBlank = orNull(like(/[^\t\n\f\r ]/, "a text"));
const flagOrNull = orNull(flag);
const locale = orNull(like(/^(?=.{1,11}$)[a-z]{2,3}(-([a-z]{2,4}|\d{3}))*$/i, "a locale"));
const someOfOrNull = (/** @type {string[]} */ ...known) =>
  orNull((value, path) => {
    each(oneOf(...known))(value, path);
    if (value.length === 0)
      throw invalidArgument(path, "a list that is not empty is expected here");
  });
const oneOfOrNull = (/** @type {string[]} */ ...known) => orNull(oneOf(...known));
const mode = oneOfOrNull("DEVICE_BEST", "ON_PAGE", "REDIRECT", "POPUP");
const intents = someOfOrNull("PAY", "SUBSCRIBE", "SIGNUP", "SIGNIN", "DONATE", "ADD_TO_WALLET");
const option = oneOfOrNull("default", "saved");
/** But for the noise of price × 100, which is rounded away. */
const amount = orNull(
  rule((value) => {
    const whole = typeof value === "number" ? Math.round(value) : -1;
    return whole >= 0 && whole <= Number.MAX_SAFE_INTEGER && Math.abs(value - whole) <= 1e-6;
  }, "a whole number of minor units"),
);
const count = orNull(
  rule((value) => Number.isSafeInteger(value) && value >= 1, "a whole number from 1 on"),
);

/** @type {Rules} */
const WEB_SDK = {
  clientId: required(notBlank),
  locale,
  partnerAccountId: notBlank,
  sdkToken: notBlank,
  products: someOfOrNull("PAYMENT", "CUSTOMER", "IDENTITY", "MESSAGING"),
  acquiringConfig: orNull(
    nested({
      paymentAccountId: notBlank,
      paymentAccountReference: notBlank,
      paymentAcquiringAccountId: notBlank,
    }),
  ),
  backend: required(nested({ authorize: required(endpoint()), status: endpoint() })),
  sdk: source,
  returnUrl: link,
  declineUrl: link,
  purchase: notBlank,
  expose: someOfOrNull("klarnaNetworkSessionToken", "paymentToken"),
  log: callable,
  fallback: callable,
};

/** The options of `loadKlarnaWebSdk`. @param {any} options */
export function checkWebSdk(options) {
  check(options, WEB_SDK);
  if (options.clientId === null) throw invalidArgument("clientId", "this option is missing");
  const { products, acquiringConfig } = options;
  if (products && !products.includes("PAYMENT"))
    throw invalidArgument(
      "products",
      "PAYMENT, which this package drives, has to be among the products",
    );
  if (!acquiringConfig) return;
  const has = (/** @type {string} */ key) => (own(acquiringConfig, key) ?? null) !== null;
  const isReference = has("paymentAccountReference") && has("paymentAcquiringAccountId");
  if (has("paymentAccountId") === isReference)
    throw invalidArgument(
      "acquiringConfig",
      "an account, or a reference with its account, is expected here",
    );
}

/** @type {Rules} */
export const PRESENTATION = {
  amount,
  currency: orNull(like(/^[A-Z]{3}$/, "a currency")),
  locale,
  intents,
  subscriptionBillingInterval: oneOfOrNull("DAY", "WEEK", "MONTH", "YEAR"),
  subscriptionBillingIntervalFrequency: count,
  purchase: notBlank,
};

/** What `presentation` is given. @param {any} options */
export function checkPresentation(options) {
  check(options, PRESENTATION);
  if ((own(options, "currency") ?? null) === null)
    throw invalidArgument("currency", "this option is missing");
}

/** A double's presentation has one way to pay. @param {any} options */
export function checkChoice(options) {
  if (own(options, "option") === "saved")
    throw invalidArgument("option", "the presentation has no saved option");
}

/** @type {Rules} */
export const INITIATE = {
  option,
  purchase: notBlank,
  initiationMode: mode,
  hideOverlay: flagOrNull,
};

/** @type {Rules} */
export const BUTTON = {
  option,
  id: notBlank,
  initiationMode: mode,
  intents,
  disabled: flagOrNull,
  loading: flagOrNull,
  locale,
  shape: oneOfOrNull("default", "pill", "rect"),
  theme: oneOfOrNull("default", "light", "dark", "outlined"),
  hideOverlay: flagOrNull,
};

/** @type {Rules} */
export const PART = {
  option,
  shape: oneOfOrNull("default", "badge", "rectangle", "square"),
  variant: oneOfOrNull("short", "enriched"),
};

export const checkPart = oneOf("header", "subheader", "icon", "badge", "message", "terms");

/** @type {Rules} */
export const CONFIRM = { timeoutMs: ms, signal };

/** @type {Rule} */
export const checkText = text;

// --- the page -------------------------------------------------------------------------------------------------

/** Where Klarna is shown. Without a document there is nothing to look it up in. @param {any} container @returns {unknown} */
export function checkContainer(container) {
  const refuse = (/** @type {string} */ message) =>
    klarnaError("INVALID_CONTAINER", message, { path: "container" });
  if (typeof document === "undefined") {
    if (container && ["string", "object"].includes(typeof container)) return container;
    throw refuse("the container is neither a selector nor an HTML element of this page");
  }
  let element = container;
  try {
    if (typeof container === "string") element = document.querySelector(container);
  } catch {
    throw refuse("the container is not a valid selector");
  }
  if (element?.nodeType !== 1) throw refuse("there is no such element");
  if (!element.isConnected) throw refuse("the container is not in the document");
  if (element.getRootNode() !== document) throw refuse("the container is inside a shadow root");
  return element;
}
