// Klarna Web SDK (v2) and its double.

import { mockKlarnaWebSdk } from "../../../pkg/testing.js";
import { loadKlarnaWebSdk } from "../../../pkg/web-sdk.js";
import { FakeWebSdk } from "../../browser/fake_web_sdk.js";
import { IMPOSSIBLE, Side } from "./play.js";

/** @typedef {import("./play.js").Acts} Acts */

export const EVENTS = [
  ...["complete", "abort", "error", "presentationupdate", "outcome", "end", "statechange"],
];

const CLICK = { klarnaNetworkSessionToken: "session-token", paymentOptionId: "option-1" };

let clients = 0;

/** What both sides have. */
class WebSdkSide extends Side {
  clientId = `klarna_test_client_${++clients}`;
  /** How many payment requests there were. */
  requests = 0;
  /** @type {any} */
  presentation;

  /** @override */
  get options() {
    const { clientId } = this;
    const backend = { authorize: { url: "/authorize", maxAttempts: 1 }, status: "/status" };
    return { clientId, backend, sdk: { url: `/browser/fake_klarna.js?${clientId}` } };
  }

  /** @param {object} [options] */
  async present(options) {
    const given = { amount: 100, currency: "EUR", ...options };
    this.presentation = await this.klarna.presentation(given);
    return this.presentation.instruction;
  }

  /** The newest. */
  get shown() {
    if (!this.presentation) throw IMPOSSIBLE;
    return this.presentation;
  }

  /** @param {number} number */
  request(number) {
    return `krn:payment:request:${number}`;
  }

  get currentRequest() {
    return this.request(this.requests);
  }

  /** The backend makes a payment request. */
  wantsMore() {
    const paymentRequestId = this.request(this.requests + 1);
    this.backendAnswers({ result: "STEP_UP_REQUIRED", paymentRequestId });
    this.requests += 1;
  }

  /** @param {any} _answer */
  backendAnswers(_answer) {
    throw new Error("each side has its own");
  }
}

export class Double extends WebSdkSide {
  mock = mockKlarnaWebSdk();

  /** @override @param {any} options */
  loadWith(options) {
    return this.mock.loadKlarnaWebSdk(options);
  }

  click() {
    this.mock.click();
  }

  /** @override @param {any} answer */
  backendAnswers(answer) {
    const { result, reason, paymentRequestId } = answer;
    // On the journey it would be Klarna that declines.
    if (!/^(initiating|authorizing)$/.test(this.klarna.state)) throw IMPOSSIBLE;
    if (result === "APPROVED") this.mock.approve(answer);
    if (result === "DECLINED") this.mock.decline(reason);
    if (result === "STEP_UP_REQUIRED") this.mock.stepUp(paymentRequestId);
  }

  /** @param {number} status @param {any} body */
  backendRefuses(status, body) {
    this.mock.fail("BACKEND_REJECTED", { status, body });
  }

  backendIsLost() {
    this.mock.fail("BACKEND_UNREACHABLE");
  }

  /** @param {string} name @param {any} request */
  reports(name, { paymentRequestId, stateReason }) {
    if (name === "complete") this.mock.complete(paymentRequestId);
    else if (stateReason && /^(initiating|authorizing)$/.test(this.klarna.state)) throw IMPOSSIBLE;
    else if (stateReason) this.mock.decline(stateReason);
    else this.mock.abort(paymentRequestId);
  }

  klarnaFails() {
    this.mock.fail("SDK_ERROR");
  }

  /** @param {any} instruction */
  instructs(instruction) {
    this.mock.instruct(instruction);
  }

  /** @param {any} status */
  decides(status) {
    this.mock.confirmWith({ status, body: { status } });
  }
}

export class Real extends WebSdkSide {
  instruction = "SHOW_KLARNA";
  decision = "approved";
  /** @type {FakeWebSdk[]} */
  sdks = [];
  /** The request that waits. @type {{ answer: (response: Response) => void, fail: (error: Error) => void } | undefined} */
  sent;
  /** Whether the customer is at Klarna. */
  isAway = false;
  /** Whether this page has had a click, or a report on one of a page before. */
  hasClicked = false;

