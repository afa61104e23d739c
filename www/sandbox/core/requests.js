/** @param {import("fastify").FastifyRequest} request of a route whose path ends in `/:id` or goes on after it */
export const idOf = (request) => /** @type {{ id: string }} */ (request.params).id;
