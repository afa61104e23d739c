import { toRequest } from "./node.js";

/**
 * The endpoints as a handler for Express (and Connect, and Node's own server): `app.use(klarnaExpress(klarna, origin))`.
 * It comes before any parser of bodies: webhooks are signed over the bytes. What is no endpoint goes on to the next.
 *
 * @param {import("../public.js").KlarnaServer} klarna
 * @param {{ origin: string, basePath?: string }} place `origin`: the server's public one; `basePath`: as in the options
 */
export function klarnaExpress(klarna, { origin, basePath = "/api/klarna" }) {
  /**
   * @param {import("node:http").IncomingMessage & { originalUrl?: string }} message
   * @param {import("node:http").ServerResponse} reply
   * @param {(error?: unknown) => void} next
   */
  return async (message, reply, next) => {
    const path = message.originalUrl ?? message.url ?? "/";
    if (!path.startsWith(`${basePath}/`)) return next();
    try {
      const answer = await klarna.fetch(toRequest(message, { origin, path }));
      reply.statusCode = answer.status;
      for (const [name, value] of answer.headers) reply.setHeader(name, value);
      reply.end(new Uint8Array(await answer.arrayBuffer()));
    } catch (error) {
      next(error);
    }
  };
}