  constructor() {
    super();
    const make = (/** @type {any} */ configuration) => {
      const sdk = new FakeWebSdk(configuration);
      this.sdks.push(sdk);
      sdk.present = () => this.presented(sdk);
      sdk.onInitiate = (ask) => {
        queueMicrotask(() => this.#follow(ask(CLICK)));
        return new Promise(() => {});
      };
      return sdk;
    };
    const { fetch } = globalThis;
    Object.assign(globalThis, {
      fakeKlarna: { evaluations: 0, failingEvaluations: 0, make },
      fetch: (/** @type {any} */ input) => this.#fetch(new Request(input)),
    });
    this.cleanups.push(() => {
      for (const klarna of this.objects) klarna.dispose();
      this.sent?.fail(new TypeError("the row is over"));
      Object.assign(globalThis, { fetch });
      document.querySelector("#klarna")?.replaceChildren();
    });
  }

  /** @override @param {any} options */
  async loadWith(options) {
    const klarna = await loadKlarnaWebSdk(options);
    klarna.on("end", () => {
      this.isAway = false;
    });
    klarna.on("statechange", ({ state }) => {
      this.hasClicked ||= state === "authorizing" || state === "initiating";
    });
    return klarna;
  }

  /** @param {FakeWebSdk} sdk */
  presented(sdk) {
    const { instruction } = this;
    const paymentOption = { paymentOptionId: "option-1", ...sdk.parts("default") };
    return { instruction, paymentOption };
  }

  /** @param {Request} request @returns {Promise<Response>} */
  async #fetch({ url }) {
    if (url.includes("/status")) return Response.json({ status: this.decision });
    return new Promise((resolve, reject) => {
      this.sent = { answer: resolve, fail: reject };
    });
  }

  /** The journey begins if Klarna's SDK is told so. @param {Promise<any>} reply */
  async #follow(reply) {
    try {
      const { paymentRequestId } = await reply;
      this.isAway = paymentRequestId !== undefined;
    } catch {
      // It has been told to the shop.
    }
  }

  click() {
    const buttons = this.sdks.flatMap(({ elements }) => elements);
    const button = buttons.find(
      ({ name, htmlElement }) => name.endsWith("paymentButton") && htmlElement.isConnected,
    );
    if (!button) throw IMPOSSIBLE;
    this.#follow(/** @type {Promise<any>} */ (button.click(CLICK)));
  }

  #taken() {
    const { sent } = this;
    if (!sent || this.klarna.state === "disposed") throw IMPOSSIBLE;
    this.sent = undefined;
    return sent;
  }

  /** @override @param {any} answer */
  backendAnswers(answer) {
    this.#taken().answer(Response.json(answer));
  }

  /** @param {number} status @param {any} body */
  backendRefuses(status, body) {
    this.#taken().answer(Response.json(body, { status }));
  }

  backendIsLost() {
    this.#taken().fail(new TypeError("no connection"));
  }

  /** @param {string} name @param {any} request */
  reports(name, request) {
    const isFresh = !this.hasClicked && this.klarna.state === "ready";
    if (this.#isOver || (!this.isAway && !isFresh)) throw IMPOSSIBLE;
    if (request.stateReason && !this.isAway) throw IMPOSSIBLE;
    this.isAway = false;
    this.hasClicked = true;
    this.#report(name, request);
  }

  /** Nothing that comes late is played. */
  get #isOver() {
    return /^(approved|completed|disposed)$/.test(this.klarna.state);
  }

  klarnaFails() {
    if (this.#isOver) throw IMPOSSIBLE;
    if (!this.isAway && this.klarna.state !== "initiating") throw IMPOSSIBLE;
    this.isAway = false;
    this.#report("error", new Error("a fault of Klarna's"));
  }

  /** @param {string} name @param {unknown} payload */
  #report(name, payload) {
    for (const sdk of this.sdks) sdk.report(name, payload);
  }

  /** @param {string} instruction */
  instructs(instruction) {
    this.instruction = instruction;
    for (const sdk of this.sdks) sdk.report("presentationupdate", this.presented(sdk));
  }

  /** @param {string} status */
  decides(status) {
    this.decision = status;
  }
}

