// Klarna Payments (v1) and its double.

import { loadKlarnaPayments } from "../../../pkg/payments.js";
import { mockKlarnaPayments } from "../../../pkg/testing.js";
import { FakePayments } from "../../browser/fake_payments.js";
import { awaited, IMPOSSIBLE, Side } from "./play.js";

/** @typedef {import("./play.js").Acts} Acts */

export const EVENTS = ["statechange", "widgetremoved", "stalled"];

/** @param {string} session */
const clientToken = (session) => `e30.${btoa(JSON.stringify({ session_id: session }))}.signature`;

let sessions = 0;

/** What both sides have. */
class PaymentsSide extends Side {
  session = `session-${++sessions}`;
  tokens = 0;
  controller = new AbortController();

  get token() {
    this.tokens += 1;
    return `token-${this.tokens}`;
  }

  /** @override */
  get options() {
    const backend = { url: "/orders", maxAttempts: 1 };
    return { clientToken: clientToken(this.session), backend };
  }
}

export class Double extends PaymentsSide {
  mock = mockKlarnaPayments();

  /** @override @param {any} options */
  loadWith(options) {
    return this.mock.loadKlarnaPayments(options);
  }

  /** @param {any} outcome */
  answers(outcome) {
    const { status, token, fields } = outcome;
    if (status === "approved") this.mock.approve(token);
    if (status === "finalize_required") this.mock.requireFinalize();
    if (status === "declined") this.mock.decline();
    if (status === "dismissed") this.mock.dismiss();
    if (status === "correction_required") this.mock.correct(...fields);
  }

  /** @param {number} status @param {any} body */
  backendAnswers(status, body) {
    return this.#tried(this.mock.deliver(body, status));
  }

  /** A driver that cannot do it rejects. @param {Promise<void>} driven */
  async #tried(driven) {
    await driven.catch(() => {
      throw IMPOSSIBLE;
    });
  }

  backendIsLost() {
    this.mock.fail("BACKEND_UNREACHABLE");
  }

  widgetLeaves() {
    this.mock.fail("WIDGET_REMOVED");
  }

  /** @param {any} status */
  shows(status) {
    this.mock.showNext({ status });
  }

  klarnaFails() {
    this.mock.fail("SDK_ERROR");
  }
}

/** @param {{ state: string }} klarna */
const isAsking = ({ state }) => /authorizing|finalizing/.test(state);

/** @param {{ state: string }} klarna */
const isAlive = ({ state }) => state !== "disposed" && state !== "superseded";

export class Real extends PaymentsSide {
  sdk = new FakePayments();
  /** The calls that Klarna works on, by whose they are. @type {Map<any, any>} */
  asked = new Map();
  /** The request that waits. @type {{ answer: (response: Response) => void, fail: (error: Error) => void } | undefined} */
  sent;
  shown = "shown";

  constructor() {
    super();
    sessionStorage.clear();
    Object.assign(window, { Klarna: { Payments: this.sdk.api } });
    const { fetch } = globalThis;
    globalThis.fetch = () =>
      new Promise((resolve, reject) => {
        this.sent = { answer: resolve, fail: reject };
      });
    const { does } = this.sdk;
    does.load = (call) => {
      const isShown = this.shown === "shown";
      if (isShown) this.sdk.show(call);
      // At once after the call: no act comes between.
      queueMicrotask(() => {
        // Calls that nobody waits for block no other any more.
        for (const asker of isShown ? this.objects : [])
          if (!isAsking(asker)) this.asked.delete(asker);
        call.answer({ show_form: isShown });
      });
    };
    const ask = (/** @type {any} */ call) => {
      this.asked.set(this.objects.find(isAsking), call);
    };
    does.authorize = ask;
    for (const method of ["reauthorize", "finalize"])
      does[method] = (call) => {
        this.sdk.hide(call);
        ask(call);
      };
    this.cleanups.push(() => {
      for (const klarna of this.objects) klarna.dispose();
      this.sent?.answer(Response.json({}));
      Object.assign(globalThis, { fetch });
      Reflect.deleteProperty(window, "Klarna");
      this.sdk.leave();
      sessionStorage.clear();
    });
  }

  /** @override @param {any} options */
  loadWith(options) {
    return loadKlarnaPayments(options);
  }

