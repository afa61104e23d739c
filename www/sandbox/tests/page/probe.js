// Runs in the test page: calls the SDK, and keeps what came of each call for the test to ask.

/** @type {CallRecord[]} */
const calls = [];
/** @type {{ name: string, message: string }[]} */
const rejections = [];
/** @type {unknown[][]} */
const events = [];
/** @type {string[]} */
const pageErrors = [];

addEventListener("unhandledrejection", ({ reason }) => rejections.push(shown(reason)));
addEventListener("error", ({ message }) => pageErrors.push(message));
document.addEventListener("securitypolicyviolation", (event) =>
  pageErrors.push(`${event.violatedDirective} ${event.blockedURI}`),
);

/** @param {any} error */
const shown = (error) => ({ name: error?.name, message: String(error?.message) });

/**
 * Calls a method. Arguments may name what JSON cannot hold: `"@callback"`, `"@throwing-callback"`, `"@element #id"`,
 * `"@bigint"`, `"@cycle"`, `"@map"`, `"@frozen {json}"`, `"@undefined"`.
 * @param {any} object
 * @param {string} method
 * @param {unknown[]} args
 * @returns {number} the call's number
 */
function call(object, method, args) {
  /** @type {CallRecord} */
  const record = { returned: "", thrown: null, callbacks: [], inCall: [] };
  calls.push(record);
  let running = true;
  const callback = (/** @type {unknown[]} */ ...given) => {
    record.callbacks.push(
      given.map((value) => (value === object ? "the api object" : plain(value))),
    );
    record.inCall.push(running);
  };
  try {
    const returned = object[method](...args.map((arg) => resolved(arg, callback)));
    record.returned = returned === object ? "the api object" : typeof returned;
  } catch (error) {
    record.thrown = shown(error);
  }
  running = false;
  return calls.length - 1;
}

/**
 * @param {any} value
 * @returns {unknown} as far as it can be sent to the test
 */
function plain(value) {
  if (value === undefined) return "undefined";
  if (value?.error instanceof Error) return { ...value, error: shown(value.error) };
  return value;
}

/**
 * @param {unknown} arg
 * @param {(...args: unknown[]) => void} callback
 * @returns {unknown}
 */
function resolved(arg, callback) {
  if (typeof arg !== "string" || !arg.startsWith("@")) {
    if (typeof arg === "object" && arg && "container" in arg)
      return { ...arg, container: resolved(arg.container, callback) };
    return arg;
  }
  const [word, rest = ""] = arg.split(/ (.*)/s);
  /** @type {Record<string, unknown>} */
  const cycle = {};
  cycle.itself = cycle;
  switch (word) {
    case "@callback":
      return callback;
    case "@throwing-callback":
      return (/** @type {unknown[]} */ ...args) => {
        callback(...args);
        throw new Error("thrown by the shop's callback");
      };
    case "@element":
      return document.querySelector(rest);
    case "@shadow":
      return document.querySelector(rest)?.shadowRoot?.querySelector("div");
    case "@detached":
      return document.createElement("div");
    case "@bigint":
      return { order_amount: 1n };
    case "@cycle":
      return cycle;
    case "@map":
      return new Map([["order_amount", 77]]);
    case "@frozen":
      return Object.freeze(JSON.parse(rest));
    default:
      return undefined;
  }
}

Object.assign(window, { probe: { call, calls, rejections, events, pageErrors } });