/** @type {Acts} */
const ACTS = {
  present: (side) => side.present(),
  "present cart a": (side) => side.present({ purchase: "a" }),
  refresh: ({ shown }) => shown.refresh({ amount: 200 }),
  "refresh for cart b": ({ shown }) => shown.refresh({ purchase: "b" }),
  "mount the button": ({ shown }) => shown.mountButton("#klarna").shown,
  click: (side) => side.click(),
  initiate: ({ klarna }) => klarna.initiate(),
  "initiate cart b": ({ klarna }) => klarna.initiate({ purchase: "b" }),
  "the backend approves": (side) => side.backendAnswers({ result: "APPROVED" }),
  "the backend wants more": (side) => side.wantsMore(),
  "the backend declines": (side) =>
    side.backendAnswers({ result: "DECLINED", reason: "PAYMENT_DECLINED" }),
  "the backend refuses": (side) => side.backendRefuses(422, { error: "no" }),
  "the backend denies": (side) => side.backendRefuses(422, { placed: false }),
  "the answer is lost": (side) => side.backendIsLost(),
  "the customer accepts": (side) =>
    side.reports("complete", { paymentRequestId: side.currentRequest, state: "COMPLETED" }),
  "the customer leaves": (side) =>
    side.reports("abort", { paymentRequestId: side.currentRequest, state: "CANCELED" }),
  "Klarna declines": (side) =>
    side.reports("abort", {
      paymentRequestId: side.currentRequest,
      state: "DECLINED",
      stateReason: "PAYMENT_DECLINED",
    }),
  "Klarna fails": (side) => side.klarnaFails(),
  confirm: (side) => side.klarna.confirm(side.currentRequest),
  "the server says approved": (side) => side.decides("approved"),
  "the server says declined": (side) => side.decides("declined"),
  "settle: placed": ({ klarna }) => klarna.settle({ placed: true }),
  "settle: not placed": ({ klarna }) => klarna.settle({ placed: false }),
  "Klarna wants to be alone": (side) => side.instructs("SHOW_ONLY_KLARNA"),
  dispose: ({ klarna }) => klarna.dispose(),
};