  /** @param {(klarna: { state: string }) => boolean} isOf */
  #take(isOf = isAlive) {
    const ofObjects = this.objects.filter((klarna) => this.asked.has(klarna) && isOf(klarna));
    const asker = ofObjects.find(isAsking) ?? ofObjects[0];
    if (!asker) throw IMPOSSIBLE;
    const call = this.asked.get(asker);
    this.asked.delete(asker);
    return call;
  }

  /** @param {any} outcome */
  answers({ status, token, fields }) {
    this.#answer(this.#take(), { status, token, fields });
  }

  /** @param {any} call @param {any} outcome */
  #answer(call, { status, token, fields }) {
    call.answer({
      approved: status === "approved",
      show_form: status !== "declined",
      ...(token && { authorization_token: token }),
      ...(status === "finalize_required" && { finalize_required: true }),
      ...(fields && { error: { invalid_fields: fields } }),
    });
  }

  #taken() {
    const { sent } = this;
    if (!sent) throw IMPOSSIBLE;
    this.sent = undefined;
    return sent;
  }

  /** @param {number} status @param {any} body */
  async backendAnswers(status, body) {
    this.#taken().answer(Response.json(body, { status }));
  }

  backendIsLost() {
    this.#taken().fail(new TypeError("no connection"));
  }

  widgetLeaves() {
    this.#take(isAsking);
    this.sdk.leave();
  }

  /** @param {string} status */
  shows(status) {
    this.shown = status;
  }

  /** As current builds say it: a refusal, and a rejection that nobody handles. */
  klarnaFails() {
    this.#answer(this.#take(isAsking), { status: "declined" });
    const reason = new Error("The application has not yet been initialized.");
    const promise = Promise.reject(reason);
    promise.catch(() => {});
    // Firefox tells of none from a script that WebDriver runs.
    dispatchEvent(new PromiseRejectionEvent("unhandledrejection", { promise, reason }));
  }
}

/** @type {Acts} */
const ACTS = {
  load: ({ klarna }) => klarna.load("#klarna"),
  review: ({ klarna }) => klarna.loadPaymentReview("#klarna"),
  authorize: ({ klarna }) => klarna.authorize(),
  reauthorize: ({ klarna }) => klarna.reauthorize(),
  finalize: ({ klarna }) => klarna.finalize(),
  deliver: ({ klarna }) => klarna.deliver(),
  "settle: placed": ({ klarna }) => klarna.settle({ placed: true }),
  "settle: not placed": ({ klarna }) => klarna.settle({ placed: false }),
  dispose: ({ klarna }) => klarna.dispose(),
  "authorize with a signal": ({ klarna, controller }) =>
    klarna.authorize({ signal: controller.signal }),
  "finalize with a signal": ({ klarna, controller }) =>
    klarna.finalize({ signal: controller.signal }),
  "reauthorize with a signal": ({ klarna, controller }) =>
    klarna.reauthorize({ signal: controller.signal }),
  "the signal fires": (side) => {
    side.controller.abort();
    side.controller = new AbortController();
  },

  "Klarna approves": (side) => side.answers({ status: "approved", token: side.token }),
  "Klarna waits for finalize": (side) => side.answers({ status: "finalize_required" }),
  "Klarna declines": (side) => side.answers({ status: "declined" }),
  "the customer leaves": (side) => side.answers({ status: "dismissed" }),
  "Klarna wants a correction": (side) =>
    side.answers({ status: "correction_required", fields: ["billing_address.email"] }),
  "Klarna fails": (side) => side.klarnaFails(),
  "the backend orders": (side) => side.backendAnswers(201, { order_number: "17" }),
  "the backend refuses": (side) => side.backendAnswers(422, { error: "no" }),
  "the backend denies": (side) => side.backendAnswers(422, { placed: false }),
  "the backend is busy": (side) => side.backendAnswers(503, {}),
  "the answer is lost": (side) => side.backendIsLost(),
};

/** Another object of the session, with a widget of its own. @param {any} side @param {object} [options] */
const besides = async (side, options) =>
  (await side.load({ instanceId: `object-${side.objects.length}`, ...options })).state;

/** What there is with one object: what becomes of another one's frame, no double knows. @type {Acts} */
const OF_ONE = {
  "the widget leaves": (side) => side.widgetLeaves(),
};

