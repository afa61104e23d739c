import { idOf } from "../core/requests.js";
import { NewWebhook, Simulation, WebhookChange } from "./schemas.js";
import { webhookView } from "./webhook-registry.js";

/**
 * Webhooks and the keys that sign them.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./network-api.js").NetworkApi} network
 * @param {import("./partner-routes.js").AccountOf} accountOf
 */
export function notificationRoutes(app, { webhooks, notifications }, accountOf) {
  const KEYS = "/v2/notification/signing-keys";
  app.post(KEYS, async (request, reply) =>
    reply.code(201).send(webhooks.createSigningKey(accountOf(request))),
  );
  app.get(KEYS, async (request) => ({
    signing_keys: webhooks.signingKeys(accountOf(request)),
  }));
  app.delete(`${KEYS}/:id`, async (request, reply) => {
    webhooks.removeSigningKey(idOf(request), accountOf(request));
    return reply.code(204).send();
  });

  const WEBHOOKS = "/v2/notification/webhooks";
  app.post(WEBHOOKS, { schema: { body: NewWebhook } }, async (request, reply) => {
    const data = /** @type {import("./schemas.js").WebhookData} */ (request.body);
    return reply.code(201).send(webhookView(webhooks.subscribe(data, accountOf(request))));
  });
  app.get(WEBHOOKS, async (request) => ({
    webhooks: webhooks.webhooks(accountOf(request)).map(webhookView),
  }));
  app.get(`${WEBHOOKS}/:id`, async (request) =>
    webhookView(webhooks.webhook(idOf(request), accountOf(request))),
  );
  app.patch(`${WEBHOOKS}/:id`, { schema: { body: WebhookChange } }, async (request) => {
    const change = /** @type {import("./schemas.js").WebhookDataChange} */ (request.body);
    return webhookView(webhooks.change(idOf(request), change, accountOf(request)));
  });
  app.delete(`${WEBHOOKS}/:id`, async (request, reply) => {
    webhooks.unsubscribe(idOf(request), accountOf(request));
    return reply.code(204).send();
  });
  app.post(`${WEBHOOKS}/:id/simulate`, { schema: { body: Simulation } }, async (request, reply) => {
    const { event_type } = /** @type {{ event_type: string }} */ (request.body);
    notifications.simulate(idOf(request), event_type, accountOf(request));
    return reply.code(202).send({});
  });
}