/** What calls are given, right or wrong. @type {Acts} */
const GIVEN = {
  "settle: nothing": ({ klarna }) => klarna.settle(),
  "settle: a text": ({ klarna }) => klarna.settle({ placed: "yes" }),
  "settle: an unknown option": ({ klarna }) => klarna.settle({ placed: false, order: "17" }),
  "initiate what is saved": ({ klarna }) => klarna.initiate({ option: "saved" }),
  "initiate in a tab": ({ klarna }) => klarna.initiate({ initiationMode: "TAB" }),
  "initiate with a number for a name": ({ klarna }) => klarna.initiate({ purchase: 7 }),
  "initiate with an option that nobody knows": ({ klarna }) => klarna.initiate({ mode: "POPUP" }),
  "present without a currency": (side) => side.present({ currency: undefined }),
  "present in small letters": (side) => side.present({ currency: "eur" }),
  "present half a cent": (side) => side.present({ amount: 0.5 }),
  "present with the noise of decimals": (side) => side.present({ amount: 19.99 * 100 }),
  "present with less than nothing": (side) => side.present({ amount: -1 }),
  "present with a subscription": (side) =>
    side.present({
      intents: ["SUBSCRIBE"],
      subscriptionBillingInterval: "MONTH",
      subscriptionBillingIntervalFrequency: 1,
    }),
  "present with an unknown interval": (side) =>
    side.present({ subscriptionBillingInterval: "FORTNIGHT" }),
  "present with half an interval": (side) =>
    side.present({ subscriptionBillingIntervalFrequency: 0.5 }),
  "present with no interval": (side) => side.present({ subscriptionBillingIntervalFrequency: 0 }),
  "refresh with the noise of decimals": ({ shown }) => shown.refresh({ amount: 19.99 * 100 }),
  "refresh with an unknown interval": ({ shown }) =>
    shown.refresh({ subscriptionBillingInterval: "FORTNIGHT" }),
  "present an unknown intent": (side) => side.present({ intents: ["PAY", "STEAL"] }),
  "present no intent": (side) => side.present({ intents: [] }),
  "present in no language": (side) => side.present({ locale: "english" }),
  "refresh in small letters": ({ shown }) => shown.refresh({ currency: "eur" }),
  "mount an unknown part": ({ shown }) => shown.mount("footer", "#klarna"),
  "mount into nothing": ({ shown }) => shown.mount("header", "#nowhere"),
  "mount in an unknown form": ({ shown }) => shown.mount("icon", "#klarna", { shape: "star" }),
  "mount the button into nothing": ({ shown }) => shown.mountButton("#nowhere"),
  "mount the button in an unknown form": ({ shown }) =>
    shown.mountButton("#klarna", { theme: "red" }),
  "mount the button of what is saved": ({ shown }) =>
    shown.mountButton("#klarna", { option: "saved" }),
  "mount a header": ({ shown }) => shown.mount("header", "#klarna").shown,
  "listen to an unknown event": ({ klarna }) => klarna.on("approved", () => {}),
  "listen with no function": ({ klarna }) => klarna.on("end", "shop"),
};

/** What objects are made with. @type {Acts} */
const MADE_WITH = Object.fromEntries(
  Object.entries({
    "no client": { clientId: undefined },
    "a blank client": { clientId: " " },
    "no backend": { backend: undefined },
    "no address": { backend: {} },
    "a backend in the clear": { backend: { authorize: "http://api.shop.example/pay" } },
    "a status in the clear": { backend: { authorize: "/pay", status: "http://shop.example/s" } },
    "no payment": { products: ["MESSAGING"] },
    "no account": { acquiringConfig: {} },
    "half an account": { acquiringConfig: { paymentAccountReference: "r" } },
    "a blank account": { acquiringConfig: { paymentAccountId: " " } },
    "a page of a script": { returnUrl: "javascript:alert(1)" },
    "a page in the clear": { declineUrl: "http://shop.example/declined" },
    "a signal that has fired": {
      sdk: { url: "/browser/fake_klarna.js?fired", signal: AbortSignal.abort() },
    },
    "a script of somebody's": { sdk: { url: "https://cdn.example/klarna.mjs" } },
    "an unknown product": { products: ["PAYMENT", "WALLET"] },
    "no language": { locale: "english" },
    "a number for a name": { purchase: 7 },
    "an unknown token": { expose: ["token"] },
    "an option that nobody knows": { environment: "test" },
  }).map(([name, options]) => [
    `loadKlarnaWebSdk with ${name}`,
    async (/** @type {any} */ side) => (await side.load(options)).state,
  ]),
);

