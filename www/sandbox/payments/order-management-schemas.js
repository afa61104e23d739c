import { Type } from "@sinclair/typebox";
import { NewOrder } from "./schemas.js";

// Shapes of the Order Management API, as far as the sandbox reads them. Unknown keys are let through.

const Amount = Type.Integer({ minimum: 1, maximum: 200_000_000 });
const Description = Type.Optional(Type.String({ maxLength: 255 }));
const Lines = Type.Optional(Type.Array(Type.Object({}), { maxItems: 1000 }));
const { order_amount, order_lines } = NewOrder.properties;
const { merchant_reference1, merchant_reference2 } = NewOrder.properties;
const { billing_address, shipping_address } = NewOrder.properties;

export const NewCapture = Type.Object({
  captured_amount: Amount,
  description: Description,
  reference: Description,
  order_lines: Lines,
});
export const NewRefund = Type.Object({
  refunded_amount: Amount,
  description: Description,
  reference: Description,
  order_lines: Lines,
});
export const NewAuthorization = Type.Object({
  order_amount,
  order_lines: Type.Optional(order_lines),
  description: Description,
});
export const NewReferences = Type.Object({ merchant_reference1, merchant_reference2 });
export const NewCustomerDetails = Type.Object({ billing_address, shipping_address });

/** @typedef {import("@sinclair/typebox").Static<typeof NewCapture>} CaptureData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewRefund>} RefundData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewAuthorization>} AuthorizationChange */
/** @typedef {import("@sinclair/typebox").Static<typeof NewReferences>} References */
/** @typedef {import("@sinclair/typebox").Static<typeof NewCustomerDetails>} CustomerDetails */
