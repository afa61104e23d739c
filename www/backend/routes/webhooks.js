import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { isSignedByKlarna } from "../klarna/webhook-signature.js";
import { Problem } from "../problem.js";
import { KlarnaToken } from "./token.js";

const COMPLETED = "payment.request.state-change.completed";
const STATE_CHANGE = /^payment\.request\.state-change\.([a-z-]+)$/;

const Event = Type.Object({
  metadata: Type.Object({
    event_type: Type.String({ maxLength: 200 }),
    event_id: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  payload: Type.Object({
    payment_request_id: Type.Optional(Type.String({ maxLength: 200 })),
    state_reason: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    // Klarna's guide has the token in `state_context`; a plugin of its own partner reads it one level up.
    klarna_network_session_token: Type.Optional(KlarnaToken()),
    state_context: Type.Optional(
      Type.Object({
        klarna_network_session_token: Type.Optional(KlarnaToken()),
        shipping: Type.Optional(Type.Unknown()),
      }),
    ),
  }),
});

/**
 * `POST /webhooks/klarna`: Klarna's word on payment requests, which is what authorizes. The signature is checked on the
 * raw body; an event is stored once, by its id, together with what it says; Klarna is answered before anything slow.
 *
 * @param {import("fastify").FastifyInstance} app its own scope: the body parser is not the other routes' one
 * @param {object} parts
 * @param {import("../database.js").Database} parts.database
 * @param {import("../payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("../final-authorization.js").FinalAuthorization} parts.finalization
 * @param {import("../settings.js").NetworkSettings} parts.settings
 * @param {() => number} parts.now milliseconds since 1970
 */
export async function webhookRoutes(app, { database, requests, finalization, settings, now }) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.post("/webhooks/klarna", async (request, reply) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (!isSignedByKlarna(raw, request.headers, settings.signingKeys)) {
      throw new Problem(
        400,
        "bad_signature",
        "This webhook is not signed with a key that the shop knows.",
      );
    }
    const event = parse(raw);
    if (isNew(event)) handle(event, request.log);
    return reply.code(200).send({ received: true });
  });

  /** @param {import("@sinclair/typebox").Static<typeof Event>} event */
  function isNew({ metadata }) {
    const { changes } = database.run(
      "INSERT OR IGNORE INTO webhook_events (event_id, event_type, received_at) VALUES (?, ?, ?)",
      [metadata.event_id, metadata.event_type, now()],
    );
    return changes > 0;
  }

  /**
   * @param {import("@sinclair/typebox").Static<typeof Event>} event
   * @param {import("fastify").FastifyBaseLogger} log
   */
  function handle({ metadata, payload }, log) {
    const { payment_request_id: id } = payload;
    const token =
      payload.state_context?.klarna_network_session_token ?? payload.klarna_network_session_token;
    if (!id || !requests.find(id)) return;
    if (metadata.event_type === COMPLETED && token) {
      const purchaseId = finalization.accept(id, token, payload.state_context?.shipping);
      if (purchaseId) finalization.finish(purchaseId).catch((error) => log.error(error));
      return;
    }
    const state = STATE_CHANGE.exec(metadata.event_type)?.[1];
    if (state && state !== "completed")
      requests.note(id, state.replaceAll("-", "_").toUpperCase(), payload.state_reason);
  }
}

/**
 * @param {Buffer} raw
 * @returns {import("@sinclair/typebox").Static<typeof Event>}
 */
function parse(raw) {
  const json = (() => {
    try {
      return /** @type {unknown} */ (JSON.parse(raw.toString("utf8")));
    } catch {
      return undefined;
    }
  })();
  if (!Value.Check(Event, json)) {
    throw new Problem(400, "invalid_request", "This is not a webhook of Klarna's.");
  }
  return json;
}
