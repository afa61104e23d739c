import { askForCredentials, PaymentsError } from "./errors.js";

/** @typedef {import("fastify").FastifyRequest} Request */

/**
 * Lets only merchants in, gives every answer its id, and refuses in the words of Klarna's v1 APIs.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @returns {(request: Request) => import("../core/accounts.js").Account} whose request it is
 */
export function merchantsOnly(app, world) {
  /** @type {WeakMap<Request, { account: import("../core/accounts.js").Account, correlationId: string }>} */
  const known = new WeakMap();
  app.addHook("onRequest", async (request, reply) => {
    const correlationId = world.incidental.uuid();
    reply.header("klarna-correlation-id", correlationId);
    const account = world.accounts.ofMerchant(request.headers.authorization);
    if (!account) return askForCredentials(reply);
    known.set(request, { account, correlationId });
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = error instanceof PaymentsError ? error : fromFramework(error);
    const { correlationId = world.incidental.uuid() } = known.get(request) ?? {};
    return reply.code(refusal.status).send(refusal.body(correlationId));
  });
  return (request) =>
    /** @type {{ account: import("../core/accounts.js").Account }} */ (known.get(request)).account;
}

/** @param {unknown} error what Fastify raised before a handler ran: an id or a body that is too long, or no JSON */
function fromFramework(error) {
  const { statusCode = 500, message } = /** @type {import("fastify").FastifyError} */ (error);
  if (statusCode === 413)
    return new PaymentsError(413, "REQUEST_TOO_LARGE", "Request is too large");
  if (statusCode < 500) return new PaymentsError(statusCode, "BAD_REQUEST", message);
  return new PaymentsError(500, "INTERNAL_SERVER_ERROR", "Something went wrong");
}