/** What there is with several objects of a session. @type {Acts} */
const OF_MANY = {
  "another object beside": (side) => besides(side),
  "one without a backend beside": (side) => besides(side, { backend: undefined }),
  ...Object.fromEntries(
    Object.entries({
      load: (/** @type {any} */ klarna) => klarna.load("#klarna"),
      authorize: (/** @type {any} */ klarna) => klarna.authorize(),
      reauthorize: (/** @type {any} */ klarna) => klarna.reauthorize(),
      finalize: (/** @type {any} */ klarna) => klarna.finalize(),
      deliver: (/** @type {any} */ klarna) => klarna.deliver(),
      "settle: placed": (/** @type {any} */ klarna) => klarna.settle({ placed: true }),
      "settle: not placed": (/** @type {any} */ klarna) => klarna.settle({ placed: false }),
    }).map(([name, act]) => [
      `${name}, of the first`,
      (/** @type {any} */ { objects }) => act(objects.at(-1)),
    ]),
  ),
  "dispose of the first": ({ objects }) => objects.at(-1).dispose(),
};

/** What walks are made up of. */
export const WALKED = [
  { ...ACTS, ...OF_ONE },
  { ...ACTS, ...OF_MANY },
];

/** What calls are given, right or wrong. @type {Acts} */
const GIVEN = {
  "authorize with Klarna's own option": ({ klarna }) => klarna.authorize({ auto_finalize: false }),
  "authorize with the order in its place": ({ klarna }) => klarna.authorize({ order_amount: 1 }),
  "authorize with a text for a flag": ({ klarna }) => klarna.authorize({ autoFinalize: "no" }),
  "authorize with a list for an order": ({ klarna }) => klarna.authorize({}, []),
  "authorize with no signal": ({ klarna }) => klarna.authorize({ signal: {} }),
  "authorize within no time": ({ klarna }) => klarna.authorize({ timeoutMs: 0 }),
  "finalize with an unknown option": ({ klarna }) =>
    klarna.finalize({ order: {}, auto_finalize: false }),
  "authorize with two orders": ({ klarna }) => klarna.authorize({ order: {} }, {}),
  "authorize with an order in its order": ({ klarna }) => klarna.authorize({}, { order: {} }),
  "authorize with an option in its order": ({ klarna }) =>
    klarna.authorize({ order: { autoFinalize: false } }),
  "authorize with a text for options": ({ klarna }) => klarna.authorize("an order"),
  "reauthorize with a wrong option beside its order": ({ klarna }) =>
    klarna.reauthorize({ auto_finalize: false }, {}),
  "reauthorize with a list beside its options": ({ klarna }) =>
    klarna.reauthorize({ timeoutMs: 5000 }, []),
  "reauthorize with a signal that has fired beside its order": ({ klarna }) =>
    klarna.reauthorize({ signal: AbortSignal.abort() }, {}),
  "finalize with two orders": ({ klarna }) =>
    klarna.finalize({ order: { locale: "en-GB" } }, { locale: "en-GB" }),
  "finalize with an order in its place and beside it": ({ klarna }) =>
    klarna.finalize({ locale: "en-GB" }, { locale: "en-GB" }),
  "finalize with an order": ({ klarna }) => klarna.finalize({ merchant_reference1: "17" }),
  "load into nothing": ({ klarna }) => klarna.load("#nowhere"),
  "load into no selector": ({ klarna }) => klarna.load("#"),
  "load into a number": ({ klarna }) => klarna.load(7),
  "load with an order in its order": ({ klarna }) => klarna.load("#klarna", { order: {} }),
  "load with a text for an order": ({ klarna }) => klarna.load("#klarna", "an order"),
  "settle: nothing": ({ klarna }) => klarna.settle(),
  "settle: an unknown option": ({ klarna }) => klarna.settle({ placed: true, order: "17" }),
  "settle: a text": ({ klarna }) => klarna.settle({ placed: "yes" }),
  "listen to an unknown event": ({ klarna }) => klarna.on("approved", () => {}),
  "listen with no function": ({ klarna }) => klarna.on("statechange", "shop"),
};

