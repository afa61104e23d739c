// Klarna's SDKs, and a backend, that answer what they are told to. What is not told is as it should be.

/**
 * @typedef {object} Answers what the next calls are answered with
 * @property {(good: any) => any} value what is handed over
 * @property {() => boolean} isThrown whether it is thrown instead
 * @property {() => boolean} isNever
 */

/** @type {Answers} */
const GOOD = { value: (good) => good, isThrown: () => false, isNever: () => false };

export const answers = { payments: GOOD, webSdk: GOOD, backend: GOOD };
export const good = () => Object.assign(answers, { payments: GOOD, webSdk: GOOD, backend: GOOD });

/** @type {any} */
const page = window;

/** @param {any} result */
const called =
  (result) =>
  (/** @type {unknown[]} */ ...args) => {
    const { payments } = answers;
    const done = args.reverse().find((arg) => typeof arg === "function");
    if (payments.isNever()) return undefined;
    if (payments.isThrown()) throw payments.value(result);
    const value = payments.value(result);
    setTimeout(() => /** @type {any} */ (done)?.(value));
    return payments.value(undefined);
  };

/** As Klarna's script makes it; a widget's frame as well. */
function klarnaPayments() {
  const frame = document.createElement("div");
  frame.id = "klarna-klarna-main";
  const load = called({ show_form: true });
  return {
    init: called(undefined),
    load: (/** @type {any[]} */ ...args) => {
      document.querySelector("#klarna")?.append(frame);
      return load(...args);
    },
    loadPaymentReview: called({ show_form: true }),
    authorize: called({ approved: true, show_form: true, authorization_token: "token-1" }),
    reauthorize: called({ approved: true, show_form: true, authorization_token: "token-2" }),
    finalize: called({ approved: true, show_form: true, authorization_token: "token-3" }),
    on: called(undefined),
    off: called(undefined),
  };
}

page.Klarna = { Payments: klarnaPayments() };

/** @param {any} result */
const promised =
  (result) =>
  (/** @type {unknown[]} */ ..._args) => {
    const { webSdk } = answers;
    if (webSdk.isNever()) return new Promise(() => {});
    if (webSdk.isThrown()) throw webSdk.value(result);
    return webSdk.value(result);
  };

const element = () => ({
  htmlElement: document.createElement("div"),
  mount: promised(undefined),
  unmount: promised(undefined),
  toggleState: promised(undefined),
});
const part = () => ({ component: promised(element()) });
const option = () => ({
  paymentOptionId: "option-1",
  ...Object.fromEntries(
    ["header", "subheader", "icon", "message", "terms", "paymentButton"].map((name) => [
      name,
      part(),
    ]),
  ),
});

/** Who listens to the Web SDK. @type {[string, Function][]} */
export const listeners = [];

page.KlarnaSDK = (/** @type {unknown} */ configuration) =>
  promised({
    Payment: {
      presentation: promised(
        Promise.resolve({ instruction: "SHOW_KLARNA", paymentOption: option() }),
      ),
      button: promised(element()),
      initiate: async (/** @type {Function} */ callback) => {
        const { webSdk } = answers;
        if (webSdk.isThrown()) throw webSdk.value(new Error("no"));
        return webSdk.value(
          await callback(
            webSdk.value({ klarnaNetworkSessionToken: "network-1", paymentOptionId: "option-1" }),
          ),
        );
      },
      fetch: promised({ paymentRequestId: "request-1", state: "SUBMITTED" }),
      cancel: promised({ paymentRequestId: "request-1", state: "CANCELED" }),
      on: (/** @type {string} */ name, /** @type {Function} */ heard) =>
        listeners.push([name, heard]),
      off: promised(undefined),
    },
    Network: { Session: { token: promised("network-1"), on: promised(undefined) } },
  })(configuration);

const { fetch } = window;
const ANSWER = JSON.stringify({
  placed: true,
  order_id: "1",
  result: "APPROVED",
  status: "approved",
  returnUrl: "/thanks",
});
window.fetch = async (...asked) => {
  const { backend } = answers;
  const { url = String(asked[0]) } = /** @type {Partial<Request>} */ (asked[0]);
  if (!url.includes("/api/")) return fetch(...asked);
  if (backend.isThrown()) throw backend.value(new TypeError("offline"));
  const value = backend.value(JSON.parse(ANSWER));
  // A body of any kind, or whatever is no answer at all.
  const headers = { "content-type": "application/json" };
  if (typeof value === "string") return new Response(value, { headers });
  try {
    return new Response(JSON.stringify(value), { headers });
  } catch {
    return value;
  }
};
