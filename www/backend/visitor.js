import { randomUUID } from "node:crypto";
import { Problem } from "./problem.js";

const COOKIE = "visitor";
const ONE_MONTH_S = 30 * 24 * 3600;
const FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Who is asking: a random id in a cookie that scripts cannot read. Carts and orders belong to it.
 *
 * @param {import("fastify").FastifyRequest} request
 * @returns {string | undefined} absent before the first visit
 */
export function visitorOf(request) {
  const known = request.cookies[COOKIE];
  return known && FORM.test(known) ? known : undefined;
}

/**
 * The same on a route that changes something: a request without the cookie comes from another site, or from a browser
 * that keeps none. It gets no new visitor, which would take the place of the customer's.
 *
 * @param {import("fastify").FastifyRequest} request
 * @returns {string}
 * @throws {Problem} `no_visitor`
 */
export function knownVisitor(request) {
  const visitor = visitorOf(request);
  if (visitor) return visitor;
  throw new Problem(
    401,
    "no_visitor",
    "A visit begins with a page of the shop, which sets a cookie.",
  );
}

/**
 * The same where a visit may begin: on a route that only reads.
 *
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply gets the cookie on a first visit
 * @returns {string}
 */
export function welcome(request, reply) {
  const known = visitorOf(request);
  if (known) return known;
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
