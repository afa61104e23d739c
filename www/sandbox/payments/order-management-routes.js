import { Type } from "@sinclair/typebox";
import { idOf } from "../core/requests.js";
import { checked } from "./checked.js";
import { PaymentsError } from "./errors.js";
import { merchantsOnly } from "./merchants-only.js";
import {
  NewAuthorization,
  NewCapture,
  NewCustomerDetails,
  NewReferences,
  NewRefund,
} from "./order-management-schemas.js";
import { orderView } from "./order-view.js";

const ORDERS = "/ordermanagement/v1/orders/:id";
const Text = Type.String({ maxLength: 100 });
const Params = Type.Object({ id: Text, part: Type.Optional(Text) });

/**
 * @typedef {import("fastify").FastifyRequest} Request
 * @typedef {import("./orders.js").Order} Order
 * @typedef {import("../core/idempotency-keys.js").Answer} Answer
 */

/** @type {Answer} */
const DONE = { status: 204 };

/**
 * What the shop's server does with placed orders: the Order Management API.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 * @param {import("./payments-api.js").PaymentsApi} payments
 */
export function orderManagementRoutes(app, world, { orders, management, idempotencyKeys }) {
  const accountOf = merchantsOnly(app, world);
  const schema = { schema: { params: Params } };

  /** @type {(path: string, view: (order: Order, part: string) => unknown) => void} */
  const show = (path, view) =>
    app.get(ORDERS + path, schema, async (request) =>
      view(orders.read(idOf(request), accountOf(request)), partOf(request)),
    );
  /** @type {(method: "POST" | "PATCH", path: string, perform: (order: Order, request: Request) => Answer | void) => void} */
  const act = (method, path, perform) =>
    app.route({
      method,
      url: ORDERS + path,
      ...schema,
      handler: async (request, reply) => {
        const order = orders.read(idOf(request), accountOf(request));
        const answer = idempotencyKeys.earlier(request) ?? perform(order, request) ?? DONE;
        idempotencyKeys.keep(request, answer);
        return reply
          .code(answer.status)
          .headers(answer.headers ?? {})
          .send();
      },
    });
  /** @type {(order: Order, kind: string, id: string) => Answer} */
  const created = ({ orderId }, kind, id) => ({
    status: 201,
    headers: {
      [`${kind}-id`]: id,
      location: `${world.url}/ordermanagement/v1/orders/${orderId}/${kind}s/${id}`,
    },
  });

  show("", (order) => orderView(order, world.clock.now()));
  show("/captures", ({ captures }) => captures);
  show("/captures/:part", ({ captures }, id) =>
    found(
      captures.find((one) => one.capture_id === id),
      "CAPTURE",
    ),
  );
  show("/refunds/:part", ({ refunds }, id) =>
    found(
      refunds.find((one) => one.refund_id === id),
      "REFUND",
    ),
  );

  act("POST", "/captures", (order, { body }) =>
    created(order, "capture", management.capture(order, checked(NewCapture, body)).capture_id),
  );
  act("POST", "/refunds", (order, { body }) =>
    created(order, "refund", management.refund(order, checked(NewRefund, body)).refund_id),
  );
  act("POST", "/cancel", (order) => management.cancel(order));
  act("POST", "/acknowledge", (order) => management.acknowledge(order));
  act("POST", "/extend-authorization-time", (order) => management.extend(order));
  act("POST", "/release-remaining-authorization", (order) => management.release(order));
  act("PATCH", "/authorization", (order, { body }) =>
    management.changeAuthorization(order, checked(NewAuthorization, body)),
  );
  act("PATCH", "/merchant-references", (order, { body }) =>
    management.changeDetails(order, checked(NewReferences, body)),
  );
  act("PATCH", "/customer-details", (order, { body }) =>
    management.changeDetails(order, checked(NewCustomerDetails, body)),
  );
}

/** @param {Request} request */
const partOf = (request) => /** @type {{ part?: string }} */ (request.params).part ?? "";

/**
 * @template T
 * @param {T | undefined} part
 * @param {string} what
 */
function found(part, what) {
  if (part === undefined) throw new PaymentsError(404, `NO_SUCH_${what}`, "It cannot be found.");
  return part;
}
