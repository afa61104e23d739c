import { Kept } from "../core/kept.js";
import { problems, withoutAbsent } from "./checked.js";
import { collectAddress, expressResult } from "./express.js";
import { NewSession, SessionUpdate } from "./schemas.js";
import { customersOf } from "./sessions.js";

/**
 * @typedef {import("./sessions.js").Session} Session
 * @typedef {{ show_form: boolean, approved?: boolean, finalize_required?: boolean, authorization_token?: string,
 *   error?: { invalid_fields: string[] } } & Partial<ReturnType<typeof expressResult>>} Result what the SDK hands to the
 *   shop's callback
 * @typedef {{ call: Call, autoFinalize: boolean, data: unknown, express: { collectShippingAddress: boolean } | undefined }} Purchase
 * @typedef {{ kind: "result", result: Result } | { kind: "journey", journeyId: string }} Decision
 * @typedef {"authorize" | "reauthorize" | "finalize"} Call
 */

/** @type {(result: Result) => Decision} */
const decided = (result) => ({ kind: "result", result });

const REFUSED = Object.freeze({ show_form: false, approved: false });
const DISMISSED = Object.freeze({ show_form: true, approved: false });

/** What a call answers when the customer leaves: `finalize` says the same as when Klarna declines. */
const DISMISSALS = Object.freeze({
  authorize: DISMISSED,
  reauthorize: DISMISSED,
  finalize: REFUSED,
});

/** Klarna's answers to the calls of the JS SDK v1: at once, or after a purchase journey. */
export class Purchases {
  /** @type {Kept<{ session: Session, result: Result }>} */
  #results = new Kept();
  #world;
  #sessions;
  #authorizations;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./sessions.js").Sessions} sessions
   * @param {import("./authorizations.js").Authorizations} authorizations
   */
  constructor(world, sessions, authorizations) {
    this.#world = world;
    this.#sessions = sessions;
    this.#authorizations = authorizations;
  }

  /**
   * @param {string} clientToken
   * @param {unknown} data the order data of the call
   * @returns {Result}
   */
  load(clientToken, data) {
    const session = this.#sessions.ofClientToken(clientToken);
    if (!session) return { show_form: false };
    const invalid = applyData(session, data);
    if (invalid.length > 0) return { show_form: true, error: { invalid_fields: invalid } };
    return { show_form: this.#effects(session).offered !== false };
  }

  /**
   * @param {string} clientToken
   * @param {Purchase} purchase
   * @returns {Decision}
   */
  decide(clientToken, { call, autoFinalize, data, express }) {
    const session = this.#sessions.ofClientToken(clientToken);
    if (!session) return decided(REFUSED);
    session.isExpress ||= express !== undefined;
    const wrong = applyData(session, data);
    const effects = this.#effects(session);
    const invalid = [...wrong, ...(effects.wantsInternationalPhone ? phoneToCorrect(session) : [])];
    if (invalid.length > 0) return decided({ ...DISMISSED, error: { invalid_fields: invalid } });
    if (
      effects.offered === false ||
      effects.assessment === "declined" ||
      effects.assessment === "failed"
    )
      return decided(REFUSED);
    if (call === "finalize" && effects.finalization === "declined") return decided(REFUSED);

    const collects = express?.collectShippingAddress ?? false;
    const agreed = session.data;
    const approve = () => {
      // The customer is known by now, perhaps by the address typed in the journey.
      const { finalizeRequired, resultShape } = this.#effects(session);
      return call === "authorize" && !autoFinalize && finalizeRequired !== false
        ? this.#awaitFinalize(session, resultShape === "old")
        : this.#approve(session, agreed, collects);
    };
    const identified = session.customerEmail !== undefined && call !== "authorize";
    if (
      effects.assessment === "approved" ||
      identified ||
      (call === "finalize" && session.awaitsFinalize)
    ) {
      if (collects) collectAddress(session, {});
      return decided(approve());
    }
    return this.#openJourney(session, { collects, dismissed: DISMISSALS[call] }, approve);
  }

  /**
   * The result of a journey that is over.
   * @param {string} clientToken
   * @param {string} journeyId
   */
  resultOf(clientToken, journeyId) {
    const known = this.#results.get(journeyId);
    return known?.session.clientToken === clientToken ? known.result : undefined;
  }

  reset() {
    this.#results.clear();
  }

  /**
   * @param {Session} session
   * @param {{ collects: boolean, dismissed: Result }} options `collects`: the customer says where to send the goods
   * @param {() => Result} approve
   * @returns {Decision}
   */
  #openJourney(session, { collects, dismissed }, approve) {
    const { data } = session;
    const email = customersOf(session).find((known) => known !== undefined);
    const journey = this.#world.journeys.open(
      {
        amount: data.order_amount,
        currency: data.purchase_currency.toUpperCase(),
        merchant: this.#world.merchantName,
        recurring: (data.intent ?? "buy") !== "buy",
        ...(email === undefined ? {} : { email }),
        ...(data.locale === undefined ? {} : { locale: data.locale }),
        ...(collects && { shippingCountries: [data.purchase_country.toUpperCase()] }),
      },
      (ended) => {
        this.#sessions.noteJourney(session, ended);
        if (collects && ended.ending === "approved")
          collectAddress(session, ended.delivery?.address ?? {});
        const result =
          ended.ending === "approved" ? approve() : ended.ending === "left" ? dismissed : REFUSED;
        this.#results.set(ended.id, { session, result });
      },
    );
    return { kind: "journey", journeyId: journey.id };
  }

  /**
   * @param {Session} session
   * @param {Session["data"]} agreed as it was at the call
   * @param {boolean} collects the customer has said since where to send the goods
   * @returns {Result}
   */
  #approve(session, agreed, collects) {
    const { token } = this.#authorizations.issue(session, {
      ...agreed,
      ...(collects && session.collectedAddress && { shipping_address: session.collectedAddress }),
    });
    return {
      show_form: true,
      approved: true,
      finalize_required: false,
      authorization_token: token,
      ...(session.isExpress && expressResult(session)),
    };
  }

  /**
   * @param {Session} session
   * @param {boolean} old the result in the shape of older releases
   * @returns {Result}
   */
  #awaitFinalize(session, old) {
    session.awaitsFinalize = true;
    return {
      show_form: true,
      approved: !old,
      finalize_required: true,
      ...(session.isExpress && expressResult(session)),
    };
  }

  /** @param {Session} session */
  #effects(session) {
    return this.#world.choice.effects(...customersOf(session));
  }
}

/**
 * Updates the session with the data of an SDK call.
 * @param {Session} session
 * @param {unknown} data
 * @returns {string[]} dotted paths of what is invalid; then nothing is updated
 */
function applyData(session, data) {
  if (data === null || data === undefined) return [];
  if (typeof data !== "object" || Array.isArray(data)) return [""];
  const change = withoutAbsent(data);
  // What the call brings is judged first: a part of it may be wrong that the rest of the session makes up for.
  const wrong = problems(SessionUpdate, change);
  if (wrong.length > 0) return wrong;
  const changed = { ...session.data, ...change };
  const together = problems(NewSession, changed);
  if (together.length === 0) session.data = changed;
  return together;
}

/**
 * A scenario may want the phone number in international form.
 * @param {Session} session
 */
const phoneToCorrect = (session) =>
  session.data.billing_address?.phone?.startsWith("+") ? [] : ["billing_address.phone"];
