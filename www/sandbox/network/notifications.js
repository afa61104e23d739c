import { createHmac } from "node:crypto";
import { Kept } from "../core/kept.js";
import { paymentRequestView } from "./payment-request-view.js";

/**
 * @typedef {import("./payment-requests.js").PaymentRequest} PaymentRequest
 * @typedef {import("./webhook-registry.js").Webhook} Webhook
 * @typedef {{ webhook: Webhook, type: string, eventId: string, body: string }} Event
 * @typedef {import("../public.js").Resending} Resending
 */

/** Klarna's waits before each further attempt: 10 s, 2 min, 15 min, 3 h, 6 h, 12 h. */
const WAITS_MS = [10, 120, 900, 10_800, 21_600, 43_200].map((seconds) => seconds * 1000);
const ACKNOWLEDGEMENTS = [200, 201, 202, 204];
const LATE_MS = 60_000;
/** So many events can be sent again. */
const EVENTS = 500;

/** @type {readonly Resending[]} */
export const RESENDINGS = Object.freeze(["again", "late", "twice", "wrong-signature"]);

/** Tells the subscribers of webhooks what happens to payment requests. */
export class Notifications {
  /** What was sent, by event id. @type {Kept<Event>} */
  #events = new Kept(EVENTS);
  #world;
  #registry;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./webhook-registry.js").WebhookRegistry} registry
   */
  constructor(world, registry) {
    this.#world = world;
    this.#registry = registry;
  }

  /**
   * Sends an event without a cause, to try a webhook out.
   * @param {string} id
   * @param {string} type
   * @param {import("../core/accounts.js").Account} account
   */
  simulate(id, type, account) {
    this.#deliver(this.#made(this.#registry.webhook(id, account), type, {}));
  }

  /**
   * Sends an event once more, under its id, as networks and attackers do.
   * @param {string} eventId
   * @param {Resending} how
   * @returns {boolean} whether such an event was sent
   */
  resend(eventId, how) {
    const event = this.#events.get(eventId);
    if (!event) return false;
    const send = () => this.#deliver(event, how === "wrong-signature");
    if (how === "late") this.#world.clock.afterWait(LATE_MS, send);
    else send();
    if (how === "twice") send();
    return true;
  }

  /**
   * Tells all subscribers of a payment request's new state, as often and as late as its scenario wants.
   * @param {PaymentRequest} request
   */
  stateChanged(request) {
    const type = `payment.request.state-change.${request.state.toLowerCase().replace("_", "-")}`;
    const email = request.data.supplementary_purchase_data?.customer?.email;
    const effects = this.#world.choice.effects(request.customerEmail, email);
    this.#tell(type, request, request.state === "COMPLETED" ? effects.webhook : undefined);
  }

  /**
   * Tells all subscribers that a partner has changed a payment request.
   * @param {PaymentRequest} request
   */
  updated(request) {
    this.#tell("payment.request.updated", request);
  }

  reset() {
    this.#events.clear();
  }

  /**
   * @param {string} type
   * @param {PaymentRequest} request
   * @param {import("../core/scenarios.js").Effects["webhook"]} [fate]
   */
  #tell(type, request, fate) {
    if (fate === "never") return;
    const payload = paymentRequestView(request, this.#world.browserUrl);
    for (const webhook of this.#registry.subscribers(request.account, type)) {
      const event = this.#made(webhook, type, payload);
      const send = () => this.#deliver(event);
      if (fate === "late") this.#world.clock.afterWait(LATE_MS, send);
      else send();
      if (fate === "twice") send();
    }
  }

  /**
   * @param {Webhook} webhook
   * @param {string} type
   * @param {object} payload
   * @returns {Event}
   */
  #made(webhook, type, payload) {
    const { clock, incidental, randomness } = this.#world;
    const { accountId } = webhook.account;
    const eventId = randomness.uuid();
    const metadata = {
      event_type: type,
      event_id: eventId,
      event_version: "v2",
      occurred_at: clock.iso(),
      correlation_id: incidental.uuid(),
      subject_account_id: accountId,
      recipient_account_id: accountId,
      product_instance_id: "krn:partner:product:payment:sandbox",
      webhook_id: webhook.id,
      live: false,
    };
    const event = { webhook, type, eventId, body: JSON.stringify({ metadata, payload }) };
    this.#events.set(eventId, event);
    return event;
  }

  /**
   * @param {Event} event
   * @param {boolean} [isForged] signed with a key that is not the webhook's
   */
  #deliver({ webhook, type, eventId, body }, isForged = false) {
    const secret = isForged ? "not the key" : this.#registry.secretOf(webhook);
    this.#world.deliveries.send({
      kind: "webhook",
      url: webhook.data.url,
      headers: {
        "klarna-signing-key-id": webhook.data.signing_key_id,
        "klarna-signature": createHmac("sha256", secret).update(body).digest("hex"),
      },
      body,
      waitsMs: isForged ? [] : WAITS_MS,
      isAcknowledged: (status) => ACKNOWLEDGEMENTS.includes(status),
      details: { event_type: type, event_id: eventId },
      account: webhook.account,
    });
  }
}
