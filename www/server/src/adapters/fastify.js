import { toRequest } from "./node.js";

/**
 * The endpoints as a plug-in for Fastify: `app.register(klarnaFastify, { klarna, origin })`. Bodies are passed on as they
 * come: webhooks are signed over the bytes.
 *
 * @param {any} app a Fastify instance, a scope of its own
 * @param {{ klarna: import("../public.js").KlarnaServer, origin: string | (() => string), basePath?: string }} options `origin`: the
 *   server's public one; `basePath`: as in the options
 */
export async function klarnaFastify(app, { klarna, origin, basePath = "/api/klarna" }) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    (
      /** @type {unknown} */ _request,
      /** @type {unknown} */ _body,
      /** @type {(error: null) => void} */ done,
    ) => done(null),
  );
  app.all(`${basePath}/*`, async (/** @type {any} */ request, /** @type {any} */ reply) => {
    const place = typeof origin === "function" ? origin() : origin;
    const answer = await klarna.fetch(toRequest(request.raw, { origin: place }));
    reply.code(answer.status);
    for (const [name, value] of answer.headers) reply.header(name, value);
    return reply.send(Buffer.from(await answer.arrayBuffer()));
  });
}