/** Those of rows, and of no walk. @type {Acts} */
const MORE_ACTS = {
  "confirm another request": ({ klarna }) => klarna.confirm("krn:payment:request:other"),
  "confirm nothing": ({ klarna }) => klarna.confirm(),
  "confirm with a signal that has fired": (side) =>
    side.klarna.confirm(side.currentRequest, { signal: AbortSignal.abort() }),
  "confirm within no time": (side) => side.klarna.confirm(side.currentRequest, { timeoutMs: 0 }),
  "the server says expired": (side) => side.decides("expired"),
  fetch: ({ klarna }) => klarna.fetch("krn:payment:request:1").then(() => "fetched"),
  cancel: ({ klarna }) => klarna.cancel("krn:payment:request:1"),
  "fetch nothing": ({ klarna }) => klarna.fetch(""),
  "cancel a number": ({ klarna }) => klarna.cancel(7),
  "the button is disabled": ({ shown }) => shown.mountButton("#klarna", { disabled: true }).shown,
  "the button is taken out": ({ shown }) => shown.mountButton("#klarna").unmount(),
  "present cart b": (side) => side.present({ purchase: "b" }),
  ...GIVEN,
  "two clicks at once": ({ klarna }) => {
    const first = klarna.initiate().catch((/** @type {any} */ error) => error.code);
    return klarna.initiate().finally(() => first);
  },
  "initiate and present at once": (side) => {
    const clicked = side.klarna.initiate().catch((/** @type {any} */ error) => error.code);
    return side.present().then(() => clicked);
  },
  "another object": async (side) => (await side.load()).state,
  "an object without a status": async (side) =>
    (await side.load({ backend: { authorize: "/authorize" } })).state,
  "an object with a page for declines": async (side) =>
    (await side.load({ declineUrl: "/declined" })).state,
  "an object for cart a": async (side) => (await side.load({ purchase: "a" })).state,
  ...MADE_WITH,
};

/** What walks are made up of. */
export const WALKED = [ACTS];

/** @type {Acts} */
export const ALL_ACTS = { ...ACTS, ...MORE_ACTS };

const BUTTON = ["present", "mount the button"];
const JOURNEY = ["initiate", "the backend wants more"];
const CLICKS = ["initiate", "click"];
const SETTLES = ["settle: not placed", "settle: placed"];

