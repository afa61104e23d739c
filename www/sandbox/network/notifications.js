import { createHmac } from "node:crypto";
import { conflict, notFound } from "./errors.js";
import { paymentRequestView } from "./payment-request-view.js";

/** @typedef {import("./payment-requests.js").PaymentRequest} PaymentRequest */

/** Klarna's waits before each further attempt: 10 s, 2 min, 15 min, 3 h, 6 h, 12 h. */
const WAITS_MS = [10, 120, 900, 10_800, 21_600, 43_200].map((seconds) => seconds * 1000);
const ACKNOWLEDGEMENTS = [200, 201, 202, 204];
const LATE_MS = 60_000;

/**
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {import("./schemas.js").WebhookData} WebhookData
 * @typedef {{ account: Account, secret: string, createdAt: string }} Key
 * @typedef {{ account: Account, data: WebhookData, createdAt: string }} Webhook
 */

/** Webhooks: subscriptions, the keys that sign them, and the events sent. All but the events outlives a reset. */
export class Notifications {
  /** @type {Map<string, Key>} */
  #keys = new Map();
  /** @type {Map<string, Webhook>} */
  #webhooks = new Map();
  #world;

  /** @param {import("../world.js").World} world */
  constructor(world) {
    this.#world = world;
  }

  /**
   * A new key; its secret is told this once.
   * @param {Account} account
   */
  createSigningKey(account) {
    const { randomness, clock } = this.#world;
    const id = `krn:partner:global:notification:signing-key:${randomness.uuid()}`;
    const secret = randomness.text(32);
    this.#keys.set(id, { account, secret, createdAt: clock.iso() });
    return { signing_key_id: id, signing_key: secret };
  }

  /** @param {Account} account */
  signingKeys(account) {
    return [...this.#keys]
      .filter(([, key]) => key.account === account)
      .map(([id, { createdAt }]) => ({ signing_key_id: id, created_at: createdAt }));
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  removeSigningKey(id, account) {
    this.#key(id, account);
    if ([...this.#webhooks.values()].some(({ data }) => data.signing_key_id === id))
      throw conflict("A webhook is signed with this key");
    this.#keys.delete(id);
  }

  /**
   * @param {WebhookData} data
   * @param {Account} account
   */
  subscribe(data, account) {
    this.#key(data.signing_key_id, account);
    const { randomness, clock } = this.#world;
    const id = `krn:partner:global:notification:webhook:${randomness.uuid()}`;
    const webhook = { account, data, createdAt: clock.iso() };
    this.#webhooks.set(id, webhook);
    return webhookView(id, webhook);
  }

  /** @param {Account} account */
  webhooks(account) {
    return [...this.#webhooks]
      .filter(([, webhook]) => webhook.account === account)
      .map(([id, webhook]) => webhookView(id, webhook));
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  webhook(id, account) {
    return webhookView(id, this.#webhook(id, account));
  }

  /**
   * @param {string} id
   * @param {Partial<WebhookData>} change
   * @param {Account} account
   */
  change(id, change, account) {
    const webhook = this.#webhook(id, account);
    if (change.signing_key_id !== undefined) this.#key(change.signing_key_id, account);
    webhook.data = { ...webhook.data, ...change };
    return webhookView(id, webhook);
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  unsubscribe(id, account) {
    this.#webhook(id, account);
    this.#webhooks.delete(id);
  }

  /**
   * Sends an event without a cause, to try a webhook out.
   * @param {string} id
   * @param {string} eventType
   * @param {Account} account
   */
  simulate(id, eventType, account) {
    const webhook = this.#webhook(id, account);
    this.#send(id, webhook, eventType, this.#world.randomness.uuid(), {});
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
      if (webhook.account !== request.account || !wants(webhook, type)) continue;
      const eventId = this.#world.randomness.uuid();
      const send = () => this.#send(id, webhook, type, eventId, payload);
      if (fate === "late") this.#world.clock.afterWait(LATE_MS, send);
      else send();
      if (fate === "twice") send();
    }
  }

  /**
   * @param {string} webhookId
   * @param {Webhook} webhook
   * @param {string} type
   * @param {string} eventId the same for every copy of an event
   * @param {object} payload
   */
  #send(webhookId, { account, data }, type, eventId, payload) {
    const { clock, incidental } = this.#world;
    const metadata = {
      event_type: type,
      event_id: eventId,
      event_version: "v2",
      occurred_at: clock.iso(),
      correlation_id: incidental.uuid(),
      subject_account_id: account.accountId,
      recipient_account_id: account.accountId,
      product_instance_id: "krn:partner:product:payment:sandbox",
      webhook_id: webhookId,
      live: false,
    };
    const body = JSON.stringify({ metadata, payload });
    const { secret = "" } = this.#keys.get(data.signing_key_id) ?? {};
    this.#world.deliveries.send({
      kind: "webhook",
      url: data.url,
      headers: {
        "klarna-signing-key-id": data.signing_key_id,
        "klarna-signature": createHmac("sha256", secret).update(body).digest("hex"),
      },
      body,
      waitsMs: WAITS_MS,
      isAcknowledged: (status) => ACKNOWLEDGEMENTS.includes(status),
      details: { event_type: type, event_id: eventId },
    });
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  #key(id, account) {
    const key = this.#keys.get(id);
    if (key?.account !== account) throw notFound("signing key");
    return key;
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  #webhook(id, account) {
    const webhook = this.#webhooks.get(id);
    if (webhook?.account !== account) throw notFound("webhook");
    return webhook;
  }
}

/**
 * @param {string} id
 * @param {Webhook} webhook
 */
const webhookView = (id, { data, createdAt }) => ({
  webhook_id: id,
  status: /** @type {const} */ ("ENABLED"),
  ...data,
  created_at: createdAt,
});

/**
 * @param {Webhook} webhook
 * @param {string} type of an event; subscriptions may end in `.*`
 */
const wants = ({ data: { status, event_types: wanted } }, type) =>
  status !== "DISABLED" &&
  wanted.some((one) => one === type || (one.endsWith(".*") && type.startsWith(one.slice(0, -1))));
