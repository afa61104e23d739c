import { SCENARIOS } from "../core/scenarios.js";
import { webhookView } from "../network/webhook-registry.js";

/** So many of each kind are shown. */
const SHOWN = 30;
/** What may be a token: a UUID, or a long run of what tokens are made of. */
const TOKEN = /[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{24,}/gi;
/** Keys whose values are no secrets, and are needed whole to do something with. */
const WHOLE = ["order_id", "event_id", "webhook_id", "payment_transaction_id", "event_type"];

/**
 * Everything that the sandbox's page shows, the newest first; tokens never whole.
 * @param {import("../sandbox.js").SandboxControl} control
 */
export function overview(control) {
  const { world, network } = control;
  const { callbacks, notifications, ...ledger } = control.ledger();
  const bySeq = [...callbacks, ...notifications].sort((one, other) => one.seq - other.seq);
  return {
    url: world.url,
    credentials: world.accounts.first,
    settings: control.settings(),
    clock: control.clock(),
    faults: control.faults(),
    scenarios: SCENARIOS.map(({ id, customer, payments, network: v2 }) => ({
      ...{ id, customer, payments },
      network: v2,
    })),
    webhooks: network.webhooks.all().map(webhookView),
    ledger: {
      sessions: newest(ledger.sessions),
      authorizations: newest(ledger.authorizations),
      orders: newest(ledger.orders),
      paymentRequests: newest(ledger.paymentRequests),
      transactions: newest(ledger.transactions),
      told: newest(bySeq),
      webhooks: newest(ledger.webhooks),
      requests: newest(
        ledger.requests.map(({ seq, at, method, path, status }) => ({
          ...{ seq, at, method, path, status },
        })),
      ),
    },
  };
}

/**
 * @param {object[]} entries
 * @returns {Record<string, any>[]}
 */
const newest = (entries) => entries.slice(-SHOWN).reverse().map(redacted);

/**
 * @param {any} value
 * @returns {any}
 */
function redacted(value) {
  if (typeof value === "string") return value.replace(TOKEN, (token) => `${token.slice(0, 8)}…`);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      WHOLE.includes(name) ? member : redacted(member),
    ]),
  );
}
