import { toRequest } from "./node.js";

/**
 * The endpoints as a plug-in for Fastify: `app.register(klarnaFastify, { klarna, origin })`. Each is a route of its own, so
 * that a log by routes has no secret of an address. Bodies are passed on as they come: webhooks are signed over the bytes.
 *
 * @param {any} app a Fastify instance, a scope of its own
 * @param {{ klarna: import("../public.js").KlarnaServer, origin: string | (() => string) }} options `origin`: the server's
 *   public one
 */
export async function klarnaFastify(app, { klarna, origin }) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    (
      /** @type {unknown} */ _request,
      /** @type {unknown} */ _body,
      /** @type {(error: null) => void} */ done,
    ) => done(null),
  );
  for (const { method, path, name } of klarna.endpoints)
    app.route({
      method,
      url: path,
      handler: async (/** @type {any} */ request, /** @type {any} */ reply) => {
        const place = typeof origin === "function" ? origin() : origin;
        const answer = await klarna.handlers[name](toRequest(request.raw, { origin: place }));
        reply.code(answer.status);
        for (const [header, value] of answer.headers) reply.header(header, value);
        const body = Buffer.from(await answer.arrayBuffer());
        return reply.send(body.length > 0 ? body : undefined);
      },
    });
}
