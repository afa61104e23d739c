import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { Type } from "@sinclair/typebox";
import Fastify from "fastify";
import { pageRoutes } from "./control/page-routes.js";
import { controlRoutes } from "./control/routes.js";
import { CHECKS } from "./core/checks.js";
import { classicScript } from "./core/classic-script.js";
import { allowBrowsers } from "./core/cors.js";
import { endpointFaults } from "./core/endpoint-faults.js";
import { journeyRoutes } from "./core/journey-routes.js";
import { requestLedger } from "./core/request-ledger.js";
import { NetworkError, notFound } from "./network/errors.js";
import { partnerRoutes } from "./network/partner-routes.js";
import { sdkRoutes } from "./network/sdk-routes.js";
import { SDK_VERSION } from "./payments/client-token.js";
import { PaymentsError } from "./payments/errors.js";
import { frameRoutes } from "./payments/frame-routes.js";
import {
  hostedPaymentPageRoutes,
  hostedPaymentPages,
} from "./payments/hosted-payment-page-routes.js";
import { orderManagementRoutes } from "./payments/order-management-routes.js";
import { shopRoutes } from "./payments/shop-routes.js";

const BROWSER = new URL("./browser/", import.meta.url);
const JAVASCRIPT = "text/javascript; charset=utf-8";
/** A version of `api.js` as a client token names it. */
const Version = Type.Object({ version: Type.String({ pattern: SDK_VERSION.source }) });
/** Classic scripts, each joined from the modules that its entry imports. */
const CLASSIC_SCRIPTS = {
  "/kp/lib/v1/api.js": "kp/lib/v1/api/api.js",
  "/kp/lib/:version/api.js": "kp/lib/v1/api/api.js",
  "/apf/latest/library/main.js": "apf/latest/library/main.js",
};
/** For a request to arrive; how often it is looked for those that do not. */
const REQUEST_MS = 10_000;
const LOOK_FOR_SLOW_MS = 1_000;
const PAGES_POLICY =
  "default-src 'none'; frame-ancestors *; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/**
 * The web server of the sandbox.
 * @param {import("./sandbox.js").SandboxControl} sandbox
 */
export async function server(sandbox) {
  const { world, payments, network } = sandbox;
  const app = Fastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: LOOK_FOR_SLOW_MS },
    forceCloseConnections: true,
    schemaController: CHECKS,
  });
  acceptEmptyJson(app);
  requestLedger(app, world);
  allowBrowsers(app);
  endpointFaults(app, world);

  app.addHook("onError", async (request, _reply, error) => {
    const isMeant = error instanceof PaymentsError || error instanceof NetworkError;
    if (!isMeant && (error.statusCode ?? 500) >= 500)
      console.error(`Klarna sandbox: ${request.method} ${request.url} failed`, error);
  });

  for (const [path, entry] of Object.entries(CLASSIC_SCRIPTS)) {
    const schema = path.includes(":version") ? { params: Version } : {};
    app.get(path, { schema }, async (request, reply) => {
      const url = `${request.protocol}://${request.host}${request.url}`;
      const { build } = sandbox.sdkVariant;
      const script = await classicScript(new URL(entry, BROWSER), { url, build });
      return reply.type(JAVASCRIPT).header("cache-control", "no-cache").send(script);
    });
  }
  app.get("/web-sdk/v2/sdk/served.js", async (_request, reply) =>
    reply
      .type(JAVASCRIPT)
      .header("cache-control", "no-cache")
      .send(`export const SERVED = ${JSON.stringify(sandbox.sdkVariant)};\n`),
  );
  await app.register(fastifyStatic, {
    root: fileURLToPath(BROWSER),
    cacheControl: false,
    setHeaders: (response, path) => {
      response.setHeader("cache-control", "no-cache");
      if (path.endsWith(".html")) response.setHeader("content-security-policy", PAGES_POLICY);
    },
  });

  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(notFoundBody(request.url, world.incidental.uuid())),
  );
  await app.register(async (scope) => shopRoutes(scope, world, payments));
  await app.register(async (scope) => orderManagementRoutes(scope, world, payments));
  await app.register(async (scope) => hostedPaymentPageRoutes(scope, world, payments.pages));
  await app.register(async (scope) => hostedPaymentPages(scope, payments.pages));
  await app.register(async (scope) => frameRoutes(scope, world, payments));
  await app.register(async (scope) => partnerRoutes(scope, world, network));
  await app.register(async (scope) => sdkRoutes(scope, world, network));
  await app.register(async (scope) => journeyRoutes(scope, world.journeys));
  await app.register(async (scope) => controlRoutes(scope, sandbox));
  await app.register(async (scope) => pageRoutes(scope, sandbox));
  return app;
}

/**
 * Klarna's two APIs have an error format each.
 * @param {string} url
 * @param {string} id
 */
const notFoundBody = (url, id) =>
  url.startsWith("/v2/") || url.startsWith("/web-sdk/")
    ? notFound("resource").body(id)
    : new PaymentsError(404, "NOT_FOUND", "No such resource").body(id);

/**
 * An empty body is no body, whatever its content type says; browsers' simple requests may call JSON `text/plain`.
 * @param {import("fastify").FastifyInstance} app
 */
function acceptEmptyJson(app) {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ["application/json", "text/plain"],
    { parseAs: "string" },
    (request, body, done) => {
      if (body === "") done(null, null);
      else parse(request, String(body), done);
    },
  );
}
