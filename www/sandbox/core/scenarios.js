/**
 * What a test customer makes Klarna do. Absent keys mean the ordinary course: Klarna is offered, the customer goes
 * through the purchase journey, and a confirmed purchase is approved.
 *
 * @typedef {object} Effects
 * @property {false} [offered] Klarna is not offered: v1 `load` answers `show_form: false`, v2 says `HIDE_KLARNA`.
 * @property {true} [wantsInternationalPhone] v1: `billing_address.phone` is an invalid field until it begins with `+`.
 * @property {"approved" | "declined" | "failed"} [assessment] Klarna decides before any journey is shown.
 * @property {"declined" | "left" | "failed" | "expired"} [journey] How the journey ends whatever the customer does.
 * @property {false} [finalizeRequired] v1: `auto_finalize: false` is answered with the token right away.
 * @property {"declined"} [finalization] v1 `finalize` and v2's final authorization are declined.
 * @property {"old"} [resultShape] v1: `approved: false` beside `finalize_required: true`, as older releases answer.
 * @property {"pending" | "pending-accepted" | "pending-rejected" | "rejected" | "broken" | "expired"} [order] v1: what
 *   becomes of the order; `pending`: it is reviewed until the control API decides.
 * @property {"twice" | "stale" | "never"} [complete] v2: how often the `complete` event is delivered.
 * @property {"twice" | "late" | "never"} [webhook] v2: how the `completed` webhook is delivered.
 * @property {true} [fallback] v2: the presentation call is refused inside, and the SDK shows its built-in fallback.
 * @property {number} [delayMs] Every decision takes this long.
 *
 * @typedef {{ id: string, customer: string, payments: string, network: string, effects: Effects }} Scenario
 */

/** @type {(id: string, payments: string, network: string, effects: Effects) => Scenario} */
const scenario = (id, payments, network, effects) => ({
  id,
  customer: id === "approved" ? "customer@example.com" : `customer+${id}@example.com`,
  payments,
  network,
  effects,
});

const same = "as approved";

/** Every scenario, by its test customer. The README's table and the shop's panel are made from this one. */
export const SCENARIOS = Object.freeze([
  scenario("approved", "the journey, then approved", "step-up, then completed and approved", {}),
  scenario(
    "denied",
    "declined at the end of the journey",
    "step-up, then the request is DECLINED",
    { journey: "declined" },
  ),
  scenario("refused", "declined without a journey", "DECLINED at once", { assessment: "declined" }),
  scenario("known", "approved without a journey", "APPROVED at once", { assessment: "approved" }),
  scenario("unavailable", "`load` answers show_form false", "HIDE_KLARNA", { offered: false }),
  scenario("correction", "the phone number is invalid until it begins with +", same, {
    wantsInternationalPhone: true,
  }),
  scenario("leaves", "the customer closes the window", "step-up, then aborted", {
    journey: "left",
  }),
  scenario("failure", "technical failure: looks like a decline", "step-up, then TECHNICAL_ERROR", {
    journey: "failed",
  }),
  scenario(
    "expiring",
    "the session ends during the journey",
    "step-up, then the request is EXPIRED",
    { journey: "expired" },
  ),
  scenario("nofinalize", "token although auto_finalize is false", same, {
    finalizeRequired: false,
  }),
  scenario("latedecline", "`finalize` is declined", "final authorization DECLINED", {
    finalization: "declined",
  }),
  scenario("oldresults", "approved false with finalize_required", same, { resultShape: "old" }),
  scenario("pending", "order with fraud_status PENDING, until `reviewOrder`", same, {
    order: "pending",
  }),
  scenario("pendingaccepted", "order PENDING, accepted after 4 hours", same, {
    order: "pending-accepted",
  }),
  scenario("pendingrejected", "order PENDING, rejected after 4 hours", same, {
    order: "pending-rejected",
  }),
  scenario("rejected", "order: 403 REJECTED", same, { order: "rejected" }),
  scenario("broken", "order: 500 for this token, for ever", same, { order: "broken" }),
  scenario("latetoken", "order: 404, the token has expired", same, { order: "expired" }),
  scenario("twice", same, "`complete` is delivered twice", { complete: "twice" }),
  scenario("stale", same, "`complete` names an older payment request first", { complete: "stale" }),
  scenario("silent", same, "no `complete` event", { complete: "never" }),
  scenario("webhooktwice", same, "the completed webhook comes twice", { webhook: "twice" }),
  scenario("webhooklate", same, "the completed webhook comes a minute late", { webhook: "late" }),
  scenario("webhooknever", same, "no completed webhook", { webhook: "never" }),
  scenario("fallback", same, "fallback presentation without a session", { fallback: true }),
  scenario("slow", "every answer takes 2 s", "every answer takes 2 s", { delayMs: 2000 }),
]);

/** @param {string} id */
export const scenarioById = (id) => SCENARIOS.find((known) => known.id === id);

/**
 * The scenario that a test customer's address names: `customer+denied@…`, also with a country, `customer+se+denied@…`.
 * @param {unknown} email
 */
export function scenarioOfCustomer(email) {
  if (typeof email !== "string") return undefined;
  const [name, ...tags] = (email.split("@")[0] ?? "").toLowerCase().split("+");
  if (name !== "customer") return undefined;
  return tags.map(scenarioById).find((found) => found !== undefined);
}
