import { BUILD } from "./build.js";
import { createExpressButton } from "./express-button.js";
import { payByExpress } from "./express-purchase.js";
import { noteCall, perform } from "./faulty-call.js";
import { containerElement } from "./options.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./arguments.js").Options} Options
 * @typedef {{ client_id?: unknown, client_key?: unknown, client_token?: unknown }} Credentials
 */

const NOT_SHOWN = Object.freeze({ show_form: false });
/** Build 2004 knows the options of `Buttons.authorize` in one spelling only. */
const KNOWS_SNAKE_CASE = BUILD !== "2004";

/** @type {Credentials | undefined} */
let credentials;

/** `Klarna.Payments.Buttons`: Express Checkout. */
export const expressCheckout = {
  /** What it is given is not looked at, here as there: wrong credentials show when the customer clicks. @param {Credentials} [given] */
  init(given) {
    noteCall("Buttons.init");
    const { client_id, client_key, client_token } = given ?? {};
    if (!client_id && !client_key && !client_token)
      throw new Error("Required credentials are missing to initialize Express Checkout");
    if (client_key) console.warn("Klarna sandbox: client_key is deprecated, use client_id");
    credentials = { client_id, client_key, client_token };
    return expressCheckout;
  },

  /**
   * Shows a button. It answers at once; a second call shows a second button.
   * @param {Options} config
   * @param {Callback} [callback]
   */
  load(config, callback) {
    noteCall("Buttons.load");
    try {
      showButton(config);
      callback?.({ show_form: true });
      return expressCheckout;
    } catch (error) {
      if (typeof callback !== "function") throw error;
      callback({ ...NOT_SHOWN, error: bare(error) });
      return undefined;
    }
  },

  /**
   * Starts a purchase from a button of the shop's own.
   * @param {Options} options
   * @param {unknown} payload
   * @param {Callback} callback
   */
  async authorize(options, payload, callback) {
    if (typeof callback !== "function") throw new Error("Missing required callback");
    const read = readOptions(options, KNOWS_SNAKE_CASE);
    const call = { options: { ...read }, data: payload, callback };
    let over;
    perform("Buttons.authorize", call, NOT_SHOWN, (answer) => {
      if (credentials) over = payByExpress(credentials, read, payload, answer);
      else answer({ ...NOT_SHOWN, error: bare(notInitialisedYet()) });
    });
    await over;
    return expressCheckout;
  },
};

/** @param {Options} config */
function showButton({ container, on_click: onClick, ...look }) {
  const known = credentials;
  if (!known) throw notInitialisedYet();
  if (typeof onClick !== "function") throw new Error("on_click is missing, or no function");
  const element = containerElement(container);
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  /** `(options, data, callback)` or `(data, callback)`. @param {unknown[]} args */
  const authorize = async (...args) => {
    const [options, data, callback] = args.length > 2 ? args : [{}, ...args];
    const read = readOptions(options, true);
    await payByExpress(known, read, data, /** @type {Callback} */ (callback ?? (() => {})));
  };
  root.append(createExpressButton(root, look, () => onClick(authorize)));
}

/**
 * @param {unknown} options
 * @param {boolean} snakeCase whether the documented spelling counts; camel case wins
 */
function readOptions(options, snakeCase) {
  const { autoFinalize, auto_finalize, collectShippingAddress, collect_shipping_address } =
    /** @type {Options} */ (options ?? {});
  const finalizes = autoFinalize ?? (snakeCase ? auto_finalize : undefined);
  const collects = collectShippingAddress ?? (snakeCase ? collect_shipping_address : undefined);
  return { autoFinalize: finalizes !== false, collectShippingAddress: collects === true };
}

const notInitialisedYet = () =>
  new Error("Express Checkout has not been initialized. Call Klarna.Payments.Buttons.init first.");

/**
 * The error as a callback gets it: an object with the error's own properties, without its name.
 * @param {unknown} error
 */
const bare = (error) =>
  Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(error))
      .filter(([key]) => key !== "name")
      .map(([key]) => [key, /** @type {any} */ (error)[key]]),
  );
