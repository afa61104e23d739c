import { Kept } from "./kept.js";

/**
 * @typedef {"approved" | "declined" | "left" | "failed" | "expired"} Ending
 * @typedef {import("../public.js").JourneyMode} JourneyMode how much of the journey the customer sees: every step, one page
 *   with three buttons, or nothing at all (it ends well by itself)
 * @typedef {"login" | "code" | "plan" | "delivery" | "review" | "ended"} Step
 * @typedef {{ amount: number, currency: string, merchant: string, email?: string, locale?: string, recurring: boolean,
 *   shippingCountries?: string[], shares?: string[] }} Purchase `shippingCountries`: the customer is asked where to deliver;
 *   `shares`: nothing is bought, the customer signs in and shares this
 * @typedef {{ address: Record<string, string>, shipping_option_reference?: string }} Delivery
 * @typedef {{ name: string, quantity: number, total_amount: number }} LineItem
 * @typedef {{ id: string, purchase: Purchase, mode: JourneyMode, step: Step, email: string | undefined, plan: string | undefined,
 *   delivery: Delivery | undefined, lineItems: LineItem[] | undefined, forced: Ending | undefined, ending: Ending | undefined, returnUrl: string | undefined }} Journey
 */

/** @type {readonly JourneyMode[]} */
export const JOURNEY_MODES = Object.freeze(["full", "quick", "instant"]);

/** The ways to pay that the journey offers. */
export const PLANS = Object.freeze([
  { id: "pay_now", name: "Pay now", detail: "The whole amount today" },
  { id: "pay_later", name: "Pay in 30 days", detail: "Nothing today" },
  { id: "pay_in_3", name: "Pay in 3 parts", detail: "One part a month, no interest" },
]);

/**
 * Where goods go unless the customer says otherwise.
 * @param {Purchase} purchase
 * @returns {Delivery["address"] | undefined} nothing where nobody is asked
 */
export const filledInAddress = ({ shippingCountries: [country] = [] }) =>
  country === undefined
    ? undefined
    : { streetAddress: "Sandbox Street 1", postalCode: "12345", city: "Sandbox", country };

const CODE = /^\d{6}$/;
const REFUSED_CODE = "999999";

/** Purchase journeys: what the customer does at Klarna between the shop's click and the outcome. */
export class Journeys {
  /** @type {Kept<{ journey: Journey, ended: (journey: Journey) => void }>} */
  #journeys = new Kept();
  /** @type {JourneyMode} */
  mode = "full";

  #randomness;
  #ledger;
  #choice;

  /**
   * @param {import("./randomness.js").Randomness} randomness
   * @param {import("./ledger.js").Ledger} ledger
   * @param {import("./scenario-choice.js").ScenarioChoice} choice
   */
  constructor(randomness, ledger, choice) {
    this.#randomness = randomness;
    this.#ledger = ledger;
    this.#choice = choice;
  }

  /**
   * Opens a journey. `ended` runs exactly once, when it is over.
   * @param {Purchase} purchase
   * @param {(journey: Journey) => void} ended
   * @returns {Journey}
   */
  open(purchase, ended) {
    /** @type {Journey} */
    const journey = {
      id: this.#randomness.uuid(),
      purchase,
      mode: this.mode,
      step: "login",
      email: undefined,
      plan: undefined,
      delivery: undefined,
      lineItems: undefined,
      forced: this.#forced(purchase, purchase.email),
      ending: undefined,
      returnUrl: undefined,
    };
    this.#journeys.set(journey.id, { journey, ended });
    this.#ledger.record("journey", { journey_id: journey.id, state: "opened" });
    if (journey.forced === "left" || this.mode === "instant")
      this.end(journey.id, journey.forced ?? "approved");
    return journey;
  }

  /** @param {string} id */
  find(id) {
    return this.#journeys.get(id)?.journey;
  }

  /**
   * @param {string} id
   * @param {string} email
   * @returns {boolean} whether the journey went on
   */
  logIn(id, email) {
    const journey = this.#at(id, "login");
    if (!journey || !/^\S+@\S+$/.test(email)) return false;
    journey.email = email;
    journey.forced = this.#forced(journey.purchase, email, journey.purchase.email);
    journey.step = "code";
    return true;
  }

  /**
   * Any six digits but 999999, as in Klarna's playground.
   * @param {string} id
   * @param {string} code
   */
  enterCode(id, code) {
    const journey = this.#at(id, "code");
    if (!journey || !CODE.test(code) || code === REFUSED_CODE) return false;
    journey.step = journey.purchase.shares ? "review" : "plan";
    return true;
  }

  /**
   * @param {string} id
   * @param {string} plan
   */
  choosePlan(id, plan) {
    const journey = this.#at(id, "plan");
    if (!journey || !PLANS.some((known) => known.id === plan)) return false;
    journey.plan = plan;
    journey.step = journey.purchase.shippingCountries ? "delivery" : "review";
    return true;
  }

  /**
   * What customer and shop have agreed on; the quick journey begins with it.
   * @param {string} id
   * @param {Delivery} delivery
   * @param {{ amount: number | undefined, lineItems: LineItem[] | undefined }} agreed the new total, in minor units
   */
  chooseDelivery(id, delivery, { amount, lineItems }) {
    const known = this.find(id);
    const isQuick = known?.mode === "quick" && known.purchase.shippingCountries !== undefined;
    const journey = this.#at(id, isQuick ? "login" : "delivery");
    if (!journey) return false;
    journey.delivery = delivery;
    journey.lineItems = lineItems;
    if (amount !== undefined) journey.purchase.amount = amount;
    journey.step = "review";
    return true;
  }

  /**
   * The customer confirms; a scenario may have decided otherwise.
   * @param {string} id
   */
  confirm(id) {
    const journey = this.find(id);
    if (!journey || journey.ending || (journey.mode === "full" && journey.step !== "review"))
      return false;
    this.end(id, journey.forced ?? "approved");
    return true;
  }

  /**
   * Ends the journey; what comes after the first end is ignored.
   * @param {string} id
   * @param {Ending} ending
   */
  end(id, ending) {
    const known = this.#journeys.get(id);
    if (!known || known.journey.ending) return;
    const { journey } = known;
    const address = filledInAddress(journey.purchase);
    // Who has seen nothing of the journey has not been asked where the goods are to go.
    if (ending === "approved" && address) journey.delivery ??= { address };
    journey.step = "ended";
    journey.ending = ending;
    this.#ledger.record("journey", { journey_id: id, state: ending });
    known.ended(journey);
  }

  reset() {
    this.#journeys.clear();
  }

  /**
   * How the journey ends for these customers whatever they do. Whom Klarna would have refused, had it known the address before, it
   * refuses in the end.
   * @param {Purchase} purchase
   * @param {(string | undefined)[]} emails
   * @returns {Ending | undefined}
   */
  #forced({ shares }, ...emails) {
    const { journey, offered, assessment } = this.#choice.effects(...emails);
    const isRefused = offered === false || assessment === "declined";
    return journey ?? (isRefused && !shares ? "declined" : undefined);
  }

  /**
   * @param {string} id
   * @param {Step} step
   */
  #at(id, step) {
    const journey = this.find(id);
    return journey?.step === step ? journey : undefined;
  }
}
