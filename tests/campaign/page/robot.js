// The robot customer, and what happens to its page. It follows the table "When something fails" of the README and nothing
// else; where nothing happens it does what customers do: press again, and load the page anew.

/**
 * @typedef {import("klarna-payments-wasm").KlarnaError} KlarnaError
 * @typedef {{ press(): unknown, klarna(): any, again(): unknown, signal: AbortController }} Page what a page can do: buy, and begin once more
 */

/** Where the purchase is to be hit, unless it was. @type {{ cart: string, flow: string, tab: number, step?: string, fault?: string, klarnaUrl: string, clientId: string }} */
export const plan = JSON.parse(document.getElementById("plan")?.textContent ?? "{}");

// The pages that Klarna's way back leads to do not say in their address which tab they are in.
if (!location.search.includes("tab="))
  plan.tab = Number(sessionStorage.getItem("campaign-tab") ?? 1);
sessionStorage.setItem("campaign-tab", String(plan.tab));

/** A customer waits so long for something to happen, and does so much, in milliseconds and times. */
const IDLE_MS = 450;
/** And so long while the shop or Klarna has said that something goes on. */
const BUSY_MS = 1_500;
const PATIENCE_MS = 4_500;
const PRESSES = 5;
const RELOADS = 4;
/** No call may be without an end for longer. */
const HANG_MS = 12_000;

/** Something that is remembered in this tab, over its pages. @param {string} name */
export const count = (name) => Number(sessionStorage.getItem(`campaign-${name}`) ?? 0);
/** @param {string} name */
const oneMore = (name) => sessionStorage.setItem(`campaign-${name}`, String(count(name) + 1));

/** The calls that are under way. */
let running = 0;
let isOver = false;
let quietSince = performance.now();

/** What this page has to tell the campaign, by its name in the storage; a tab that was closed leaves it to the next one. @type {Set<string>} */
const unheard = new Set();
const UNHEARD = `campaign-unheard ${plan.cart} `;
for (const name of Object.keys(localStorage)) if (name.startsWith(UNHEARD)) tell(name);

/** Tells the campaign, also from a page that is left, or by the next one. @param {object} said */
export function say(said) {
  const name = UNHEARD + crypto.randomUUID();
  localStorage.setItem(name, JSON.stringify({ id: name, tab: plan.tab, ...said }));
  return tell(name);
}

/** @param {string} name @returns {Promise<void>} once it was heard */
async function tell(name) {
  const body = localStorage.getItem(name);
  if (body === null) return void unheard.delete(name);
  unheard.add(name);
  try {
    await fetch(`/campaign/say?cart=${plan.cart}`, { method: "POST", body, keepalive: true });
    localStorage.removeItem(name);
    unheard.delete(name);
  } catch {
    await pause(200);
    await tell(name);
  }
}

