// The cases: an export is given arbitrary values, or what it asks is answered with such.

import * as klarna from "klarna-payments-wasm";
import { answers, good, listeners } from "./sdks.js";
import { anything, neverAnswers, spoilt } from "./values.js";

/** @typedef {import("./values.js").Dice} Dice */

const TOKEN = `e30.${btoa(JSON.stringify({ session_id: "session-1" }))}.signature`;
const ORDER = {
  purchase_country: "DE",
  purchase_currency: "EUR",
  locale: "de-DE",
  order_amount: 1000,
  order_tax_amount: 0,
  order_lines: [
    {
      name: "Tea",
      quantity: 1,
      unit_price: 1000,
      total_amount: 1000,
      tax_rate: 0,
      total_tax_amount: 0,
    },
  ],
  billing_address: { given_name: "A", email: "a@example.com" },
};
const SHORT = { attemptTimeoutMs: 30, maxAttempts: 1, deadlineMs: 60 };
const paymentsOptions = () => ({
  clientToken: TOKEN,
  paymentMethodCategory: "klarna",
  backend: { url: "/api/orders", headers: { a: "b" }, context: { cart: "1" }, ...SHORT },
  sdk: { url: `${location.origin}/page/api.js`, timeoutMs: 200, retries: 0 },
  loadTimeoutMs: 30,
  log: () => {},
});
const webSdkOptions = () => ({
  clientId: "klarna_test_client_1",
  locale: "en-GB",
  products: ["PAYMENT"],
  backend: {
    authorize: { url: "/api/authorize", context: { cart: "1" }, ...SHORT },
    status: { url: "/api/payments/{paymentRequestId}", attemptTimeoutMs: 30 },
  },
  returnUrl: "/thanks",
  sdk: { url: `${location.origin}/page/klarna.mjs`, timeoutMs: 200, retries: 0 },
  log: () => {},
});

/** @typedef {import("klarna-payments-wasm").KlarnaPaymentsOptions & { backend: string }} PaymentsOptions */
/** @typedef {import("klarna-payments-wasm").KlarnaWebSdkOptions} WebSdkOptions */

/** What was made and has to end with the case. @type {{ dispose(): void }[]} */
const made = [];

/** @template {{ dispose(): void }} T @param {Promise<T>} loading */
async function kept(loading) {
  const object = await loading;
  made.push(object);
  return object;
}

const payments = (/** @type {unknown} */ options = paymentsOptions()) =>
  kept(klarna.loadKlarnaPayments(/** @type {PaymentsOptions} */ (options)));
const webSdk = (/** @type {unknown} */ options = webSdkOptions()) =>
  kept(klarna.loadKlarnaWebSdk(/** @type {WebSdkOptions} */ (options)));

/** Any method of an object, with anything; sometimes upon anything else. @param {Dice} dice @param {any} object @param {Record<string, unknown[]>} methods */
function call(dice, object, methods) {
  const { pick, roll } = dice;
  const name = pick(Object.keys(methods));
  const args = (methods[name] ?? []).map((given) =>
    roll() < 0.6 ? spoilt(dice, given) : roll() < 0.5 ? given : anything(dice),
  );
  const method = object[name];
  const other = roll() < 0.1 ? anything(dice) : object;
  return method.apply(neverAnswers.has(other) ? object : other, args);
}

const CALL = { order: ORDER, autoFinalize: true, timeoutMs: 30 };
const OF_PAYMENTS = {
  load: ["#klarna", ORDER],
  loadPaymentReview: ["#klarna"],
  authorize: [CALL, ORDER],
  reauthorize: [CALL],
  finalize: [CALL],
  deliver: [],
  settle: [{ placed: true }],
  on: ["statechange", () => {}],
  dispose: [],
};
/** @type {import("klarna-payments-wasm").PresentationOptions} */
const PRESENTATION = {
  amount: 1000,
  currency: "EUR",
  locale: "en-GB",
  intents: ["PAY"],
  purchase: "1",
};
const OF_WEB_SDK = {
  presentation: [PRESENTATION],
  initiate: [{ option: "default", purchase: "1", initiationMode: "ON_PAGE" }],
  on: ["complete", () => {}],
  fetch: ["request-1"],
  cancel: ["request-1"],
  confirm: ["request-1", { timeoutMs: 30 }],
  settle: [{ placed: true }],
  dispose: [],
};
const OF_PRESENTATION = {
  mount: ["header", "#klarna", { option: "default", shape: "badge" }],
  mountButton: ["#klarna", { id: "b", theme: "dark", disabled: true }],
  refresh: [PRESENTATION],
};

/** What goes wrong with answers. @param {Dice} dice @returns {import("./sdks.js").Answers} */
function strange(dice) {
  const isThrown = dice.roll() < 0.3;
  const isNever = dice.roll() < 0.02;
  return {
    value: (given) => (dice.roll() < 0.5 ? spoilt(dice, given) : anything(dice)),
    isThrown: () => isThrown,
    isNever: () => isNever,
  };
}

