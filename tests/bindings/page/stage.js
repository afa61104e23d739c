// A shop's checkout page that a test directs, whatever framework draws it.

/** @typedef {"widget" | "review" | "button"} Kind with Klarna's widget; the review page, without one; with Klarna's button */
/** @typedef {any} Options of the checkout; with `isReview`, its widget has left */
/** @typedef {(view: any) => void} Report hears what the shop's code reads */
/** @typedef {{ update(options: Options): void, unmount(): void }} Drawing */

const page = /** @type {any} */ (window);

/** @type {Map<string, Drawing>} */
const drawings = new Map();

/** What the shop was told, in order. @type {unknown[][]} */
page.heard = [];
/** How often the shop's server was asked for a session. @type {string[]} */
page.sessions = [];
/** What each checkout shows last. @type {Record<string, any>} */
page.views = {};

/** What stands in for Klarna's SDKs, and how a test steers it: see `fake-payments.js` and `fake-web-sdk.js`. */
page.fake = {
  token: "",
  /** Each call: its method, its order's amount, the session. */
  calls: [],
  /** What a method answers in place of what is usual. */
  answers: {},
  /** The methods that wait, and how to let them go on. */
  holds: [],
  held: {},
  /** Whether it opens a window, as Klarna does for the customer's journey, and whether the browser let it. */
  opensWindow: false,
  opened: [],
};
page.fakeSdk = { instruction: "SHOW_KLARNA", asked: [], handlers: {}, buttons: 0, launched: 0 };

/**
 * Options as a test gives them, with what does not go through WebDriver.
 *
 * @param {Options} options
 */
function completed({ session, fails, ...options }) {
  const clientToken =
    options.clientToken ??
    (async () => {
      page.sessions.push(session);
      await page.sessionIsHeld;
      if (page.failing) throw new Error("the shop's server does not answer");
      return page.clientToken(session);
    });
  return {
    ...(options.clientId ? {} : { clientToken }),
    onOutcome: (/** @type {any} */ { status }) => page.heard.push(["outcome", status]),
    onError: (/** @type {any} */ { code }) => page.heard.push(["error", code]),
    ...options,
  };
}

/**
 * @param {(root: HTMLElement, kind: Kind, options: Options, report: Report) => Drawing} draw
 */
export function stage(draw) {
  const show = (/** @type {string} */ id) => (/** @type {any} */ view) => {
    page.retry = () => view.retry();
    const { status, message, outcome, error } = view;
    const cause = error?.cause && `${error.cause}`;
    page.views[id] = { status, said: message, outcome, code: error?.code, cause };
  };
  page.stage = {
    mount: (/** @type {string} */ id, /** @type {Kind} */ kind, /** @type {Options} */ options) => {
      const root = /** @type {HTMLElement} */ (document.getElementById(id));
      drawings.set(id, draw(root, kind, completed(options), show(id)));
    },
    update: (/** @type {string} */ id, /** @type {Options} */ options) =>
      drawings.get(id)?.update(completed(options)),
    unmount: (/** @type {string} */ id) => {
      drawings.get(id)?.unmount();
      drawings.delete(id);
    },
  };
}
