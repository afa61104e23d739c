import fastifyStatic from "@fastify/static";
import Fastify from "fastify";
import { startSandbox } from "klarna-sandbox";
import { merchantBackend } from "./app.js";
import { shopPages } from "./pages.js";
import { needsSandbox, readSettings } from "./settings.js";

/** How often the server looks for requests that do not arrive. */
const LOOK_FOR_SLOW_MS = 1_000;

/**
 * The demo: the shop and its merchant backend on one server, and the sandbox that stands in for Klarna on another.
 *
 * @typedef {object} Shop
 * @property {string} url
 * @property {import("fastify").FastifyInstance} app
 * @property {Awaited<ReturnType<typeof startSandbox>> | undefined} sandbox absent when Klarna itself is used
 * @property {() => Promise<void>} close ends the shop, and the sandbox unless it was given
 */

/**
 * @param {object} [options]
 * @param {number} [options.port] 0: any free port
 * @param {string} [options.host]
 * @param {number} [options.sandboxPort] 0: any free port
 * @param {Awaited<ReturnType<typeof startSandbox>>} [options.sandbox] one that runs already
 * @param {string} [options.database] file, or ":memory:" (the default)
 * @param {NodeJS.ProcessEnv} [options.env] Klarna's credentials, see `www/README.md`
 * @param {boolean | (import("fastify").FastifyLoggerOptions & import("pino").LoggerOptions)} [options.log]
 * @param {number} [options.requestMs] for a request to arrive
 * @param {string} [options.docs] a folder to show at `/docs/`
 * @param {number} [options.keepFilesMs] for which a browser need not ask whether a file of the pages is still the same
 * @param {() => number} [options.now] the shop's clock, milliseconds since 1970
 * @returns {Promise<Shop>}
 */
export async function startShop({
  port = 0,
  host = "127.0.0.1",
  sandboxPort = 0,
  sandbox: given,
  database = ":memory:",
  env = {},
  log = false,
  requestMs = 15_000,
  docs,
  keepFilesMs = 0,
  now = Date.now,
} = {}) {
  const sandbox = needsSandbox(env)
    ? (given ?? (await startSandbox({ port: sandboxPort, host, merchantName: "Moss & Ember" })))
    : undefined;
  const close = async () => {
    await app.close();
    if (!given) await sandbox?.close();
  };
  const app = Fastify({
    logger:
      log === false
        ? false
        : { level: "info", serializers: { req: describeRequest }, ...(log === true ? {} : log) },
    // Nothing is coerced and nothing is dropped in silence: a request is of the documented shape, or it is refused.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    bodyLimit: 64 * 1024,
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs, connectionsCheckingInterval: LOOK_FOR_SLOW_MS },
    // Another public address means a proxy in front, which knows whether the customer came by https.
    trustProxy: env.PUBLIC_URL !== undefined,
    forceCloseConnections: true,
  });
  try {
    const settings = readSettings(env, {
      publicUrl: () => app.listeningOrigin,
      database,
      ...(sandbox ? { sandbox } : {}),
    });
    await merchantBackend(app, settings, now);
    await shopPages(app, settings, { hasDocs: docs !== undefined, keepFilesMs });
    if (docs) {
      app.get("/docs", (_, reply) => reply.redirect("/docs/"));
      await app.register(fastifyStatic, { root: docs, prefix: "/docs/", decorateReply: false });
    }
    await app.listen({ port, host });
  } catch (error) {
    await close();
    throw error;
  }
  return { url: app.listeningOrigin, app, sandbox, close };
}

/**
 * Requests are logged by route, not by address: some addresses are secrets.
 * @param {import("fastify").FastifyRequest} request
 */
function describeRequest(request) {
  return { method: request.method, route: request.routeOptions?.url ?? "(no route)" };
}
