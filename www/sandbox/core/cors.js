import { isLocalHost } from "./local-host.js";

/** Klarna's server APIs are for servers: no page may call them, here as there. */
const SERVERS_ONLY = ["/payments/", "/customer-token/", "/ordermanagement/", "/hpp/", "/v2/"];

const FOREIGN = "Pages of other sites may not steer the sandbox.";
/** Of the control API, what the SDKs themselves post from a shop's page. */
const BY_SDKS = "/sandbox/sdk-calls";

/**
 * Lets pages of any origin use what is meant for browsers: the SDKs, and what they call. The control API is for pages of
 * this machine and its network: a site that a developer visits does not steer it.
 * @param {import("fastify").FastifyInstance} app
 */
export function allowBrowsers(app) {
  app.addHook("onRequest", async (request, reply) => {
    if (SERVERS_ONLY.some((prefix) => request.url.startsWith(prefix))) return;
    const isControl = request.url.startsWith("/sandbox/") && !request.url.startsWith(BY_SDKS);
    if (isControl && isForeign(request))
      return reply.code(403).send({ statusCode: 403, error: "Forbidden", message: FOREIGN });
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

/** @param {import("fastify").FastifyRequest} request */
function isForeign({ headers, host }) {
  const { origin } = headers;
  // Browsers name it wherever that matters; who is no browser need not.
  if (origin === undefined) return false;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  return url === undefined || (url.host !== host && !isLocalHost(url.hostname));
}