/** What objects are made with. @type {Acts} */
const MADE_WITH = Object.fromEntries(
  Object.entries({
    "no token": { clientToken: undefined },
    "an empty token": { clientToken: "" },
    "a backend in the clear": { backend: "http://api.shop.example/orders" },
    "a backend without an address": { backend: {} },
    "a number for a backend": { backend: 7 },
    "a method of no backend": { backend: { url: "/orders", method: "GET" } },
    "no function for a log": { log: "console" },
    "an unknown check": { orderCheck: "maybe" },
    "an instance of no name": { instanceId: "a b" },
    "an option that nobody knows": { autoFinalize: false },
    "headers that show nothing": { backend: { url: "/orders", headers: new Headers() } },
    "a backend at nobody's address": { backend: "https://" },
    "a backend with a password": { backend: "https://user:secret@shop.example/orders" },
    "a host that looks like this machine": { backend: "http://127.shop.example/orders" },
    "a backend to give back to in the clear": {
      backend: { url: "/orders", cancel: "http://api.shop.example/cancel" },
    },
    "two kinds of categories": {
      paymentMethodCategory: "pay_now",
      paymentMethodCategories: ["pay_now"],
    },
    "no category": { paymentMethodCategories: [], instanceId: "one" },
    "categories of no instance": { paymentMethodCategories: ["pay_now", "pay_later"] },
    "a signal that has fired": { sdk: { signal: AbortSignal.abort() } },
    "a script of somebody's": { sdk: { url: "https://cdn.example/api.js" } },
    "a script in the clear": { sdk: { url: "http://x.klarnacdn.net/api.js" } },
    "no number of retries": { sdk: { retries: -1 } },
  }).map(([name, options]) => [
    `loadKlarnaPayments with ${name}`,
    async (/** @type {any} */ side) => (await side.load(options)).state,
  ]),
);

/** Those of rows, and of no walk. @type {Acts} */
const MORE_ACTS = {
  "Klarna is not on offer": (side) => side.shows("unavailable"),
  "Klarna is on offer": (side) => side.shows("shown"),
  "authorize with a signal that has fired": ({ klarna }) =>
    klarna.authorize({ signal: AbortSignal.abort() }),
  "authorize within 10 ms": awaited(({ klarna }) => klarna.authorize({ timeoutMs: 10 })),
  "authorize with null and an order": ({ klarna }) => klarna.authorize({ order: null }, {}),
  ...GIVEN,
  "two loads": ({ klarna }) => Promise.all([klarna.load("#klarna"), klarna.load("#klarna")]),
  "load and authorize at once": ({ klarna }) => {
    const loaded = klarna.load("#klarna");
    return klarna.authorize().finally(() => loaded);
  },
  "load and finalize at once": ({ klarna }) =>
    Promise.all([
      klarna.load("#klarna").catch((/** @type {any} */ error) => error.code),
      klarna.finalize(),
    ]),
  "settle: not placed, and finalize at once": ({ klarna }) => {
    klarna.settle({ placed: false });
    return klarna.finalize();
  },
  "another object": async (side) => (await side.load()).state,
  "another session": async (side) => {
    side.session += "-later";
    return (await side.load()).state;
  },
  "an object without a backend": async (side) => {
    side.session += "-bare";
    return (await side.load({ backend: undefined })).state;
  },
  "another category": async (side) =>
    (await side.load({ paymentMethodCategory: "pay_later" })).state,
  ...MADE_WITH,
};

/** @type {Acts} */
export const ALL_ACTS = { ...ACTS, ...OF_ONE, ...OF_MANY, ...MORE_ACTS };

const DELIVERED = ["load", "authorize", "Klarna approves", "the backend orders"];
const LOST = ["load", "authorize", "Klarna approves", "the answer is lost"];
const REFUSED = ["load", "authorize", "Klarna approves", "the backend refuses"];
const BARE = ["an object without a backend", "load"];
const CALLS = ["authorize", "reauthorize", "finalize", "load", "review", "deliver"];
const SETTLES = ["settle: not placed", "settle: placed"];

