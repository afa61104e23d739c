// Klarna Payments as a shop writes it without a package: the module that `npm run bench` compares the package with. It
// does the whole job after Klarna's guide, and the token's way to the shop's server with care: script once, session, widget,
// authorization at once or in two steps, time limits, retries under one key. It checks no input and knows no other flow.

const SCRIPT = "https://x.klarnacdn.net/kp/lib/v1/api.js";
const SCRIPT_LIMIT_MS = 15_000;
const ATTEMPTS = 5;
const ATTEMPT_LIMIT_MS = 10_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * @typedef {{ approved?: boolean, show_form?: boolean, finalize_required?: boolean, authorization_token?: string, error?: unknown }} KlarnaResult
 * @typedef {(options: object, data: object, callback: (result: KlarnaResult) => void) => void} KlarnaCall
 * @typedef {{ init(options: object): void } & Record<"load" | "authorize" | "reauthorize" | "finalize", KlarnaCall>} KlarnaSdk
 */

/** @type {Promise<KlarnaSdk> | undefined} */
let loading;

/**
 * Klarna's script, loaded once; after a failure the next call tries again.
 *
 * @param {string} url
 */
function loadScript(url) {
  loading ??= new Promise((resolve, reject) => {
    const sdk = () =>
      /** @type {{ Klarna?: { Payments?: KlarnaSdk } }} */ (window).Klarna?.Payments;
    const present = sdk();
    if (present) return resolve(present);
    const tag = document.createElement("script");
    /** @param {string} reason */
    const fail = (reason) => {
      loading = undefined;
      tag.remove();
      reject(new Error(`Klarna's script ${reason}`));
    };
    const timer = setTimeout(() => fail("did not arrive in time"), SCRIPT_LIMIT_MS);
    tag.onload = () => {
      clearTimeout(timer);
      const loaded = sdk();
      if (loaded) resolve(loaded);
      else fail("left no Klarna.Payments");
    };
    tag.onerror = () => {
      clearTimeout(timer);
      fail("could not be loaded");
    };
    tag.async = true;
    tag.src = url;
    document.head.append(tag);
  });
  return loading;
}

/**
 * Posts until the shop's server has it. Each attempt has its own time limit; all carry the same key.
 *
 * @param {string} url
 * @param {object} content
 */
export async function post(url, content) {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    /** @type {unknown} */
    let failure;
    try {
      const response = await fetch(url, {
        method: "POST",
        keepalive: true,
        redirect: "error",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify(content),
        signal: AbortSignal.timeout(ATTEMPT_LIMIT_MS),
      });
      if (response.ok) return await response.json();
      failure = new Error(`The shop's server answered ${response.status}`);
      if (response.status < 500 && ![408, 425, 429].includes(response.status)) attempt = ATTEMPTS;
    } catch (error) {
      failure = error;
    }
    if (attempt >= ATTEMPTS) throw failure;
    const wait = Math.min(500 * 2 ** (attempt - 1), LONGEST_WAIT_MS) * Math.random();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/**
 * Loads Klarna and starts the session; everything after it reaches Klarna's SDK in the caller's task.
 *
 * @param {{ clientToken: string, backend: string, sdk?: { url?: string }, category?: string }} options
 */
export async function loadKlarnaPayments({ clientToken, backend, sdk, category = "klarna" }) {
  const klarna = await loadScript(sdk?.url ?? SCRIPT);
  klarna.init({ client_token: clientToken });

  /**
   * @param {"load" | "authorize" | "reauthorize" | "finalize"} method
   * @param {object} options
   * @param {object} data
   * @returns {Promise<KlarnaResult>}
   */
  const call = (method, options, data) =>
    new Promise((resolve) => {
      klarna[method]({ payment_method_category: category, ...options }, data, resolve);
    });

  /** @param {KlarnaResult} result */
  const settle = async (result) => {
    if (result.authorization_token) {
      const { authorization_token } = result;
      const body = await post(backend, { authorization_token });
      return { status: "approved", body };
    }
    if (result.finalize_required) return { status: "finalize_required" };
    if (result.error) return { status: "correction_required", error: result.error };
    return { status: result.show_form ? "dismissed" : "declined" };
  };

  return {
    /** @param {string} container */
    async load(container, data = {}) {
      const { show_form, error } = await call("load", { container }, data);
      if (error) return { status: "correction_required", error };
      return { status: show_form ? "shown" : "unavailable" };
    },
    authorize: ({ autoFinalize = true } = {}, data = {}) =>
      call("authorize", { auto_finalize: autoFinalize }, data).then(settle),
    reauthorize: (data = {}) => call("reauthorize", {}, data).then(settle),
    finalize: (data = {}) => call("finalize", {}, data).then(settle),
  };
}