/** @type {Record<string, (dice: Dice) => unknown>} */
const CASES = {
  isKlarnaError: (dice) => klarna.isKlarnaError(anything(dice)),
  commerceLayer: (dice) =>
    klarna.commerceLayer(
      spoilt(dice, { baseUrl: "https://x.example", klarnaPaymentId: "1", accessToken: "2" }),
    ),
  preload: (dice) => klarna.preload(spoilt(dice, { for: dice.pick(["payments", "web-sdk"]) })),
  loadKlarnaPayments: (dice) => payments(spoilt(dice, paymentsOptions())),
  loadKlarnaWebSdk: (dice) => webSdk(spoilt(dice, webSdkOptions())),
  "a method of v1": async (dice) => {
    const object = await payments();
    const running = dice.roll() < 0.5 ? object.load("#klarna", ORDER) : undefined;
    if (dice.roll() < 0.7) await running?.catch(() => {});
    const calls = [1, 2].map(async () => call(dice, object, OF_PAYMENTS));
    return Promise.all([running, ...calls]);
  },
  "an answer to v1": async (dice) => {
    const object = await payments();
    await object.load("#klarna", ORDER);
    answers.payments = strange(dice);
    const { pick } = dice;
    const asked = pick([
      () => object.authorize(CALL),
      () => object.reauthorize(CALL),
      () => object.finalize(CALL),
      () => object.load("#klarna", ORDER),
    ]);
    return asked();
  },
  "a backend of v1": async (dice) => {
    const object = await payments();
    await object.load("#klarna", ORDER);
    answers.backend = strange(dice);
    await object.authorize(CALL).catch(() => {});
    if (object.state === "undelivered") await object.deliver();
  },
  "a start of v1": (dice) => {
    answers.payments = strange(dice);
    return payments();
  },
  "a method of v2": async (dice) => {
    const object = await webSdk();
    return Promise.all([1, 2].map(async () => call(dice, object, OF_WEB_SDK)));
  },
  "a presentation of v2": async (dice) => {
    const object = await webSdk();
    const shown = await object.presentation(PRESENTATION);
    const part = await call(dice, shown, OF_PRESENTATION);
    part?.setDisabled?.(anything(dice));
    part?.unmount?.();
  },
  "an answer to v2": async (dice) => {
    const object = await webSdk();
    answers.webSdk = strange(dice);
    const shown = await object.presentation(PRESENTATION);
    shown.mount("header", "#klarna");
    shown.mountButton("#klarna");
    return Promise.all([object.initiate(), object.fetch("1"), object.cancel("1")]);
  },
  "a start of v2": (dice) => {
    answers.webSdk = strange(dice);
    return webSdk();
  },
  "a backend of v2": async (dice) => {
    const object = await webSdk();
    object.on("error", () => {});
    await object.presentation(PRESENTATION);
    answers.backend = strange(dice);
    return Promise.all([object.initiate(), object.confirm("1", { timeoutMs: 30 })]);
  },
  "an event of v2": async (dice) => {
    const object = await webSdk();
    object.on("error", () => {});
    for (const name of /** @type {const} */ (["complete", "abort", "shippingaddresschange"]))
      object.on(name, () => /** @type {any} */ (anything(dice)));
    const request = { paymentRequestId: "request-1", state: "COMPLETED", stateContext: {} };
    // A handler may never answer: then Klarna's SDK is not answered either.
    for (const [, heard] of listeners.splice(0))
      await Promise.race([heard(spoilt(dice, request)), late(5)]);
  },
};
export const NAMES = Object.keys(CASES);

/** What a polluted page's prototypes have. */
const POLLUTED = [
  "url",
  "status",
  "token",
  "signal",
  "approved",
  "headers",
  "order_lines",
  "result",
];

/**
 * One case. Gives what came of it once everything that it began has ended.
 *
 * @param {string} name
 * @param {Dice} dice
 */
export async function play(name, dice) {
  const polluted = dice.roll() < 0.05 ? dice.pick(POLLUTED) : undefined;
  if (polluted)
    Object.defineProperty(Object.prototype, polluted, {
      value: anything(dice),
      configurable: true,
      writable: true,
    });
  let done;
  try {
    done = Promise.resolve(CASES[name]?.(dice)).then(
      () => "ended",
      (thrown) => thrown,
    );
  } catch (thrown) {
    done = Promise.resolve([thrown]);
  }
  // What waits without a limit ends when it is disposed of.
  const first = await Promise.race([done, late(120)]);
  for (const object of made.splice(0)) object.dispose();
  // A script at Klarna's own address, which cannot be reached here, is asked for three times, with pauses.
  const last = first === LATE ? await Promise.race([done, late(6_000)]) : first;
  for (const object of made.splice(0)) object.dispose();
  listeners.length = 0;
  good();
  if (polluted) Reflect.deleteProperty(Object.prototype, polluted);
  return last;
}

export const LATE = Symbol("without an end");

/** @param {number} ms @returns {Promise<unknown>} */
const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms, LATE));
