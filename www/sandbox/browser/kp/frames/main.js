import { ShopPage } from "../../journey/shop-page.js";

// The main frame of a widget: draws the offer, and asks the sandbox what becomes of each call.

/** @type {Map<string, (ended: void) => void>} */
const journeys = new Map();

const page = new ShopPage({
  load: async (message) => {
    const result = await ask("/kp/client/load", {
      client_token: message.client_token,
      data: message.data,
    });
    draw(result.show_form, Boolean(message.review));
    return result;
  },
  call: async (message) => {
    const decision = await ask("/kp/client/call", message);
    if (decision.kind === "result") return decision.result;
    await inJourney(decision.journeyId);
    return ask("/kp/client/outcome", {
      client_token: message.client_token,
      journey_id: decision.journeyId,
    });
  },
  "journey-ended": async ({ journey_id }) => journeys.get(journey_id)?.(),
});

/**
 * Lets the SDK show the journey, and waits for its end.
 * @param {string} id
 */
function inJourney(id) {
  return new Promise((resolve) => {
    journeys.set(id, resolve);
    void page.tell({ journey: id });
  });
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
  plans.replaceChildren(
    ...PLANS.slice(0, review ? 1 : undefined).map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
  if (offered) void page.tell({ height: Math.ceil(widget.getBoundingClientRect().height) });
}
