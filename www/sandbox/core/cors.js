/**
 * Lets pages of any origin read the answers: the sandbox holds nothing worth protecting, and shops call it from their own.
 * @param {import("fastify").FastifyInstance} app
 */
export function allowEveryOrigin(app) {
  app.addHook("onRequest", async (request, reply) => {
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