/** What is tried one after the other from where it leads. @type {Record<string, string[]>} */
export const ROWS = {
  "the backend declines": ["initiate", "the backend declines", "initiate", "the backend approves"],
  "the server declines a purchase after the next is presented": [
    "initiate cart b",
    "the backend wants more",
    "the customer accepts",
    "present",
    "initiate cart b",
    "the server says declined",
    "confirm",
    "initiate cart b",
  ],
  "the backend declines a click": [...BUTTON, "click", "the backend declines", "click", "present"],
  "Klarna declines": [...JOURNEY, "Klarna declines", "the customer accepts", "initiate"],
  "a second click while the backend is asked": [...BUTTON, "initiate", ...CLICKS, ...SETTLES],
  "a second click at once": ["two clicks at once", "the backend approves"],
  "a second click on the journey": [
    ...BUTTON,
    ...JOURNEY,
    "initiate",
    "click",
    "the customer leaves",
  ],
  "a click on the journey": [...BUTTON, ...JOURNEY, "click", "the backend approves"],
  "a click after it is paid": [
    ...BUTTON,
    "click",
    "the backend approves",
    ...CLICKS,
    "present",
    "click",
  ],
  "a click after it is accepted": [
    ...[...BUTTON, ...JOURNEY, "the customer accepts", ...CLICKS, "confirm", ...CLICKS],
    ...["the customer accepts", "the customer leaves", "refresh", ...CLICKS, "present", "initiate"],
  ],
  "a customer who leaves": [
    ...[...JOURNEY, "the customer leaves", ...JOURNEY, "the customer leaves", "present", "refresh"],
  ],
  "nothing was clicked": [
    ...["the backend approves", "the backend wants more", "the backend declines", "Klarna fails"],
    ...["the answer is lost", "Klarna declines", "click", "present", "click", "refresh"],
  ],
  "after a redirect": [
    "the customer accepts",
    "the customer accepts",
    "confirm",
    "initiate",
    "present",
  ],
  "after a redirect, left": ["the customer leaves", "the customer accepts", ...JOURNEY],
  "after a redirect, declined by the server": [
    ...["the customer accepts", "the server says declined", "confirm another request", "confirm"],
    "initiate",
  ],
  "the server declines": [
    ...[
      "present cart a",
      ...JOURNEY,
      "the customer accepts",
      "the server says declined",
      "confirm",
    ],
    ...[...JOURNEY, "the customer accepts", "the server says expired", "confirm", "confirm"],
  ],
  "a presentation makes ready": [
    ...["initiate", "the backend declines", "present", "initiate", "the answer is lost", "present"],
    ...["initiate", "the backend refuses", "refresh", ...JOURNEY, "Klarna fails", "refresh"],
    ...[
      "initiate",
      "the backend approves",
      "refresh",
      "present",
      ...JOURNEY,
      "the customer accepts",
    ],
    ...["refresh", "present"],
  ],
  "a presentation leaves a click behind": ["initiate and present at once", "the backend approves"],
  "a presentation leaves a journey behind": [
    ...JOURNEY,
    "present",
    "the customer accepts",
    "initiate",
  ],
  "a journey that is left behind is left": [
    ...JOURNEY,
    "present",
    "the customer leaves",
    "present",
  ],
  "a journey that is left behind fails": [...JOURNEY, "present", "Klarna fails", "initiate"],
  "a journey of Klarna's button goes on": [
    ...[...BUTTON, "click", "the backend wants more", "present", "the customer accepts"],
  ],
  "what fails": [
    ...["initiate", "the backend refuses", "initiate", "the backend denies", "initiate"],
    ...["the answer is lost", "the customer accepts", ...JOURNEY, "Klarna fails", "initiate"],
  ],
  "a click that nobody answers for": [...BUTTON, "click", "the answer is lost", "click"],
  "names of purchases": [
    ...["present cart a", "mount the button", "initiate", "the backend approves", "present cart a"],
    ...[...CLICKS, "initiate cart b", "present cart b", "initiate", "the backend approves"],
    ...["another object", "initiate cart b", "present cart a", ...CLICKS],
  ],
  "another name for what is shown": [
    ...[
      "present cart a",
      "mount the button",
      "refresh for cart b",
      "click",
      "the backend approves",
    ],
    ...["present cart b", "initiate", "refresh for cart b", "present cart a", "initiate"],
  ],
  "a name of the object's": [
    ...["an object for cart a", "initiate", "the backend approves", "present", "initiate"],
    ...["settle: not placed", "initiate", "the backend approves"],
  ],
  "settled while nothing is known": [...SETTLES, "initiate", "settle: not placed", "initiate"],
  "settled after a lost answer": [
    ...["initiate", "the answer is lost", "settle: placed", "initiate", "present", "initiate"],
    ...["the answer is lost", "settle: not placed", "initiate", "settle: placed"],
  ],
  "settled on the journey": [...JOURNEY, ...SETTLES, "the customer accepts", "present", "initiate"],
  "settled under a name": [
    ...["present cart a", "initiate", "the answer is lost", "present cart b", "settle: placed"],
    ...["initiate", "present cart a", "initiate"],
  ],
  "the disposal is final": [
    ...[...BUTTON, "initiate", "dispose", "present", "refresh", "mount the button", ...CLICKS],
    ...[
      "confirm",
      "fetch",
      "cancel",
      "the backend approves",
      ...SETTLES,
      "dispose",
      "another object",
    ],
    "listen to an unknown event",
  ],
  "disposed of on the journey": [
    ...BUTTON,
    ...JOURNEY,
    "dispose",
    "the customer accepts",
    "confirm",
  ],
  "confirm without a status": ["an object without a status", "confirm", "confirm nothing"],
  "what confirm is given": [
    ...["confirm nothing", "confirm within no time", "confirm with a signal that has fired"],
    ...["confirm another request", "fetch", "cancel", "fetch nothing", "cancel a number"],
  ],
  "a page for declines": [
    ...["an object with a page for declines", "initiate", "the backend declines", "initiate"],
    ...["present", "initiate"],
  ],
  "no button to click": [
    ...["present", "click", "the button is disabled", "the button is taken out", "click"],
  ],
  "how Klarna wants to be shown": [
    ...["Klarna wants to be alone", "present", "Klarna wants to be alone", "dispose"],
    "Klarna wants to be alone",
  ],
  "what calls are given": ["present", ...Object.keys(GIVEN)],
  "what objects are made with": Object.keys(MADE_WITH),
};
