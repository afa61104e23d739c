import { Type } from "@sinclair/typebox";
import { idOf } from "../core/requests.js";
import { checked } from "./checked.js";
import { PaymentsError } from "./errors.js";
import { merchantsOnly } from "./merchants-only.js";

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Url = Type.Optional(Type.String({ pattern: "^https?://", maxLength: 2000 }));
const NewPage = Type.Object({
  payment_session_url: Type.String({ pattern: "^https?://", maxLength: 2000 }),
  merchant_urls: Type.Object({ success: Url, cancel: Url, back: Url, failure: Url, error: Url }),
  options: Type.Optional(
    Type.Object({
      place_order_mode: Type.Optional(
        Type.Union(["PLACE_ORDER", "CAPTURE_ORDER", "NONE"].map((mode) => Type.Literal(mode))),
      ),
    }),
  ),
});

/** @typedef {import("@sinclair/typebox").Static<typeof NewPage>} PageData */

const PAGES = "/hpp/v1/sessions";

/**
 * What the shop's server calls for Klarna's own payment page: the Hosted Payment Page API.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./hosted-payment-page.js").HostedPaymentPage} pages
 */
export function hostedPaymentPageRoutes(app, world, pages) {
  const accountOf = merchantsOnly(app, world);
  const byId = { schema: { params: Id } };

  /** @param {import("./hosted-payment-page.js").Page} page */
  const view = ({ id, state, authorizationToken, orderId, updatedAt, expiresAt }) => ({
    session_id: id,
    session_url: `${world.url}${PAGES}/${id}`,
    redirect_url: `${world.browserUrl}/hpp/${id}`,
    status: state,
    authorization_token: authorizationToken,
    order_id: orderId,
    updated_at: new Date(updatedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  });

  app.post(PAGES, async (request, reply) => {
    const page = pages.create(checked(NewPage, request.body), accountOf(request));
    return reply.code(201).send(view(page));
  });
  app.get(`${PAGES}/:id`, byId, async (request) =>
    view(pages.read(idOf(request), accountOf(request))),
  );
  app.delete(`${PAGES}/:id`, byId, async (request, reply) => {
    pages.disable(pages.read(idOf(request), accountOf(request)));
    return reply.code(204).send();
  });
}

/**
 * Where the shop redirects its customer to.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./hosted-payment-page.js").HostedPaymentPage} pages
 */
export function hostedPaymentPages(app, pages) {
  app.get("/hpp/:id", { schema: { params: Id } }, async (request, reply) => {
    try {
      const journeyId = pages.visit(pages.read(idOf(request)));
      return reply.redirect(`/journey/index.html?journey=${journeyId}`);
    } catch (error) {
      if (!(error instanceof PaymentsError)) throw error;
      return reply.code(error.status).send({ message: error.message });
    }
  });
}
