import { randomUUID } from "node:crypto";

const COOKIE = "visitor";
const ONE_MONTH_S = 30 * 24 * 3600;
const FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Who is asking: a random id in a cookie that scripts cannot read. Carts and orders belong to it.
 *
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply gets the cookie on a first visit
 */
export function visitorOf(request, reply) {
  const known = request.cookies[COOKIE];
  if (known && FORM.test(known)) return known;
  const visitor = randomUUID();
  reply.setCookie(COOKIE, visitor, {
    path: "/",
    httpOnly: true,
    // Lax, not Strict: Klarna sends the browser back to the confirmation page.
    sameSite: "lax",
    secure: request.protocol === "https",
    maxAge: ONE_MONTH_S,
  });
  return visitor;
}
