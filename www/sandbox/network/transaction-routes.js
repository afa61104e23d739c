import { idOf } from "../core/requests.js";
import { NewCapture, NewRefund } from "./schemas.js";
import { transactionView } from "./transactions.js";

/**
 * What becomes of a payment transaction: the partner's server reads, captures, refunds and voids it.
 * @param {import("fastify").FastifyInstance} app
 * @param {string} path of all transactions
 * @param {{ network: import("./network-api.js").NetworkApi, accountOf: import("./partner-routes.js").AccountOf }} of
 */
export function transactionRoutes(app, path, { network: { transactions }, accountOf }) {
  /** @param {import("fastify").FastifyRequest} request */
  const asked = (request) => transactions.read(idOf(request), accountOf(request));

  app.get(`${path}/:id`, async (request) => transactionView(asked(request)));
  app.post(`${path}/:id/capture`, { schema: { body: NewCapture } }, async (request, reply) => {
    const { capture_amount: amount, payment_capture_reference: reference } =
      /** @type {import("./schemas.js").CaptureData} */ (request.body);
    const transaction = asked(request);
    const payment_capture = transactions.capture(transaction, { amount, reference });
    return reply
      .code(201)
      .send({ payment_capture, payment_transaction: transactionView(transaction) });
  });
  app.post(`${path}/:id/refund`, { schema: { body: NewRefund } }, async (request, reply) => {
    const { refund_amount: amount, payment_refund_reference: reference } =
      /** @type {import("./schemas.js").RefundData} */ (request.body);
    const transaction = asked(request);
    const payment_refund = transactions.refund(transaction, { amount, reference });
    return reply
      .code(201)
      .send({ payment_refund, payment_transaction: transactionView(transaction) });
  });
  app.post(`${path}/:id/void`, async (request) => {
    const transaction = asked(request);
    transactions.void(transaction);
    return { payment_transaction: transactionView(transaction) };
  });
}
