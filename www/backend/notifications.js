import { KlarnaApiError } from "./klarna/client.js";

/** What the shop wants to be told about; the names are Klarna's. */
const EVENT_TYPES = ["completed", "declined", "expired", "canceled"].map(
  (state) => `payment.request.state-change.${state}`,
);

/**
 * Has Klarna's webhooks sent here, signed with a key of the shop's own. With Klarna itself this is done once, in its
 * portal, and the key is in the environment; a sandbox is new every time, so the shop does it at its start.
 *
 * @param {object} parts
 * @param {import("./settings.js").NetworkSettings} parts.settings gets the signing key
 * @param {import("./klarna/network-api.js").NetworkApi} parts.klarna
 * @param {import("fastify").FastifyBaseLogger} parts.log
 * @param {string} parts.publicUrl
 */
export async function subscribeToNotifications({ settings, klarna, log, publicUrl }) {
  if (settings.provider !== "sandbox") return;
  try {
    const { signing_key_id, signing_key } = await klarna.createSigningKey();
    settings.signingKeys[signing_key_id] = signing_key;
    await klarna.createWebhook({
      url: `${publicUrl}/webhooks/klarna`,
      event_types: EVENT_TYPES,
      event_version: "v2",
      signing_key_id,
      status: "ENABLED",
    });
  } catch (error) {
    if (!(error instanceof KlarnaApiError)) throw error;
    // Payments still go through: payment requests are also read.
    log.warn({ status: error.status, code: error.code }, "no webhooks from the sandbox");
  }
}