/** The end of this customer: what it was told. @param {"placed" | "otherwise" | "unknown" | "gave up"} told @param {object} [more] */
export async function end(told, more = {}) {
  if (isOver) return;
  isOver = true;
  at("told");
  // What happens to the page now may take it away.
  await pause(50);
  // The campaign takes this for the last word of the page.
  while (unheard.size > 0) await pause(10);
  Object.assign(document.getElementById("said") ?? {}, { textContent: told });
  say({ what: "end", told, ...more });
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {Page} */
let page = { press() {}, klarna: () => undefined, again() {}, signal: new AbortController() };

/** Lets the robot buy on this page. @param {Page} given */
export function play(given) {
  page = given;
  setInterval(() => {
    if (isOver) return;
    const quietMs = performance.now() - quietSince;
    const isBusy = ["authorizing", "in_journey"].includes(page.klarna()?.state);
    const isIdle = running === 0 && quietMs > (isBusy ? BUSY_MS : IDLE_MS);
    if (isIdle && count("presses") < PRESSES) {
      oneMore("presses");
      quietSince = performance.now();
      page.press();
    } else if (quietMs > PATIENCE_MS || isIdle) reload();
  }, 100);
}

/** A page that does not go on is loaded anew, a few times. */
export function reload() {
  if (count("reloads") >= RELOADS) return end("gave up");
  oneMore("reloads");
  sessionStorage.removeItem("campaign-presses");
  quietSince = performance.now();
  location.reload();
}

/** The customer has pressed the button. @param {number} amount that was shown */
export function pressed(amount) {
  quietSince = performance.now();
  say({ what: "pressed", amount });
}

/**
 * Waits for a call, which has to have an end.
 *
 * @template T
 * @param {string} call
 * @param {Promise<T>} promise
 * @param {boolean} [isBounded] whether the package says so
 * @returns {Promise<T>}
 */
export async function awaited(call, promise, isBounded = true) {
  running += 1;
  const hang = setTimeout(() => isBounded && say({ what: "hang", call }), HANG_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(hang);
    running -= 1;
    quietSince = performance.now();
  }
}

/** The README's table. @param {unknown} thrown */
export async function failed(thrown) {
  const error = /** @type {KlarnaError} */ (thrown);
  const klarna = page.klarna();
  say({ what: "error", ...told(error), state: klarna?.state });
  if (error?.name !== "KlarnaError") return end("gave up");
  if (["IN_PROGRESS", "ABORTED", "DISPOSED"].includes(error.code)) return;
  if (klarna?.state === "undelivered") return deliver(klarna);
  if (error.code === "WIDGET_REMOVED") return page.again();
  if (error.retryable) return; // the customer presses again
  if (error.type === "usage") return say({ what: "usage", ...told(error) });
  // The server's word that the page shows a cart that is another one by now.
  if (/** @type {any} */ (error.body)?.error?.code === "order_mismatch") return reload();
  if (error.code.startsWith("BACKEND_") || error.code === "INTERNAL") return askServer();
  return payOtherwise();
}

/** @param {any} klarna */
async function deliver(klarna) {
  if (count("deliveries") > 8) return askServer();
  oneMore("deliveries");
  try {
    ordered((await awaited("deliver", klarna.deliver())).body);
  } catch (error) {
    await pause(100);
    await failed(error);
  }
}

/** What the shop's server answered. @param {any} order */
export function ordered(order) {
  if (order?.placed !== true) return say({ what: "strange", order });
  return end(order.by === "other" ? "otherwise" : "placed", { order: order.order_id });
}

/** The shop finds out on its server whether the order exists. */
export async function askServer() {
  const found = await ask("/shop/order");
  if (found.state === "placed") return end(found.by === "other" ? "otherwise" : "placed");
  if (found.state === "held") return count("asked") > 10 ? end("unknown") : askAgain(askServer);
  // There is none: the customer presses again.
}

/** Another way to pay takes the cart, unless it is ordered already. */
export async function payOtherwise() {
  const { taken, code } = await ask("/shop/otherwise");
  if (taken) return end("otherwise");
  if (code === "already_ordered") return askServer();
  return count("asked") > 10 ? end("unknown") : askAgain(payOtherwise);
}

/** @param {() => Promise<unknown>} ask */
async function askAgain(ask) {
  oneMore("asked");
  await pause(300);
  return ask();
}

/** @param {string} path @returns {Promise<any>} */
export async function ask(path) {
  running += 1;
  try {
    for (;;) {
      try {
        return await (await fetch(`${path}?cart=${plan.cart}`, { method: "POST" })).json();
      } catch {
        await pause(200);
      }
    }
  } finally {
    running -= 1;
  }
}

/**
 * The shop's session for the page, as the README has it.
 *
 * @param {string} [query]
 * @returns {Promise<any>} nothing: it could not be had, or the cart is ordered
 */
export async function session(query = "") {
  try {
    const answer = await awaited(
      "session",
      fetch(`/api/klarna/session${query}`, { method: "POST" }),
    );
    const body = await answer.json();
    if (body.placed === true) return void ordered(body);
    if (answer.ok) return body;
  } catch {}
  await pause(150);
  reload();
  return undefined;
}

/** @param {any} error */
const told = ({ code, message, type, status, retryable, stack, cause }) => ({
  ...{ code, message, type, status, retryable, stack },
  cause: cause === undefined ? undefined : String(cause?.stack ?? cause),
});

/** This moment of the purchase has come; perhaps it is the one that is spoilt. @param {string} step */
export function at(step) {
  if (plan.step !== step || count("hit") > 0) return;
  oneMore("hit");
  say({ what: "hit", ...(plan.fault === "offline" ? { wants: "offline" } : {}) });
  ACTS[plan.fault ?? ""]?.();
}

/** Whether the click is to be more than one. */
export function clicks() {
  const times = plan.fault === "double" ? 2 : plan.fault === "triple" ? 3 : 1;
  return count("hit") > 0 ? 1 : times;
}

/** What happens to a page. @type {Record<string, () => unknown>} */
const ACTS = {
  reload: () => location.reload(),
  back: () => history.back(),
  cached: () => location.assign(`/shop/away?cart=${plan.cart}&tab=${plan.tab}`),
  close: () => say({ what: "wants", wants: "close" }),
  tabs: () => say({ what: "wants", wants: "tab" }),
  offline: () => {
    dispatchEvent(new Event("offline"));
    setTimeout(() => dispatchEvent(new Event("online")), 500);
  },
  dispose: () => {
    page.klarna()?.dispose();
    if (!isOver) setTimeout(() => page.again(), 50);
  },
  abort: () => {
    page.signal.abort();
    page.signal = new AbortController();
  },
  "clock-on": () => shiftClock(2 * 3_600_000),
  "clock-back": () => shiftClock(-2 * 3_600_000),
  removed: () => document.getElementById("klarna")?.replaceChildren(),
  moved: () =>
    document.getElementById("elsewhere")?.append(document.getElementById("klarna") ?? ""),
  rival: async () => {
    const { client_token } = await ask("/shop/rival");
    /** @type {any} */ (window).Klarna?.Payments?.init({ client_token });
  },
  changed: () => /** @type {any} */ (page).changed?.(),
  // In another tab, and this one does not hear of it.
  "changed-unseen": () => ask("/shop/more"),
};

/** @param {number} ms */
function shiftClock(ms) {
  const { now } = Date;
  Date.now = () => now() + ms;
}

for (const level of /** @type {const} */ (["log", "info", "warn", "error", "debug"])) {
  const real = console[level].bind(console);
  console[level] = (...words) => {
    say({ what: "console", text: words.map(String).join(" ") });
    real(...words);
  };
}
addEventListener("campaign-hit", () => at(plan.step ?? ""));
addEventListener("error", ({ message, error }) =>
  say({ what: "page error", message, stack: String(error?.stack) }),
);
addEventListener("unhandledrejection", ({ reason }) =>
  say({ what: "rejection", message: String(reason), stack: String(reason?.stack) }),
);
