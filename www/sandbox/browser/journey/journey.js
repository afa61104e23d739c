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
  let state = await request(id, undefined);
  let problem = false;
  while (state.step !== "ended") {
    const action = await drawStep(root, state, problem);
    const before = state.step;
    state = await request(id, action);
    problem = state.step === before;
  }
  return state;
}

/**
 * @param {string} id
 * @param {object | undefined} action the customer's step; absent: only look
 * @returns {Promise<JourneyState>}
 */
async function request(id, action) {
  const response = await fetch(`/journey/state/${id}`, {
    method: action ? "POST" : "GET",
    ...(action && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(action),
    }),
  });
  return response.json();
}
