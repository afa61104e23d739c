/** What the shop wants to be told about; the names are Klarna's. */
const EVENT_TYPES = ["completed", "declined", "expired", "canceled"].map(
  (state) => `payment.request.state-change.${state}`,
);

/**
 * Has the sandbox's webhooks sent here, signed with a key of the shop's own. With Klarna itself this is done once, in its
 * portal, and the key is in the environment; a sandbox is new every time, so the shop does it at its start.
 *
 * @param {import("./settings.js").NetworkSettings} settings gets the signing key
 * @param {string} publicUrl
 * @param {import("fastify").FastifyBaseLogger} log
 */
export async function subscribeToWebhooks({ apiUrl, apiKey, signingKeys }, publicUrl, log) {
  try {
    const { signing_key_id, signing_key } = await post("signing-keys", {});
    signingKeys[signing_key_id] = signing_key;
    await post("webhooks", {
      url: `${publicUrl}/api/klarna/webhooks`,
      event_types: EVENT_TYPES,
      event_version: "v2",
      signing_key_id,
      status: "ENABLED",
    });
  } catch (error) {
    // Payments still go through: payment requests are also read.
    log.warn({ err: error }, "no webhooks from the sandbox");
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<any>}
   */
  async function post(path, body) {
    const answer = await fetch(`${apiUrl}/v2/notification/${path}`, {
      method: "POST",
      headers: { authorization: `Basic ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}`);
    return answer.json();
  }
}
