import { drawDelivery } from "./delivery.js";
import { drawFailure } from "./notices.js";
import { drawStep } from "./steps.js";

/** @typedef {{ id: string, purchase: { amount: number, currency: string, merchant: string, email?: string, locale?: string, recurring: boolean,
 *   shippingCountries?: string[], shares?: string[] },
 *   mode: "full" | "quick" | "instant", step: "login" | "code" | "plan" | "delivery" | "review" | "ended", email?: string, plan?: string, ending?: string,
 *   return_url?: string, filled_in_address?: Record<string, string>, plans: { id: string, name: string, detail: string }[] }} JourneyState */

/**
 * Asks the shop's page about the delivery; no answer when there is no page, or nobody listens there.
 * @typedef {(topic: string, payload: unknown) => Promise<any>} AskShop
 */

/**
 * Takes the customer through a purchase journey inside `root`.
 * @param {HTMLElement} root
 * @param {string} id
 * @param {AskShop} [askShop]
 * @returns {Promise<JourneyState>} the journey when it is over
 */
export async function runJourney(root, id, askShop = async () => undefined) {
  let state = await persistently(root, id, () => read(id));
  let refused = false;
  while (state.step !== "ended") {
    const action = await nextAction(root, state, refused, askShop);
    const before = state.step;
    state = await persistently(root, id, () => perform(id, action));
    refused = state.step === before;
  }
  return state;
}

/**
 * @param {HTMLElement} root
 * @param {JourneyState} state
 * @param {boolean} refused
 * @param {AskShop} askShop
 * @returns {Promise<{ action: string }>}
 */
async function nextAction(root, state, refused, askShop) {
  if (state.step === "delivery") return drawDelivery(root, state, askShop);
  if (state.mode !== "quick") return drawStep(root, state, refused);
  // The shop has agreed to the delivery: the customer has approved already.
  if (state.step === "review") return { action: "confirm" };
  const decision = await drawStep(root, state, refused);
  const isAsked = decision.action === "confirm" && state.filled_in_address;
  return isAsked ? drawDelivery(root, state, askShop) : decision;
}

/**
 * Takes one step in a journey.
 * @param {string} id
 * @param {object} action
 * @returns {Promise<JourneyState>} the journey after it; as before, when the step was refused
 */
export async function perform(id, action) {
  const response = await fetch(`/journey/state/${id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(action),
  });
  return journeyIn(response);
}

/**
 * @param {string} id
 * @returns {Promise<JourneyState>}
 */
const read = async (id) => journeyIn(await fetch(`/journey/state/${id}`));

/**
 * Also a refusal (409) shows where the journey stands.
 * @param {Response} response
 * @returns {Promise<JourneyState>}
 */
function journeyIn(response) {
  if (response.ok || response.status === 409) return response.json();
  throw new Error(`The sandbox answered ${response.status}`);
}

/**
 * Asks again as long as the customer wants, when the sandbox fails.
 * @param {HTMLElement} root
 * @param {string} id
 * @param {() => Promise<JourneyState>} ask
 * @returns {Promise<JourneyState>}
 */
async function persistently(root, id, ask) {
  for (;;) {
    try {
      return await ask();
    } catch {
      if ((await drawFailure(root)) === "leave")
        return perform(id, { action: "leave" }).catch(left);
    }
  }
}

/** What is left of a journey that the sandbox knows nothing of. */
const left = () => /** @type {JourneyState} */ ({ step: "ended", ending: "left" });
