/** Klarna's server APIs are for servers: no page may call them, here as there. */
const SERVERS_ONLY = ["/payments/", "/customer-token/", "/ordermanagement/", "/hpp/", "/v2/"];

/**
 * Lets pages of any origin use what is meant for browsers: the SDKs, what they call, and the control API.
 * @param {import("fastify").FastifyInstance} app
 */
export function allowBrowsers(app) {
  app.addHook("onRequest", async (request, reply) => {
    if (SERVERS_ONLY.some((prefix) => request.url.startsWith(prefix))) return;
    reply.header("access-control-allow-origin", "*");
    reply.header("access-control-expose-headers", "*");
    if (request.method !== "OPTIONS") return;
    reply.header("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE");
    reply.header(
      "access-control-allow-headers",
      request.headers["access-control-request-headers"] ?? "*",
    );
    reply.header("access-control-max-age", "600");
    return reply.code(204).send();
  });
  app.options("/*", async (_request, reply) => reply.code(204).send());
}
