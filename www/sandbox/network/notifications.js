import { createHmac } from "node:crypto";
import { notFound } from "./errors.js";
import { paymentRequestView } from "./payment-request-view.js";

/** @typedef {import("./payment-requests.js").PaymentRequest} PaymentRequest */

/** Klarna's waits before each further attempt: 10 s, 2 min, 15 min, 3 h, 6 h, 12 h. */
const WAITS_MS = [10, 120, 900, 10_800, 21_600, 43_200].map((seconds) => seconds * 1000);
const ACKNOWLEDGEMENTS = [200, 201, 202, 204];
const LATE_MS = 60_000;

/** Webhooks: subscriptions, the keys that sign them, and the events sent. All but the events outlives a reset. */
export class Notifications {
  /** @type {Map<string, string>} */
  #keys = new Map();
  /** @type {Map<string, import("./schemas.js").WebhookData>} */
  #webhooks = new Map();
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /** A new key; its secret is told this once. */
  createSigningKey() {
    const { randomness } = this.#world;
    const id = `krn:partner:global:notification:signing-key:${randomness.uuid()}`;
    const secret = randomness.text(32);
    this.#keys.set(id, secret);
    return { signing_key_id: id, signing_key: secret };
  }

  /**
   * @param {import("./schemas.js").WebhookData} data
   * @returns {string} the webhook's id
   */
  subscribe(data) {
    if (!this.#keys.has(data.signing_key_id)) throw notFound("signing key");
    const id = `krn:partner:global:notification:webhook:${this.#world.randomness.uuid()}`;
    this.#webhooks.set(id, data);
    return id;
  }

  /**
   * Sends an event without a cause, to try a webhook out.
   * @param {string} webhookId
   * @param {string} eventType
   */
  simulate(webhookId, eventType) {
    const webhook = this.#webhooks.get(webhookId);
    if (!webhook) throw notFound("webhook");
    this.#send(webhookId, webhook, eventType, this.#world.randomness.uuid(), {});
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

  /**
   * @param {string} type
   * @param {PaymentRequest} request
   * @param {import("../core/scenarios.js").Effects["webhook"]} [fate]
   */
  #tell(type, request, fate) {
    if (fate === "never") return;
    const payload = paymentRequestView(request, this.#world.url);
    for (const [id, webhook] of this.#webhooks) {
      if (webhook.status === "DISABLED" || !webhook.event_types.includes(type)) continue;
      const eventId = this.#world.randomness.uuid();
      const send = () => this.#send(id, webhook, type, eventId, payload);
      if (fate === "late") this.#world.clock.afterWait(LATE_MS, send);
      else send();
      if (fate === "twice") send();
    }
  }

  /**
   * @param {string} webhookId
   * @param {import("./schemas.js").WebhookData} webhook
   * @param {string} type
   * @param {string} eventId the same for every copy of an event
   * @param {object} payload
   */
  #send(webhookId, webhook, type, eventId, payload) {
    const { clock, incidental, credentials } = this.#world;
    const metadata = {
      event_type: type,
      event_id: eventId,
      event_version: "v2",
      occurred_at: clock.iso(),
      correlation_id: incidental.uuid(),
      subject_account_id: credentials.accountId,
      recipient_account_id: credentials.accountId,
      product_instance_id: "krn:partner:product:payment:sandbox",
      webhook_id: webhookId,
      live: false,
    };
    const body = JSON.stringify({ metadata, payload });
    const key = this.#keys.get(webhook.signing_key_id) ?? "";
    this.#world.deliveries.send({
      kind: "webhook",
      url: webhook.url,
      headers: {
        "klarna-signing-key-id": webhook.signing_key_id,
        "klarna-signature": createHmac("sha256", key).update(body).digest("hex"),
      },
      body,
      waitsMs: WAITS_MS,
      isAcknowledged: (status) => ACKNOWLEDGEMENTS.includes(status),
      details: { event_type: type, event_id: eventId },
    });
  }
}
