import { isControl, pathOf } from "./requests.js";

/**
 * Notes every request that a shop's server or a page makes, with what was sent and what was answered.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 */
export function requestLedger(app, { ledger, accounts }) {
  app.addHook("onResponse", async (request, reply) => {
    const path = pathOf(request);
    if (isControl(path)) return;
    const details = {
      method: request.method,
      path,
      status: reply.statusCode,
      headers: kept(request.headers),
      body: request.body ?? null,
    };
    ledger.record("request", details, accounts.ofMerchant(request.headers.authorization));
  });
}

const KEPT_HEADERS = [
  "content-type",
  "origin",
  "klarna-idempotency-key",
  "klarna-network-session-token",
  "klarna-customer-token",
  "idempotency-key",
];

/** @param {import("node:http").IncomingHttpHeaders} headers */
const kept = (headers) =>
  Object.fromEntries(
    KEPT_HEADERS.filter((name) => name in headers).map((name) => [name, headers[name]]),
  );
