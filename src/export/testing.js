// Stand-ins for the package's functions in unit tests of a shop: without WebAssembly, without Klarna, in any runner.

import { klarnaError } from "./klarna-error.js";

export { commerceLayer } from "./commerce-layer.js";
export { isKlarnaError } from "./klarna-error.js";

/** @import * as Api from "./testing.js" */
/** @import { AuthorizationOutcome, KlarnaErrorCode } from "./index.js" */

const preload = async () => {};

/** A promise that somebody else settles. */
function pending() {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  /** @type {(error: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** @typedef {ReturnType<typeof pending>} Pending */

/** What every stand-in has: handlers, calls that are kept, and an end. */
function standIn(/** @type {string} */ first) {
  /** @type {Map<string, Set<(payload: any) => any>>} */
  const handlers = new Map();
  /** @type {{ method: string, args: unknown[] }[]} */
  const calls = [];
  let state = first;
  const emit = (/** @type {string} */ event, /** @type {any} */ payload) =>
    [...(handlers.get(event) ?? [])].map((handler) => handler(payload));
  return {
    calls,
    emit,
    handlers,
    state: () => state,
    begin: () => {
      handlers.clear();
      state = first;
    },
    become: (/** @type {string} */ next) => {
      const previous = state;
      state = next;
      if (next !== previous) emit("statechange", { state, previous });
    },
    on: (/** @type {string} */ event, /** @type {(payload: any) => any} */ handler) => {
      const heard = handlers.get(event) ?? new Set();
      handlers.set(event, heard.add(handler));
      return () => {
        heard.delete(handler);
      };
    },
    keep: (/** @type {string} */ method, /** @type {unknown[]} */ args) => {
      calls.push({ method, args });
      if (state === "disposed") throw klarnaError("DISPOSED", "this object was disposed of");
    },
  };
}

/** @type {typeof Api.mockKlarnaPayments} */
export function mockKlarnaPayments() {
  const own = standIn("ready");
  /** @type {any} */
  let options;
  /** @type {Pending | undefined} the customer */
  let asked;
  /** @type {Pending | undefined} the backend */
  let sent;
  /** @type {any} */
  let shown = { status: "shown" };

  /** @param {string} method @param {string} state @param {unknown[]} args */
  const ask = async (method, state, args) => {
    own.keep(method, args);
    if (asked || sent) throw klarnaError("IN_PROGRESS", "another call is still running");
    if (method === "authorize" && own.state() !== "loaded")
      throw klarnaError("INVALID_STATE", "authorize needs a widget; call load first");
    const before = own.state();
    own.become(state);
    asked = pending();
    try {
      const outcome = await asked.promise;
      if (outcome.status !== "approved") {
        const { status } = outcome;
        own.become(status === "declined" || status === "finalize_required" ? status : before);
        return outcome;
      }
      own.become("approved");
      if (!options?.backend) return outcome;
      return { status: "approved", delivery: await deliver() };
    } catch (error) {
      if (own.state() === state) own.become(before);
      throw error;
    }
  };

  const deliver = async () => {
    own.become("delivering");
    sent = pending();
    try {
      const delivery = await sent.promise;
      own.become("delivered");
      return delivery;
    } catch (error) {
      own.become("undelivered");
      throw error;
    }
  };

  const klarna = {
    get state() {
      return own.state();
    },
    load: async (/** @type {unknown[]} */ ...args) => {
      own.keep("load", args);
      own.become("loading");
      await null;
      own.become(shown.status === "unavailable" ? "ready" : "loaded");
      return shown;
    },
    loadPaymentReview: async (/** @type {unknown[]} */ ...args) => {
      own.keep("loadPaymentReview", args);
      return shown;
    },
    authorize: (/** @type {unknown[]} */ ...args) => ask("authorize", "authorizing", args),
    reauthorize: (/** @type {unknown[]} */ ...args) => ask("reauthorize", "reauthorizing", args),
    finalize: (/** @type {unknown[]} */ ...args) => ask("finalize", "finalizing", args),
    deliver: async () => {
      own.keep("deliver", []);
      if (own.state() !== "undelivered")
        throw klarnaError("INVALID_STATE", "there is no token to deliver");
      return deliver();
    },
    settle: (/** @type {unknown[]} */ ...args) => {
      own.keep("settle", args);
      if (own.state() !== "undelivered")
        throw klarnaError("INVALID_STATE", "there is no undelivered token");
      const [given] = /** @type {[{ placed?: boolean }?]} */ (args);
      own.become(given?.placed ? "delivered" : "loaded");
    },
    on: own.on,
    dispose: () => {
      const error = klarnaError("DISPOSED", "this object was disposed of");
      own.become("disposed");
      asked?.reject(error);
      sent?.reject(error);
      asked = sent = undefined;
    },
  };
  if (Symbol.dispose) Object.assign(klarna, { [Symbol.dispose]: klarna.dispose });

  /** @param {any} outcome */
  const answer = (outcome) => {
    if (!asked)
      throw new Error("The customer is not asked: call authorize, reauthorize or finalize first.");
    const { resolve } = asked;
    asked = undefined;
    resolve(outcome);
  };

  return /** @type {any} */ ({
    klarna,
    preload,
    calls: own.calls,
    loadKlarnaPayments: async (/** @type {any} */ given) => {
      if (typeof given?.clientToken !== "string")
        throw klarnaError("INVALID_ARGUMENT", "a string that is not empty is expected here", {
          path: "clientToken",
        });
      options = given;
      // Another object, as far as the shop can tell.
      own.begin();
      own.calls.push({ method: "loadKlarnaPayments", args: [given] });
      return klarna;
    },
    emit: own.emit,
    showNext: (/** @type {any} */ outcome) => {
      shown = outcome;
    },
    approve: (authorizationToken = "test-authorization-token") =>
      answer({ status: "approved", ...(options?.backend ? {} : { authorizationToken }) }),
    requireFinalize: () => answer({ status: "finalize_required" }),
    decline: () => answer({ status: "declined" }),
    dismiss: () => answer({ status: "dismissed" }),
    correct: (/** @type {string[]} */ ...invalidFields) =>
      answer({ status: "correction_required", invalidFields }),
    deliver: async (/** @type {unknown} */ body = {}, status = 200) => {
      // The approval is on its way to the backend.
      for (let turn = 0; turn < 5 && !sent; turn += 1) await null;
      if (!sent)
        throw new Error("Nothing is sent to the backend: approve a call first, with a backend.");
      const { resolve } = sent;
      sent = undefined;
      resolve({ status, body, attempts: 1, idempotencyKey: "test-idempotency-key" });
    },
    fail: (/** @type {KlarnaErrorCode} */ code, /** @type {object} */ facts) => {
      const waiting = asked ?? sent;
      if (!waiting) throw new Error("No call runs that could fail.");
      asked = sent = undefined;
      waiting.reject(klarnaError(code, `made to fail with ${code}`, { ...facts }));
    },
  });
}

/** @type {typeof Api.mockKlarnaWebSdk} */
export function mockKlarnaWebSdk() {
  const own = standIn("ready");
  /** @type {Pending | undefined} */
  let initiated;
  /** @type {any} */
  let instruction = "SHOW_KLARNA";
  /** @type {any} */
  let confirmation = { status: "approved", body: {} };

  const mounted = () => ({ shown: true, unmount() {}, setDisabled() {}, setLoading() {} });
  const presentation = {
    get instruction() {
      return instruction;
    },
    degraded: false,
    hasSavedOption: false,
    mount: (/** @type {unknown[]} */ ...args) => {
      own.keep("mount", args);
      return mounted();
    },
    mountButton: (/** @type {unknown[]} */ ...args) => {
      own.keep("mountButton", args);
      return mounted();
    },
    refresh: async (/** @type {unknown[]} */ ...args) => own.keep("refresh", args),
  };
  const klarna = {
    get state() {
      return own.state();
    },
    presentation: async (/** @type {unknown[]} */ ...args) => {
      own.keep("presentation", args);
      return presentation;
    },
    initiate: (/** @type {unknown[]} */ ...args) => {
      try {
        own.keep("initiate", args);
      } catch (error) {
        return Promise.reject(error);
      }
      own.become("authorizing");
      initiated = pending();
      return initiated.promise;
    },
    on: own.on,
    fetch: async (/** @type {string} */ paymentRequestId) => ({ paymentRequestId }),
    cancel: async (/** @type {string} */ paymentRequestId) => ({
      paymentRequestId,
      state: "CANCELED",
    }),
    confirm: async (/** @type {unknown[]} */ ...args) => {
      own.keep("confirm", args);
      const isOff = confirmation.status === "declined" || confirmation.status === "expired";
      if (isOff && own.state() === "completed") own.become("ready");
      return confirmation;
    },
    settle: (/** @type {unknown[]} */ ...args) => {
      own.keep("settle", args);
      own.become(/** @type {any} */ (args[0])?.placed === true ? "approved" : "ready");
    },
    dispose: () => {
      own.become("disposed");
      initiated?.reject(klarnaError("DISPOSED", "this object was disposed of"));
      initiated = undefined;
    },
  };
  if (Symbol.dispose) Object.assign(klarna, { [Symbol.dispose]: klarna.dispose });

  /** @param {any} request */
  const settle = (request) => {
    initiated?.resolve(request);
    initiated = undefined;
  };

  return /** @type {any} */ ({
    klarna,
    presentation,
    preload,
    calls: own.calls,
    loadKlarnaWebSdk: async (/** @type {any} */ given) => {
      if (typeof given?.clientId !== "string")
        throw klarnaError("INVALID_ARGUMENT", "a string that is not empty is expected here", {
          path: "clientId",
        });
      own.begin();
      own.calls.push({ method: "loadKlarnaWebSdk", args: [given] });
      return klarna;
    },
    emit: own.emit,
    instruct: (/** @type {any} */ next) => {
      instruction = next;
      own.emit("presentationupdate", { instruction, degraded: false, hasSavedOption: false });
    },
    click: () => own.become("authorizing"),
    approve: (/** @type {object} */ body = {}) => {
      own.become("approved");
      own.emit("outcome", { result: "APPROVED", body });
      own.emit("end", { status: "approved" });
      settle({ state: "APPROVED" });
    },
    stepUp: (paymentRequestId = "test-payment-request") => {
      own.become("in_journey");
      own.emit("outcome", { result: "STEP_UP_REQUIRED", paymentRequestId, body: {} });
    },
    decline: (reason = "PAYMENT_DECLINED") => {
      own.become("declined");
      own.emit("outcome", { result: "DECLINED", reason, body: {} });
      own.emit("end", { status: "declined", reason });
      initiated?.reject(klarnaError("DECLINED", "the payment was declined"));
      initiated = undefined;
    },
    complete: (paymentRequestId = "test-payment-request") => {
      const request = { paymentRequestId, state: "COMPLETED" };
      own.become("completed");
      const answers = own.emit("complete", request);
      own.emit("end", { status: "completed", paymentRequestId });
      settle(request);
      return answers;
    },
    abort: (paymentRequestId = "test-payment-request") => {
      const request = { paymentRequestId, state: "CANCELED" };
      own.become("aborted");
      own.emit("abort", request);
      own.emit("end", { status: "dismissed", paymentRequestId });
      settle(request);
    },
    confirmWith: (/** @type {any} */ next) => {
      confirmation = next;
    },
    fail: (/** @type {KlarnaErrorCode} */ code, /** @type {object} */ facts) => {
      const error = klarnaError(code, `made to fail with ${code}`, { ...facts });
      own.become("failed");
      own.emit("error", { error });
      own.emit("end", { status: "failed", error });
      initiated?.reject(error);
      initiated = undefined;
    },
  });
}
