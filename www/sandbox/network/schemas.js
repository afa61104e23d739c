import { Type } from "@sinclair/typebox";

// Shapes of the Klarna Network API v2, as far as the sandbox reads them. Unknown keys are let through.

const Money = Type.Integer({ minimum: 0, maximum: 200_000_000 });
const Currency = Type.String({ pattern: "^[A-Za-z]{3}$" });
const Reference = Type.String({ minLength: 1, maxLength: 255 });
const WebUrl = Type.String({ pattern: "^https?://", maxLength: 2048 });
const AppUrl = Type.String({ pattern: "^[a-z][a-z0-9+.-]*://", maxLength: 2048 });

const LineItem = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  quantity: Type.Integer({ minimum: 0 }),
  total_amount: Type.Integer({ minimum: -200_000_000, maximum: 200_000_000 }),
});

const SupplementaryPurchaseData = Type.Object({
  purchase_reference: Type.Optional(Reference),
  line_items: Type.Optional(Type.Array(LineItem, { maxItems: 1000 })),
  customer: Type.Optional(Type.Object({ email: Type.Optional(Type.String({ maxLength: 254 })) })),
});

const CustomerInteraction = Type.Object({
  method: Type.Optional(Type.String({ maxLength: 40 })),
  return_url: Type.Optional(WebUrl),
  app_return_url: Type.Optional(AppUrl),
});

const CustomerTokenRequest = Type.Object({
  scopes: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1 }),
  customer_token_reference: Type.Optional(Reference),
});

export const Authorize = Type.Object({
  currency: Currency,
  request_payment_transaction: Type.Object({
    amount: Money,
    payment_transaction_reference: Reference,
    payment_option_id: Type.Optional(Type.String({ maxLength: 500 })),
    capture: Type.Optional(Type.String({ maxLength: 40 })),
  }),
  supplementary_purchase_data: Type.Optional(SupplementaryPurchaseData),
  step_up_config: Type.Optional(
    Type.Object({
      payment_request_reference: Type.Optional(Reference),
      payment_request_expires_at: Type.Optional(Type.String({ maxLength: 40 })),
      customer_interaction_config: CustomerInteraction,
    }),
  ),
  acquiring_config: Type.Optional(Type.Object({})),
  request_customer_token: Type.Optional(CustomerTokenRequest),
  klarna_network_data: Type.Optional(Type.String({ maxLength: 100_000 })),
});

const ShippingConfig = Type.Object({
  mode: Type.Union([Type.Literal("EDITABLE"), Type.Literal("READ_ONLY")]),
  supported_countries: Type.Optional(
    Type.Array(Type.String({ pattern: "^[A-Za-z]{2}$" }), { maxItems: 250 }),
  ),
});

export const NewPaymentRequest = Type.Object({
  currency: Currency,
  amount: Type.Optional(Money),
  payment_request_reference: Type.Optional(Reference),
  supplementary_purchase_data: Type.Optional(SupplementaryPurchaseData),
  customer_interaction_config: Type.Optional(CustomerInteraction),
  payment_option_id: Type.Optional(Type.String({ maxLength: 500 })),
  request_customer_token: Type.Optional(CustomerTokenRequest),
  collect_customer_profile: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 }),
  ),
  shipping_config: Type.Optional(ShippingConfig),
});
export const PaymentRequestUpdate = Type.Partial(NewPaymentRequest);

/** What the Web SDK hands over with a payment request, and the request may lack. */
export const HandOver = Type.Object({
  access_token: Type.Optional(Type.String({ maxLength: 100 })),
  shipping_config: Type.Optional(ShippingConfig),
  return_url: Type.Optional(WebUrl),
});

export const NewWebhook = Type.Object({
  url: Type.String({ pattern: "^https?://", maxLength: 2048 }),
  event_types: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 50 }),
  event_version: Type.Optional(Type.String({ maxLength: 10 })),
  signing_key_id: Type.String({ maxLength: 255 }),
  status: Type.Optional(Type.Union([Type.Literal("ENABLED"), Type.Literal("DISABLED")])),
});
export const WebhookChange = Type.Partial(NewWebhook);
export const Simulation = Type.Object({
  event_type: Type.String({ maxLength: 100 }),
  event_version: Type.Optional(Type.String({ maxLength: 10 })),
});

const Part = Type.Integer({ minimum: 1, maximum: 200_000_000 });
export const NewCapture = Type.Object({
  capture_amount: Part,
  payment_capture_reference: Type.Optional(Reference),
});
export const NewRefund = Type.Object({
  refund_amount: Part,
  payment_refund_reference: Type.Optional(Reference),
});

/** @typedef {import("@sinclair/typebox").Static<typeof Authorize>} AuthorizeData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewPaymentRequest>} PaymentRequestData */
/** @typedef {import("@sinclair/typebox").Static<typeof PaymentRequestUpdate>} PaymentRequestChange */
/** @typedef {import("@sinclair/typebox").Static<typeof HandOver>} HandOverData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewWebhook>} WebhookData */
/** @typedef {import("@sinclair/typebox").Static<typeof WebhookChange>} WebhookDataChange */
/** @typedef {import("@sinclair/typebox").Static<typeof NewCapture>} CaptureData */
/** @typedef {import("@sinclair/typebox").Static<typeof NewRefund>} RefundData */
