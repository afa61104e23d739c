import { drawStep } from "./steps.js";

/** @typedef {{ id: string, purchase: { amount: number, currency: string, merchant: string, email?: string, locale?: string, recurring: boolean },
 *   mode: "full" | "quick" | "instant", step: "login" | "code" | "plan" | "review" | "ended", email?: string, plan?: string, ending?: string,
 *   return_url?: string, plans: { id: string, name: string, detail: string }[] }} JourneyState */

/**
 * Takes the customer through a purchase journey inside `root`.
 * @param {HTMLElement} root
 * @param {string} id
 * @returns {Promise<JourneyState>} the journey when it is over
 */
export async function runJourney(root, id) {
  let state = await read(id);
  let problem = false;
  while (state.step !== "ended") {
    const action = await drawStep(root, state, problem);
    const before = state.step;
    state = await perform(id, action);
    problem = state.step === before;
  }
  return state;
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
  return response.json();
}

/**
 * @param {string} id
 * @returns {Promise<JourneyState>}
 */
async function read(id) {
  const response = await fetch(`/journey/state/${id}`);
  return response.json();
}