/** What is tried one after the other from where it leads. @type {Record<string, string[]>} */
export const ROWS = {
  "nothing is there yet": [...CALLS.filter((act) => act !== "load"), ...SETTLES],
  "a second purchase is refused": [...DELIVERED, ...CALLS, ...SETTLES],
  "the order may change": [...DELIVERED, "reauthorize", "Klarna approves", "the backend orders"],
  "the changed order may be declined": [...DELIVERED, "reauthorize", "Klarna declines", ...CALLS],
  "a change that comes to nothing leaves the order": [
    ...[...DELIVERED, "reauthorize", "Klarna approves", "the backend denies", ...CALLS],
    ...["Klarna approves", "the backend refuses", "reauthorize", "Klarna declines", "deliver"],
    ...["reauthorize", "Klarna approves", "the answer is lost", ...SETTLES],
  ],
  "a second object of the session is refused": [...DELIVERED, "another object", "load", ...CALLS],
  "after the disposal it may begin anew": [...DELIVERED, "dispose", "another object", ...DELIVERED],
  "a changed order is still an order": [
    ...[...DELIVERED, "reauthorize", "dispose", "another object", "load", "authorize", "finalize"],
  ],
  "an order of two objects": [
    ...[...DELIVERED, "another object", "reauthorize", "Klarna approves", "the backend orders"],
    ...["dispose of the first", "load", "authorize", "another object", "load", "authorize"],
  ],
  "a change that Klarna wants finalized": [
    ...[...DELIVERED, "finalize", "reauthorize", "Klarna waits for finalize", "authorize"],
    ...["finalize", "Klarna approves", "the backend refuses", "reauthorize", "Klarna declines"],
    ...["finalize", "reauthorize", "Klarna approves", "the backend denies", "authorize"],
  ],
  "a session that another object still shows keeps its order": [
    ...[...DELIVERED, "another object", "load", "dispose of the first", "authorize"],
  ],
  "an order that no caller heard of": [
    ...["load", "authorize with a signal", "the signal fires", "Klarna approves"],
    ...["the backend orders", "dispose", "another object", "load", "authorize"],
  ],
  "another object goes on with what was lost": [
    ...[...LOST, "another object", "load", "authorize", "deliver", "the answer is lost"],
    ...["another object", "settle: not placed", "load", "authorize", "Klarna approves"],
  ],
  "what was lost may have arrived": [...LOST, "authorize", "finalize", "reauthorize", "load"],
  "what was lost is delivered": [...LOST, "deliver", "deliver", "the backend orders", "deliver"],
  "what was lost stays in doubt": [...LOST, "deliver", "the backend refuses", "authorize"],
  "what was lost is denied": [...LOST, "deliver", "the backend denies", "authorize"],
  "what was lost is placed": [...LOST, ...SETTLES.toReversed(), "authorize", "load"],
  "what was lost is not placed": [...LOST, ...SETTLES, "authorize", "Klarna approves"],
  "settled anew": [...LOST, "settle: not placed", ...DELIVERED.slice(1), "authorize"],
  "what was lost is settled by an object without a backend": [
    ...[...LOST, "one without a backend beside", "deliver", "settle: not placed", "load"],
    ...["authorize", "Klarna approves"],
  ],
  "what was refused may be asked for anew": [
    ...[...REFUSED, "finalize", "authorize", "deliver", "settle: placed"],
    ...["the customer leaves", "authorize", "Klarna approves", "the backend orders"],
  ],
  "the backend denies": [...REFUSED.slice(0, 3), "the backend denies", "authorize"],
  "the backend is busy": [...REFUSED.slice(0, 3), "the backend is busy", "authorize", "load"],
  "one call at a time": ["load", "authorize", ...CALLS, ...SETTLES, "Klarna approves", ...CALLS],
  "two steps": [
    ...[
      "load",
      "authorize",
      "Klarna waits for finalize",
      "load",
      "authorize",
      "the customer leaves",
    ],
    ...["finalize", "Klarna approves", "the backend orders", "finalize"],
  ],
  "a review page": ["finalize", "the customer leaves", "finalize", "Klarna approves", "finalize"],
  "a token that is there is not finalized": [
    ...["load", "authorize", "Klarna approves", "the backend refuses", "finalize", "dispose"],
    ...["another object", "finalize", "load", "authorize"],
  ],
  "a decline is not finalized": ["load", "authorize", "Klarna declines", "finalize", "authorize"],
  "another session's agreement": [
    ...["load", "authorize", "Klarna waits for finalize", "another session", "finalize"],
  ],
  "another category's agreement": [
    ...["load", "authorize", "Klarna waits for finalize", "another category", "finalize", "load"],
    ...["authorize", "Klarna declines"],
  ],
  "a decline": [
    ...["load", "authorize", "Klarna declines", "authorize", "Klarna declines", "load"],
    ...["authorize", "Klarna wants a correction", "authorize", "the customer leaves"],
  ],
  "the widget is taken away": [
    ...["load", "reauthorize", "the customer leaves", "authorize", "the customer leaves"],
    ...["finalize", "Klarna declines", "authorize", "load", "authorize"],
  ],
  "the widget comes back after a call that failed": [
    ...["load", "reauthorize", "Klarna fails", "authorize"],
  ],
  "the widget comes back after a token that made no order": [
    ...["load", "reauthorize", "Klarna approves", "the backend refuses", "reauthorize"],
    ...["Klarna approves", "the backend denies", "authorize"],
  ],
  "the widget comes back after a doubt that came to nothing": [
    ...["load", "reauthorize", "Klarna approves", "the answer is lost", "settle: not placed"],
    "authorize",
  ],
  "the widget leaves": ["load", "authorize", "the widget leaves", "authorize", "load", "authorize"],
  "Klarna fails": [
    ...["load", "authorize", "Klarna fails", "authorize", "the customer leaves", "finalize"],
    ...["Klarna fails", "authorize", "load", "authorize"],
  ],
  "Klarna is not on offer": [
    ...["Klarna is not on offer", "load", "authorize", "Klarna is on offer", "load", "authorize"],
  ],
  "a signal": [
    ...["load", "authorize with a signal that has fired", "authorize with a signal"],
    ...[
      "the signal fires",
      ...CALLS.filter((act) => act !== "load"),
      "Klarna declines",
      "authorize",
    ],
  ],
  "a token that comes when nobody waits": [
    ...["load", "authorize with a signal", "the signal fires", "Klarna approves", "authorize"],
    ...["the backend orders", "authorize"],
  ],
  "a token that the backend has when somebody asks": [
    ...["load", "authorize with a signal", "the signal fires", "Klarna approves"],
    ...["the backend orders", "authorize", "authorize"],
  ],
  "a token that comes to an object without a backend": [
    ...["one without a backend beside", "load", "authorize with a signal", "the signal fires"],
    ...["Klarna approves", "another object beside", "authorize", "the backend orders", "authorize"],
  ],
  "a consent that comes when nobody waits": [
    ...["load", "authorize with a signal", "the signal fires", "Klarna waits for finalize"],
    ...["finalize", "Klarna approves", "the backend orders"],
  ],
  "a load frees what nobody waits for": [
    ...["load", "authorize with a signal", "the signal fires", "load", "authorize"],
  ],
  "a load frees what nobody waits for at another object": [
    ...["load", "authorize with a signal", "the signal fires", "another object beside"],
    ...["reauthorize", "load", "authorize"],
  ],
  "another reauthorize takes its place": [
    ...["reauthorize with a signal", "the signal fires", "reauthorize", "Klarna approves"],
  ],
  "finalize waits for a load that nobody asked for": [
    ...["load", "reauthorize", "Klarna approves", "the answer is lost"],
    ...["settle: not placed, and finalize at once", "the customer leaves", "authorize"],
  ],
  "another finalize takes its place": [
    ...["finalize with a signal", "the signal fires", "authorize", "finalize", "Klarna approves"],
  ],
  "a time limit": ["load", "authorize within 10 ms", "authorize", "Klarna approves"],
  "loads that come together": ["two loads", "load and authorize at once", "authorize"],
  "finalize takes a load's widget": ["load and finalize at once", "the customer leaves"],
  "without a backend": [
    ...[...BARE, "authorize", "Klarna approves", ...CALLS, "Klarna approves", "authorize"],
    ...["the customer leaves", "deliver", ...SETTLES],
  ],
  "without a backend, late": [
    ...[...BARE, "authorize with a signal", "the signal fires", "Klarna approves", "authorize"],
    ...["authorize", "Klarna declines"],
  ],
  "the disposal is final": [
    ...["load", "authorize", "dispose", ...CALLS, ...SETTLES, "Klarna approves", "dispose"],
    ...["listen to an unknown event", "authorize with Klarna's own option"],
  ],
  "disposed of while the token is on its way": [
    ...["load", "authorize", "Klarna approves", "dispose", "another object", "load", "authorize"],
    ...["the backend orders", "authorize"],
  ],
  "what was lost outlives its object": [
    ...[...LOST, "dispose", "another object", "authorize", "deliver", "the backend orders"],
    ...["load", "authorize"],
  ],
  "what is lost after the disposal": [
    ...["load", "authorize", "Klarna approves", "another object", "dispose of the first"],
    ...["the answer is lost", "authorize", "settle: not placed", "load", "authorize"],
  ],
  "a newer token takes the place of a refused one": [
    ...[...REFUSED, "another object beside", ...DELIVERED, "deliver, of the first"],
  ],
  superseded: ["load", "authorize", "another session", "load", "authorize", "Klarna approves"],
  "disposed of, and superseded": ["load", "dispose", "another session", "dispose of the first"],
  "superseded, and disposed of": ["another session", "dispose of the first", "load", "authorize"],
  "two objects of a session": ["load", "authorize", "another object", ...CALLS],
  "what calls are given": ["load", ...Object.keys(GIVEN)],
  "no order, and one beside it": ["load", "authorize with null and an order", "Klarna approves"],
  "what objects are made with": Object.keys(MADE_WITH),
};
