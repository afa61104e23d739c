// Every shape of a result: one outcome or one coded error.

import { check, equal, failsWith } from "./claims.js";
import { ORDER } from "./payments_stage.js";

const invalid_fields = ["billing_address.email", "customer.date_of_birth"];
const correction = { status: "correction_required", invalidFields: invalid_fields };
const approved = { status: "approved", authorizationToken: "token-1" };
const INCOMPATIBLE = "SDK_INCOMPATIBLE";

class Result {
  get approved() {
    return true;
  }
  get authorization_token() {
    return "token-1";
  }
}

/** A result that has more in it than JSON can say. */
function cyclic() {
  const result = { approved: true, authorization_token: "token-1", more: {} };
  result.more = { result, amount: 1n };
  return result;
}

/** What each result of `authorize`, `reauthorize` and `finalize` means, or the code of its error. @type {[string, unknown, unknown][]} */
const AUTHORIZATIONS = [
  ["approved", { approved: true, show_form: true, authorization_token: "token-1" }, approved],
  [
    "approved, nothing left to finalize",
    { approved: true, finalize_required: false, authorization_token: "token-1" },
    approved,
  ],
  [
    "a token counts, whatever else is said",
    { approved: false, show_form: false, finalize_required: true, authorization_token: "token-1" },
    approved,
  ],
  [
    "to be finalized",
    { approved: true, show_form: true, finalize_required: true },
    { status: "finalize_required" },
  ],
  [
    "to be finalized, in older words",
    { approved: false, show_form: true, finalize_required: true },
    { status: "finalize_required" },
  ],
  [
    "to be finalized, with fields that are wrong",
    { approved: false, finalize_required: true, error: { invalid_fields } },
    { status: "finalize_required" },
  ],
  ["fixable", { approved: false, show_form: true, error: { invalid_fields } }, correction],
  [
    "fixable, in the retired spelling",
    { approved: false, show_form: true, Error: { invalid_fields } },
    correction,
  ],
  [
    "fixable, no longer shown",
    { approved: false, show_form: false, error: { invalid_fields } },
    correction,
  ],
  ["closed", { approved: false, show_form: true }, { status: "dismissed" }],
  [
    "closed, with an error that names no field",
    { approved: false, show_form: true, error: { invalid_fields: [] } },
    { status: "dismissed" },
  ],
  [
    "closed, as the purchase-flow library says",
    { show_form: true, approved: false, finalize_required: false },
    { status: "dismissed" },
  ],
  ["declined", { approved: false, show_form: false }, { status: "declined" }],
  ["declined, in few words", { approved: false }, { status: "declined" }],
  ["declined, in other few words", { show_form: false }, { status: "declined" }],
  [
    "declined, as the purchase-flow library says",
    { show_form: false, approved: false, finalize_required: false },
    { status: "declined" },
  ],
  ["of a class of Klarna's", new Result(), approved],
  ["with members that are no JSON", cyclic(), approved],
  ["approved without a token", { approved: true, show_form: true }, INCOMPATIBLE],
  ["approved with an empty token", { approved: true, authorization_token: "" }, INCOMPATIBLE],
  [
    "approved with a token that is no text",
    { approved: true, authorization_token: {} },
    INCOMPATIBLE,
  ],
  ["in strings", { approved: "true", show_form: "true" }, INCOMPATIBLE],
  ["empty", {}, INCOMPATIBLE],
  ["undefined", undefined, INCOMPATIBLE],
  ["null", null, INCOMPATIBLE],
  ["true", true, INCOMPATIBLE],
  ["a number", 1, INCOMPATIBLE],
  ["a string", "approved", INCOMPATIBLE],
  ["a list", [{ approved: true }], INCOMPATIBLE],
  ["a function", () => ({ approved: true }), INCOMPATIBLE],
  ["a Map", new Map([["authorization_token", "token-1"]]), INCOMPATIBLE],
  [
    "one that throws when it is read",
    new Proxy({}, { get: () => raise(), has: () => raise(), ownKeys: () => raise() }),
    INCOMPATIBLE,
  ],
];

/** @returns {never} */
function raise() {
  throw new Error("not for you");
}

/** @type {[string, unknown, unknown][]} */
const LOADS = [
  ["offered", { show_form: true }, { status: "shown" }],
  ["not offered", { show_form: false }, { status: "unavailable" }],
  ["fixable", { show_form: true, error: { invalid_fields } }, correction],
  ["fixable, in the retired spelling", { show_form: true, Error: { invalid_fields } }, correction],
  ["offered, with an empty error", { show_form: true, error: {} }, { status: "shown" }],
  ["not offered, with an error", { show_form: false, error: "no" }, { status: "unavailable" }],
  ["empty", {}, INCOMPATIBLE],
  ["in strings", { show_form: "true" }, INCOMPATIBLE],
  ["undefined", undefined, INCOMPATIBLE],
  ["a string", "shown", INCOMPATIBLE],
  ["one that throws when it is read", new Proxy({}, { get: () => raise() }), INCOMPATIBLE],
];

