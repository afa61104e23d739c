/**
 * The table of the campaign: where something can go wrong in a purchase, and what. Each purchase is hit by one fault at one
 * step.
 *
 * @typedef {"one-page" | "pages" | "kept" | "button" | "own-button" | "redirect"} Flow
 * @typedef {{ flow: Flow, step: string, fault: string }} Cell
 */

/** What becomes of a request on its way, and of its answer. */
const ON_THE_WAY = ["slow", "down", "5xx", "html", "half", "dropped"];
/** What becomes of Klarna's script. */
const OF_THE_SCRIPT = ["slow", "broken", "down", "half", "twice"];
/** When Klarna tells the shop's server. */
const OF_NEWS = ["before", "after", "twice", "never"];
/** What Klarna's SDK does when it is called (v1). */
const OF_CALLS = ["late", "twice-called", "never", "throws", "answers-and-throws"];
/** The same of the Web SDK, whose calls are promises. */
const OF_PROMISES = ["late", "never", "throws", "rejects"];
/** What happens to a page, or what its customer does. */
const OF_THE_PAGE = [
  ...["reload", "back", "cached", "close", "tabs", "offline", "dispose"],
  ...["clock-on", "clock-back", "server-on", "server-back"],
];
/** By how much the clock of the shop's server jumps then, and back again when the purchase is over; in milliseconds. @type {Record<string, number>} */
export const JUMPS = { "server-on": 3_600_000, "server-back": -3_600_000 };
/** While the shop's server waits for Klarna. */
const AT_KLARNA = [...ON_THE_WAY, ...Object.keys(JUMPS)];
const OF_THE_WIDGET = ["removed", "moved", "rival"];
const OF_THE_CART = ["changed", "changed-unseen"];
const OF_THE_CLICK = ["double", "triple"];

/** The kinds of purchases, and at which step which faults can be. @type {Record<Flow, Record<string, string[]>>} */
const FLOWS = {
  "one-page": {
    script: OF_THE_SCRIPT,
    session: ON_THE_WAY,
    opened: [...OF_THE_PAGE, "abort"],
    "sdk.load": OF_CALLS,
    load: [...OF_THE_PAGE, ...OF_THE_WIDGET, ...OF_THE_CART],
    click: [...OF_THE_PAGE, ...OF_THE_WIDGET, ...OF_THE_CLICK, "abort"],
    "sdk.authorize": OF_CALLS,
    post: [...OF_THE_PAGE, ...OF_THE_WIDGET],
    orders: ON_THE_WAY,
    callback: OF_NEWS,
    "klarna.session": AT_KLARNA,
    "klarna.order": AT_KLARNA,
    told: OF_THE_PAGE,
  },
  pages: {
    script: OF_THE_SCRIPT,
    opened: [...OF_THE_PAGE, "abort"],
    load: [...OF_THE_PAGE, ...OF_THE_WIDGET],
    agree: [...OF_THE_PAGE, ...OF_THE_WIDGET, ...OF_THE_CLICK, "abort"],
    "sdk.authorize": OF_CALLS,
    "review.session": ON_THE_WAY,
    review: [...OF_THE_PAGE, "abort", "rival"],
    click: [...OF_THE_PAGE, ...OF_THE_CLICK, "abort", "rival"],
    "sdk.finalize": OF_CALLS,
    post: [...OF_THE_PAGE, "rival"],
    orders: ON_THE_WAY,
    callback: OF_NEWS,
    told: OF_THE_PAGE,
  },
  // Klarna gives the token on the payment page already; the server keeps it for Buy.
  kept: {
    agree: [...OF_THE_PAGE, "abort"],
    keep: ON_THE_WAY,
    review: OF_THE_PAGE,
    kept: ON_THE_WAY,
    told: OF_THE_PAGE,
  },
  button: {
    script: OF_THE_SCRIPT,
    opened: [...OF_THE_PAGE, "abort"],
    "sdk.KlarnaSDK": OF_PROMISES,
    "sdk.presentation": OF_PROMISES,
    "sdk.button": ["throws"],
    // What it calls when it is pressed.
    "sdk.button.initiate": ["twice-called", "never", "late"],
    presentation: [...OF_THE_PAGE, ...OF_THE_CART],
    click: [...OF_THE_PAGE, ...OF_THE_CLICK],
    post: OF_THE_PAGE,
    authorize: ON_THE_WAY,
    journey: OF_THE_PAGE,
    "sdk.complete": ["twice", "stale", "silent"],
    completed: [...OF_THE_PAGE, "abort"],
    status: ON_THE_WAY,
    webhook: OF_NEWS,
    "klarna.authorize": AT_KLARNA,
    "klarna.final": AT_KLARNA,
    told: OF_THE_PAGE,
  },
  "own-button": {
    script: OF_THE_SCRIPT,
    opened: [...OF_THE_PAGE, "abort"],
    "sdk.initiate": ["late", "twice-called", "never", "throws", "rejects"],
    presentation: [...OF_THE_PAGE, ...OF_THE_CART],
    click: [...OF_THE_PAGE, ...OF_THE_CLICK],
    post: OF_THE_PAGE,
    authorize: ON_THE_WAY,
    journey: OF_THE_PAGE,
    "sdk.complete": ["twice", "stale", "silent"],
    completed: [...OF_THE_PAGE, "abort"],
    status: ON_THE_WAY,
    webhook: OF_NEWS,
    told: OF_THE_PAGE,
  },
  redirect: {
    presentation: [...OF_THE_PAGE, ...OF_THE_CART],
    click: [...OF_THE_PAGE, ...OF_THE_CLICK],
    post: OF_THE_PAGE,
    authorize: ON_THE_WAY,
    return: ON_THE_WAY,
    webhook: OF_NEWS,
    told: OF_THE_PAGE,
  },
};

/** Every cell. @type {Cell[]} */
export const CELLS = Object.entries(FLOWS).flatMap(([flow, steps]) =>
  Object.entries(steps).flatMap(([step, faults]) =>
    faults.map((fault) => ({ flow: /** @type {Flow} */ (flow), step, fault })),
  ),
);

/** One cell of each fault, the flows in turn: for a look of a minute. */
export const ONE_OF_EACH = [...new Set(CELLS.map(({ fault }) => fault))].map((fault, index) => {
  const cells = CELLS.filter((cell) => cell.fault === fault);
  return /** @type {Cell} */ (cells[(index * 7) % cells.length]);
});

/** The customer whom a cell needs: the sandbox plays some faults by their addresses. @param {Cell} cell */
export function customerOf({ flow, step, fault }) {
  if (step === "sdk.complete") return `customer+${fault}@example.com`;
  // Paid by this call alone.
  if (step === "klarna.authorize") return "customer+known@example.com";
  return flow === "kept" ? "customer+nofinalize@example.com" : "customer@example.com";
}

/** All of them. */
export const EMAILS = [...new Set(CELLS.map(customerOf))];

/** @param {Cell} cell */
export const nameOf = ({ flow, step, fault }) => `${flow} ${step} ${fault}`;

/**
 * What was hit how often: a table for each flow.
 * @param {Map<string, number>} fired
 */
export function printed(fired) {
  return Object.entries(FLOWS)
    .flatMap(([flow, steps]) => [
      `${flow}`,
      ...Object.entries(steps).map(([step, faults]) => {
        const counts = faults.map(
          (fault) =>
            `${fault} ${fired.get(nameOf({ flow: /** @type {Flow} */ (flow), step, fault })) ?? 0}`,
        );
        return `  ${step.padEnd(20)}${counts.join(", ")}`;
      }),
    ])
    .join("\n");
}
