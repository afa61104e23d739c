/** @param {import("fastify").FastifyRequest} request of a route whose path ends in `/:id` or goes on after it */
export const idOf = (request) => /** @type {{ id: string }} */ (request.params).id;

/** @param {import("fastify").FastifyRequest} request */
export const pathOf = (request) => request.url.split("?")[0] ?? "";

/**
 * Whether a path is of the control API or of the page that uses it: neither is Klarna's.
 * @param {string} path
 */
export const isControl = (path) =>
  path === "/" || path.startsWith("/sandbox/") || path.startsWith("/page/");