/** What the SDK throws and what it means. Some builds lost the names, so the words count as well. @type {[unknown, string, string?][]} */
const THROWN = [
  [named("InvalidClientTokenError", "x"), "INVALID_CLIENT_TOKEN", "clientToken"],
  [
    new Error("The client token is invalid. Make sure it is right."),
    "INVALID_CLIENT_TOKEN",
    "clientToken",
  ],
  [named("ApplicationNotLoadedError", "x"), "WIDGET_REMOVED"],
  [new Error("The application has not yet been loaded. Call load."), "WIDGET_REMOVED"],
  [new Error("The application has not yet been initialized. Call init."), "SDK_ERROR"],
  [named("InvalidContainerSelectorError", "x"), "INVALID_CONTAINER", "container"],
  [new DOMException("not a selector", "SyntaxError"), "INVALID_CONTAINER", "container"],
  [
    named("PaymentMethodCategoryNotSupportedError", "x"),
    "INVALID_ARGUMENT",
    "paymentMethodCategory",
  ],
  [
    named("PaymentMethodCategoryNotProvidedError", "x"),
    "INVALID_ARGUMENT",
    "paymentMethodCategory",
  ],
  [
    named("PreferredPaymentMethodNotSupportedError", "x"),
    "INVALID_ARGUMENT",
    "preferredPaymentMethod",
  ],
  [named("InstanceIDNotProvidedError", "x"), "INVALID_ARGUMENT", "instanceId"],
  [named("InvalidInstanceIDError", "x"), "INVALID_ARGUMENT", "instanceId"],
  [named("PaymentMethodCategoryOrInstanceIDRequiredError", "x"), "INVALID_ARGUMENT", "instanceId"],
  [named("OperationNotSupportedError", "x"), "SDK_ERROR"],
  [new TypeError("Cannot read properties of undefined (reading 'experiments')"), "SDK_ERROR"],
  ["a string", "SDK_ERROR"],
  [undefined, "SDK_ERROR"],
  [null, "SDK_ERROR"],
  [{ message: 7 }, "SDK_ERROR"],
  [new Proxy({}, { get: () => raise() }), "SDK_ERROR"],
];

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every result of authorize, reauthorize and finalize is one outcome or one coded error": async (
    stage,
  ) => {
    for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
      for (const [name, result, expected] of AUTHORIZATIONS) {
        sessionStorage.clear();
        stage.sdk.does[method] = (call) => setTimeout(() => call.answer(result));
        const klarna = await stage.withWidget();
        const act = () => (method === "authorize" ? klarna.authorize({}) : klarna[method]());
        if (typeof expected === "string") await failsWith(act, expected, undefined, name);
        else equal(await act(), expected, `${method}: ${name}`);
        klarna.dispose();
      }
    }
  },

  "every result of load is one outcome or one coded error": async (stage) => {
    const klarna = await stage.load();
    for (const [name, result, expected] of LOADS) {
      stage.sdk.does.load = (call) => setTimeout(() => call.answer(result));
      const act = () => klarna.load(stage.container, ORDER);
      if (typeof expected === "string") await failsWith(act, expected, undefined, name);
      else equal(await act(), expected, name);
      stage.sdk.does.loadPaymentReview = stage.sdk.does.load;
      const review = () => klarna.loadPaymentReview(stage.container);
      if (typeof expected === "string") await failsWith(review, expected, undefined, name);
      else equal(await review(), expected, name);
    }
  },

  "whatever the SDK throws is one coded error, with what was thrown as its cause": async (
    stage,
  ) => {
    const klarna = await stage.load();
    for (const [thrown, code, path] of THROWN) {
      for (const method of ["load", "loadPaymentReview", "reauthorize", "finalize"]) {
        stage.sdk.does[method] = () => {
          throw thrown;
        };
      }
      for (const act of [
        () => klarna.load(stage.container),
        () => klarna.loadPaymentReview(stage.container),
        () => klarna.reauthorize(),
        () => klarna.finalize(),
      ]) {
        const error = await failsWith(act, code, path, String(code));
        check(
          "cause" in error && error.cause === thrown,
          `the cause of ${code} is what was thrown`,
        );
      }
      equal(klarna.state, "ready", "and nothing has changed");
    }
  },

  "a token that init refuses leaves the page to whoever has it": async (stage) => {
    const first = await stage.withWidget();
    stage.sdk.does.init = () => {
      throw new Error("The client token is invalid. Make sure it is right.");
    };
    await failsWith(
      () => stage.load({ clientToken: "nonsense" }),
      "INVALID_CLIENT_TOKEN",
      "clientToken",
    );
    equal((await first.authorize()).status, "approved");
  },

  "a state follows each outcome": async (stage) => {
    const klarna = await stage.withWidget();
    const states = /** @type {[unknown, string][]} */ ([
      [{ approved: false, show_form: true }, "loaded"],
      [{ approved: false, show_form: true, error: { invalid_fields } }, "loaded"],
      [{ finalize_required: true }, "finalize_required"],
      [{ approved: false, show_form: true }, "finalize_required"],
      [{}, "finalize_required"],
      [{ approved: false, show_form: false }, "declined"],
      [{ authorization_token: "t" }, "approved"],
    ]);
    for (const [result, state] of states) {
      stage.authorizeAnswers(result);
      await klarna.authorize().catch(() => {});
      equal(klarna.state, state, JSON.stringify(result));
    }
  },
};
