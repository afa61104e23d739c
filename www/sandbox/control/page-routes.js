import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { overview } from "./overview.js";

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The page at `/`, and what keeps it up to date: a word about each change, whereupon it looks again.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../sandbox.js").SandboxControl} control
 */
export async function pageRoutes(app, control) {
  await app.register(fastifyStatic, {
    root: PAGE,
    prefix: "/page/",
    decorateReply: false,
    cacheControl: false,
    setHeaders: (response) => response.setHeader("cache-control", "no-cache"),
  });
  app.get("/", async (_request, reply) =>
    reply
      .header("content-security-policy", POLICY)
      .header("cache-control", "no-cache")
      .sendFile("index.html", PAGE),
  );
  app.get("/sandbox/overview", async () => overview(control));
  app.get("/sandbox/events", (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
    reply.raw.write(":\n\n");
    const forget = control.world.ledger.listen(() => reply.raw.write("data: changed\n\n"));
    request.raw.once("close", forget);
  });
}
