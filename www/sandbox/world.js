import { Accounts } from "./core/accounts.js";
import { Clock } from "./core/clock.js";
import { Deliveries } from "./core/deliveries.js";
import { Faults } from "./core/faults.js";
import { Journeys } from "./core/journeys.js";
import { Ledger } from "./core/ledger.js";
import { Randomness } from "./core/randomness.js";
import { ScenarioChoice } from "./core/scenario-choice.js";

/**
 * What a shop has to present: Basic credentials of the Klarna Payments API, and API key, client id and account of the
 * Klarna Network API.
 * @typedef {import("./public.js").Credentials} Credentials
 */

/** @type {Readonly<Credentials>} */
export const DEFAULT_CREDENTIALS = Object.freeze({
  username: "sandbox",
  password: "sandbox",
  apiKey: "klarna_test_api_sandbox",
  clientId: "klarna_test_client_sandbox",
  accountId: "krn:partner:global:account:test:SANDBOX1",
});

/** What all parts of the sandbox share. */
export class World {
  /** Where browsers and shops reach the sandbox; known once it listens. */
  url = "";
  /** Where browsers reach it, if that is elsewhere: a test may let the sandbox answer for one of Klarna's own hosts. */
  routedUrl = "";
  merchantName = "Demo shop";
  clock = new Clock();
  ledger = new Ledger(this.clock);
  deliveries = new Deliveries(this.clock, this.ledger);
  choice = new ScenarioChoice();

  /** Where browsers reach the sandbox. */
  get browserUrl() {
    return this.routedUrl || this.url;
  }

  /**
   * Identifiers come from `randomness`; what depends on how often somebody asks (ids of errors, faults with a probability)
   * from `incidental`, so that a page's request for an icon does not change the identifiers after it.
   * @param {number} seed
   * @param {readonly Credentials[]} accounts whose servers and pages may call; the first is the sandbox's own
   */
  constructor(seed, accounts) {
    this.accounts = new Accounts(accounts);
    this.randomness = new Randomness(seed);
    this.incidental = this.randomness.sibling();
    this.faults = new Faults(this.incidental, this.ledger);
    this.journeys = new Journeys(this.randomness, this.ledger, this.choice);
  }

  /**
   * Forgets everything. Identifiers go on being new unless a seed is given: shops may remember the old ones.
   * @param {number} [seed]
   */
  reset(seed) {
    if (seed !== undefined) {
      this.randomness.restart(seed);
      this.incidental.restart(this.randomness.sibling().seed);
    }
    this.clock.reset();
    this.deliveries.reset();
    this.ledger.reset();
    this.faults.reset();
    this.journeys.reset();
  }
}
