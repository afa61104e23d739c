import { SCENARIOS, scenarioById, scenarioOfCustomer } from "./scenarios.js";

/** @typedef {import("./scenarios.js").Scenario} Scenario */

/** Decides which scenario a purchase follows: its customer's, else the one chosen by the control API. */
export class ScenarioChoice {
  /** @type {Scenario} */
  #chosen = /** @type {Scenario} */ (SCENARIOS[0]);

  get chosen() {
    return this.#chosen;
  }

  /** @param {string} id of a scenario that exists */
  choose(id) {
    this.#chosen = scenarioById(id) ?? this.#chosen;
  }

  /** @param {unknown[]} emails the addresses known for the purchase, the most telling one first */
  effects(...emails) {
    const named = emails.map(scenarioOfCustomer).find((found) => found !== undefined);
    return (named ?? this.#chosen).effects;
  }
}
