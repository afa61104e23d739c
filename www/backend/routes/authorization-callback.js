import { Type } from "@sinclair/typebox";
import { Problem } from "../problem.js";
import { CallbackBody } from "./orders.js";

const CallbackParams = Type.Object({ secret: Type.String({ minLength: 1, maxLength: 100 }) });

/**
 * `POST /callbacks/klarna/authorization/:secret`: Klarna's servers post the authorization token as the browser does, in
 * case the browser could not.
 *
 * @param {import("fastify").FastifyInstance} app
 * @param {object} parts
 * @param {import("../sessions.js").SessionStore} parts.sessions
 * @param {import("../order-placement.js").OrderPlacement} parts.placement
 */
export async function authorizationCallbackRoutes(app, { sessions, placement }) {
  // Unsigned, so a secret per session in the address; repeated until it is answered, so answered before the order.
  app.post(
    "/callbacks/klarna/authorization/:secret",
    { schema: { params: CallbackParams, body: CallbackBody } },
    async (request, reply) => {
      const { secret } = /** @type {import("@sinclair/typebox").Static<typeof CallbackParams>} */ (
        request.params
      );
      const body = /** @type {import("@sinclair/typebox").Static<typeof CallbackBody>} */ (
        request.body
      );
      const session = sessions.findBySecret(secret);
      if (!session || session.sessionId !== body.session_id) {
        throw new Problem(404, "unknown_callback", "There is nothing at this address.");
      }
      // The token is stored before the first await in there, so before the answer below.
      placement
        .place(session, body.authorization_token)
        .catch((error) =>
          request.log.warn({ code: error.code }, "no order from an authorization callback"),
        );
      return reply.code(204).send();
    },
  );
}
