import { perform } from "../../journey/journey.js";
import { ShopPage } from "../../journey/shop-page.js";

// The main frame of a widget: draws the offer, and asks the sandbox what becomes of each call.

/** Klarna's frame, too, needs a moment: what the page says on this frame's `load` event is lost. */
const LISTENS_AFTER_MS = 40;

/** @type {Map<string, (ended: void) => void>} */
const journeys = new Map();
let applications = 1;

const page = new ShopPage(
  {
    load: async (message) => {
      const result = await ask("/kp/client/load", {
        client_token: message.client_token,
        data: message.data,
      });
      if (message.resetApplication) applications += 1;
      draw(result.show_form, Boolean(message.review));
      return result;
    },
    call: async ({ window: number, window_gone: isGone, ...message }) => {
      const decision = await ask("/kp/client/call", message);
      if (decision.kind === "result") return decision.result;
      const { journeyId } = decision;
      if (isGone) await perform(journeyId, { action: "leave" });
      else await inJourney(journeyId, number);
      return ask("/kp/client/outcome", {
        client_token: message.client_token,
        journey_id: journeyId,
      });
    },
    "journey-ended": async ({ journey_id }) => journeys.get(journey_id)?.(),
  },
  { afterMs: LISTENS_AFTER_MS },
);

/**
 * Lets the SDK show the journey, and waits for its end.
 * @param {string} id
 * @param {number | undefined} number of the window it is to be in
 */
async function inJourney(id, number) {
  await new Promise((resolve) => {
    journeys.set(id, resolve);
    void page.tell({ journey: id, window: number });
  });
  journeys.delete(id);
  await page.tell({ overlay: "hide" });
}

/**
 * A failing server leaves the call without an answer, as Klarna's frames do.
 * @param {string} path
 * @param {object} body
 */
async function ask(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}`);
  return response.json();
}

const PLANS = ["Pay now", "Pay in 30 days", "Pay in 3 parts"];

/**
 * @param {boolean} offered
 * @param {boolean} review the chosen method only
 */
function draw(offered, review) {
  const widget = /** @type {HTMLElement} */ (document.getElementById("widget"));
  const plans = /** @type {HTMLElement} */ (document.getElementById("widget-plans"));
  widget.hidden = !offered;
  widget.dataset.applications = String(applications);
  plans.replaceChildren(
    ...PLANS.slice(0, review ? 1 : undefined).map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
  // After the answer: no event comes before a load is answered.
  if (offered)
    setTimeout(() => void page.tell({ height: Math.ceil(widget.getBoundingClientRect().height) }));
}
