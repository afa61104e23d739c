import { conflict, notFound } from "./errors.js";

/**
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {import("./schemas.js").WebhookData} WebhookData
 * @typedef {{ account: Account, secret: string, createdAt: string }} Key
 * @typedef {{ id: string, account: Account, data: WebhookData, createdAt: string }} Webhook
 */

/** Webhooks and the keys that sign them. They outlive a reset: they are the shop's configuration at Klarna. */
export class WebhookRegistry {
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
    const webhook = { id, account, data, createdAt: clock.iso() };
    this.#webhooks.set(id, webhook);
    return webhook;
  }

  /** @param {Account} account */
  webhooks(account) {
    return this.all().filter((webhook) => webhook.account === account);
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  webhook(id, account) {
    const webhook = this.#webhooks.get(id);
    if (webhook?.account !== account) throw notFound("webhook");
    return webhook;
  }

  /**
   * @param {string} id
   * @param {Partial<WebhookData>} change
   * @param {Account} account
   */
  change(id, change, account) {
    const webhook = this.webhook(id, account);
    if (change.signing_key_id !== undefined) this.#key(change.signing_key_id, account);
    webhook.data = { ...webhook.data, ...change };
    return webhook;
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  unsubscribe(id, account) {
    this.webhook(id, account);
    this.#webhooks.delete(id);
  }

  /**
   * Who wants to hear of an event.
   * @param {Account} account
   * @param {string} type of the event
   */
  subscribers(account, type) {
    return this.webhooks(account).filter(({ data }) => wants(data, type));
  }

  /**
   * What a webhook's events are signed with.
   * @param {Webhook} webhook
   */
  secretOf({ data }) {
    return this.#keys.get(data.signing_key_id)?.secret ?? "";
  }

  all() {
    return [...this.#webhooks.values()];
  }

  /**
   * @param {string} id
   * @param {Account} account
   */
  #key(id, account) {
    if (this.#keys.get(id)?.account !== account) throw notFound("signing key");
  }
}

/**
 * A webhook as Klarna's server API shows it.
 * @param {Webhook} webhook
 */
export const webhookView = ({ id, data, createdAt }) => ({
  webhook_id: id,
  status: /** @type {const} */ ("ENABLED"),
  ...data,
  created_at: createdAt,
});

/**
 * @param {WebhookData} data
 * @param {string} type of an event; subscriptions may end in `.*`
 */
const wants = ({ status, event_types: wanted }, type) =>
  status !== "DISABLED" &&
  wanted.some((one) => one === type || (one.endsWith(".*") && type.startsWith(one.slice(0, -1))));
