import { randomUUID } from "node:crypto";
import { Problem } from "klarna-payments-server";

const ONE_MONTH_S = 30 * 24 * 3600;
const COOKIE = /(?:^|;\s*)visitor=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:;|$)/;

/**
 * Who is asking: a random id in a cookie that scripts cannot read. Carts and orders belong to it.
 *
 * @param {string | null | undefined} cookies the header
 * @returns {string | undefined} absent before the first visit
 */
export const visitorIn = (cookies) => COOKIE.exec(cookies ?? "")?.[1];

/**
 * The same where something is changed: a request without the cookie comes from another site, or from a browser that keeps
 * none. It gets no new visitor, which would take the place of the customer's.
 *
 * @param {string | null | undefined} cookies
 * @returns {string}
 * @throws {Problem} `no_visitor`
 */
export function knownVisitor(cookies) {
  const visitor = visitorIn(cookies);
  if (visitor) return visitor;
  throw new Problem(
    401,
    "no_visitor",
    "A visit begins with a page of the shop, which sets a cookie.",
  );
}

/**
 * The same where a visit may begin: where something is only read.
 *
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply gets the cookie on a first visit
 * @returns {string}
 */
export function welcome(request, reply) {
  // Who comes again is known for another month.
  const visitor = visitorIn(request.headers.cookie) ?? randomUUID();
  // Lax, not Strict: Klarna sends the browser back to the confirmation page.
  const secure = request.protocol === "https" ? "; Secure" : "";
  const more = `Max-Age=${ONE_MONTH_S}; Path=/; HttpOnly; SameSite=Lax${secure}`;
  reply.header("set-cookie", `visitor=${visitor}; ${more}`);
  return visitor;
}
