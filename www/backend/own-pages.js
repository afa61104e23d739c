import { Problem } from "klarna-payments-server";

const READING = ["GET", "HEAD", "OPTIONS"];

/**
 * Lets the shop's own pages ask and no other site, which a browser would send the customer's cookie along for (a page
 * under another name of the same domain, an older browser) or could make the customer's browser post to.
 *
 * @param {import("fastify").FastifyInstance} app whose routes it guards
 * @param {() => string} publicUrl where customers reach the shop
 */
export function onlyOwnPages(app, publicUrl) {
  // Of a body only JSON is read: a form on another site can send text and forms without asking, JSON it cannot.
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", async (request) => {
    if (isOwn(request, publicUrl())) return;
    throw new Problem(403, "foreign_site", "Only the shop's own pages may ask for this.");
  });
}

/**
 * By what browsers say of the page that asks, and pages cannot change. A request that says nothing does not come from
 * a browser of today: whoever sends it has no cookie but his own.
 *
 * @param {import("fastify").FastifyRequest} request
 * @param {string} publicUrl
 */
function isOwn(request, publicUrl) {
  const site = request.headers["sec-fetch-site"];
  // `none`: the customer typed the address. That only reads.
  if (site === "none") return READING.includes(request.method);
  if (site !== undefined) return site === "same-origin";
  const { origin } = request.headers;
  if (origin === undefined) return true;
  return [new URL(publicUrl).origin, `${request.protocol}://${request.host}`].includes(origin);
}
