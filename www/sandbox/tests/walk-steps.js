import fc from "fast-check";
import * as network from "../network/schemas.js";
import { NewAuthorization } from "../payments/order-management-schemas.js";
import * as payments from "../payments/schemas.js";
import { ORDER } from "./merchant.js";
import { bodyOf } from "./schema-arbitrary.js";

/**
 * What a walk has come by: everything that a later step can use.
 * @typedef {Record<"sessions" | "clientTokens" | "journeys" | "authorizations" | "customerTokens" | "networkTokens" | "orders"
 *   | "pages" | "transactions" | "paymentRequests" | "accessTokens" | "sessionTokens" | "sdkTokens" | "keys" | "webhooks" | "signIns", string[]>} Found
 *
 * @typedef {{ method: string, path: string, body?: unknown, headers?: Record<string, string> }} Request
 * @typedef {(name: keyof Found) => string} Pick something found earlier, or what is nowhere
 * @typedef {object} Step
 * @property {fc.Arbitrary<any>} input
 * @property {(input: any, pick: Pick, account: string) => Request} ask
 * @property {(answer: any, found: Found) => void} [take] what the answer brings
 */

/** @type {(step: Step) => Step} */
const step = (known) => known;

const NOTHING = fc.constant(undefined);
const URLS = {
  authorization: "http://127.0.0.1:9/a",
  notification: "http://127.0.0.1:9/{order.id}",
  confirmation: "https://shop.test/{session.id}/\ud800",
};
const EMAILS = [
  "customer@example.com",
  ...["known", "pending", "pendingrejected", "correction", "denied", "leaves", "latedecline"].map(
    (id) => `customer+${id}@example.com`,
  ),
];
const orderPart = fc.record(
  {
    billing_address: fc.record({ email: fc.constantFrom(...EMAILS) }),
    merchant_urls: fc.constant(URLS),
    merchant_reference1: fc.string({ unit: "binary", maxLength: 20 }),
    intent: fc.constantFrom("buy", "tokenize", "buy_and_tokenize"),
  },
  { requiredKeys: ["billing_address"] },
);
/** An order that is right, more often than not. @param {import("@sinclair/typebox").TSchema} schema */
const order = (schema) =>
  fc.oneof(
    { weight: 2, arbitrary: orderPart.map((part) => ({ ...ORDER, ...part })) },
    { weight: 3, arbitrary: fc.constant(ORDER) },
    { weight: 1, arbitrary: bodyOf(schema) },
  );
const callData = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: orderPart },
  { weight: 1, arbitrary: bodyOf(payments.SessionUpdate) },
);
const purchase = fc.constantFrom(...EMAILS).map((email) => ({ customer: { email } }));
const authorization = fc.record(
  {
    currency: fc.constant("EUR"),
    request_payment_transaction: fc.constant({ amount: 500, payment_transaction_reference: "t" }),
    supplementary_purchase_data: purchase,
    step_up_config: fc.constant({
      customer_interaction_config: { return_url: "https://shop.test/{klarna.payment_request.id}" },
    }),
    request_customer_token: fc.constant({ scopes: ["payment:customer_present"] }),
  },
  {
    requiredKeys: [
      "currency",
      "request_payment_transaction",
      "supplementary_purchase_data",
      "step_up_config",
    ],
  },
);
const paymentRequest = fc.record(
  {
    currency: fc.constant("EUR"),
    amount: fc.nat(1000),
    collect_customer_profile: fc.constant(["profile:name", "profile:nothing"]),
    shipping_config: fc.constant({ mode: "EDITABLE" }),
  },
  { requiredKeys: ["currency"] },
);
const delivery = fc.record(
  {
    action: fc.constant("choose_delivery"),
    address: fc.dictionary(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })),
    shipping_option_reference: fc.string({ maxLength: 20 }),
    amount: fc.nat(1000),
    line_items: fc.constant([{ name: "x", quantity: 1, total_amount: 1 }]),
  },
  { requiredKeys: ["action", "address"] },
);
const action = fc.oneof(
  fc.constantFrom(...EMAILS).map((email) => ({ action: "log_in", email })),
  fc.constantFrom("123456", "999999", "x").map((code) => ({ action: "enter_code", code })),
  fc.constantFrom("pay_now", "barter").map((plan) => ({ action: "choose_plan", plan })),
  delivery,
  fc.constantFrom("confirm", "leave", "decline", "fail").map((name) => ({ action: name })),
  fc.jsonValue(),
);

/** @param {fc.Arbitrary<unknown>} input */
const inJourney = (input) =>
  step({
    input,
    ask: (body, pick) => ({ method: "POST", path: `/journey/state/${pick("journeys")}`, body }),
  });

/** @param {fc.Arbitrary<unknown>} input */
const createSession = (input) =>
  step({
    input,
    ask: (body) => ({ method: "POST", path: "/payments/v1/sessions", body }),
    take: ({ session_id, client_token }, found) => {
      found.sessions.push(session_id);
      found.clientTokens.push(client_token);
    },
  });

/** @type {Record<string, Step>} */
export const STEPS = {
  createSession: createSession(order(payments.NewSession)),
  createRecurringSession: createSession(fc.constant({ ...ORDER, intent: "tokenize" })),
  createPendingSession: createSession(
    fc.constant({ ...ORDER, billing_address: { email: "customer+pending@example.com" } }),
  ),
  updateSession: step({
    input: fc.oneof(orderPart, fc.constant({}), bodyOf(payments.SessionUpdate)),
    ask: (body, pick) => ({
      method: "POST",
      path: `/payments/v1/sessions/${pick("sessions")}`,
      body,
    }),
  }),
  readSession: step({
    input: NOTHING,
    ask: (_, pick) => ({ method: "GET", path: `/payments/v1/sessions/${pick("sessions")}` }),
    take: ({ authorization_token: token }, found) => {
      if (token) found.authorizations.push(token);
    },
  }),
  load: step({
    input: callData,
    ask: (data, pick) => ({
      method: "POST",
      path: "/kp/client/load",
      body: { client_token: pick("clientTokens"), data },
    }),
  }),
  call: step({
    input: fc.record({
      call: fc.constantFrom("authorize", "reauthorize", "finalize"),
      auto_finalize: fc.boolean(),
      data: callData,
      express: fc.option(fc.record({ collect_shipping_address: fc.boolean() }), { nil: undefined }),
    }),
    ask: (input, pick) => ({
      method: "POST",
      path: "/kp/client/call",
      body: { ...input, client_token: pick("clientTokens") },
    }),
    take: ({ journeyId, result }, found) => {
      if (journeyId) found.journeys.push(journeyId);
      if (result?.authorization_token) found.authorizations.push(result.authorization_token);
    },
  }),
  outcome: step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "POST",
      path: "/kp/client/outcome",
      body: { client_token: pick("clientTokens"), journey_id: pick("journeys") },
    }),
    take: ({ authorization_token: token }, found) => {
      if (token) found.authorizations.push(token);
    },
  }),
  expressSession: step({
    input: order(payments.NewSession),
    ask: (data) => ({
      method: "POST",
      path: "/kp/client/sessions",
      body: { client_id: "klarna_test_client_sandbox", data },
    }),
    take: ({ client_token }, found) => found.clientTokens.push(client_token),
  }),
  journeyAction: inJourney(action),
  logIn: inJourney(fc.constantFrom(...EMAILS).map((email) => ({ action: "log_in", email }))),
  enterCode: inJourney(fc.constant({ action: "enter_code", code: "123456" })),
  choosePlan: inJourney(fc.constant({ action: "choose_plan", plan: "pay_now" })),
  chooseDelivery: inJourney(delivery),
  confirm: inJourney(fc.constant({ action: "confirm" })),
  placeOrder: step({
    input: order(payments.NewOrder),
    ask: (body, pick) => ({
      method: "POST",
      path: `/payments/v1/authorizations/${pick("authorizations")}/order`,
      body,
    }),
    take: ({ order_id }, found) => found.orders.push(order_id),
  }),
  createCustomerToken: step({
    input: fc.oneof(
      fc.constant({
        purchase_country: "SE",
        purchase_currency: "SEK",
        locale: "sv-SE",
        description: "Coffee",
        intended_use: "subscription",
      }),
      bodyOf(payments.NewCustomerToken),
    ),
    ask: (body, pick) => ({
      method: "POST",
      path: `/payments/v1/authorizations/${pick("authorizations")}/customer-token`,
      body,
    }),
    take: ({ token_id }, found) => found.customerTokens.push(token_id),
  }),
  charge: step({
    input: fc.record({ body: order(payments.CustomerTokenOrder), key: fc.constantFrom("", "a") }),
    ask: ({ body, key }, pick) => ({
      method: "POST",
      path: `/customer-token/v1/tokens/${pick("customerTokens")}/order`,
      body,
      headers: { "klarna-idempotency-key": key },
    }),
    take: ({ order_id }, found) => found.orders.push(order_id),
  }),
  cancelAuthorization: step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "DELETE",
      path: `/payments/v1/authorizations/${pick("authorizations")}`,
    }),
  }),
  readOrder: step({
    input: NOTHING,
    ask: (_, pick) => ({ method: "GET", path: `/ordermanagement/v1/orders/${pick("orders")}` }),
  }),
  captureOrder: managed("captures", { captured_amount: 4_000 }),
  refundOrder: managed("refunds", { refunded_amount: 1_000 }),
  cancelOrder: managed("cancel"),
  extendOrder: managed("extend-authorization-time"),
  releaseOrder: managed("release-remaining-authorization"),
  changeOrder: step({
    input: fc.oneof(fc.constant({ order_amount: 9_000 }), bodyOf(NewAuthorization)),
    ask: (body, pick) => ({
      method: "PATCH",
      path: `/ordermanagement/v1/orders/${pick("orders")}/authorization`,
      body,
    }),
  }),
  createPage: step({
    input: fc.constantFrom("PLACE_ORDER", "PLACE_ORDER", "NONE", "CAPTURE_ORDER"),
    ask: (place_order_mode, pick) => ({
      method: "POST",
      path: "/hpp/v1/sessions",
      body: {
        payment_session_url: `https://klarna.test/payments/v1/sessions/${pick("sessions")}`,
        merchant_urls: { success: "https://shop.test/{{order_id}}" },
        options: { place_order_mode },
      },
    }),
    take: ({ session_id }, found) => found.pages.push(session_id),
  }),
  visitPage: step({
    input: NOTHING,
    ask: (_, pick) => ({ method: "GET", path: `/hpp/${pick("pages")}` }),
  }),
  readPage: step({
    input: NOTHING,
    ask: (_, pick) => ({ method: "GET", path: `/hpp/v1/sessions/${pick("pages")}` }),
    take: ({ order_id }, found) => {
      if (order_id) found.orders.push(order_id);
    },
  }),
  approve: step({
    input: NOTHING,
    ask: () => ({
      method: "POST",
      path: "/v2/payment/authorize",
      body: {
        currency: "EUR",
        request_payment_transaction: { amount: 500, payment_transaction_reference: "t" },
        supplementary_purchase_data: { customer: { email: "customer+known@example.com" } },
      },
    }),
    take: ({ payment_transaction_response: response }, found) =>
      found.transactions.push(response.payment_transaction.payment_transaction_id),
  }),
  captureTransaction: ofTransaction("capture", { capture_amount: 200 }),
  refundTransaction: ofTransaction("refund", { refund_amount: 100 }),
  voidTransaction: ofTransaction("void"),
  reviewOrder: step({
    input: fc.constantFrom("ACCEPTED", "REJECTED", "STOPPED"),
    ask: (decision, pick) => ({
      method: "PUT",
      path: `/sandbox/orders/${pick("orders")}/review`,
      body: { decision },
    }),
  }),
  suspendToken: step({
    input: fc.constantFrom("ACTIVE", "SUSPENDED", "CANCELLED"),
    ask: (state, pick) => ({
      method: "PUT",
      path: `/sandbox/customer-tokens/${pick("customerTokens")}`,
      body: { state },
    }),
  }),
  webSession: step({
    input: fc.boolean(),
    ask: (resumes, pick) => ({
      method: "POST",
      path: "/web-sdk/v2/api/sessions",
      body: {
        client_id: "klarna_test_client_sandbox",
        ...(resumes && { sdk_token: pick("sdkTokens") }),
      },
    }),
    take: ({ klarna_network_session_token: token }, found) => found.sessionTokens.push(token),
  }),
  sdkToken: step({
    input: NOTHING,
    ask: (_, pick, account) => ({
      method: "POST",
      path: `/v2/accounts/${account}/interoperability/sdk-tokens`,
      body: {},
      headers: { "klarna-network-session-token": pick("sessionTokens") },
    }),
    take: ({ sdk_token }, found) => found.sdkTokens.push(sdk_token),
  }),
  authorize: step({
    input: fc.record({
      body: fc.oneof(authorization, bodyOf(network.Authorize)),
      with: fc.constantFrom("nothing", "session", "customer"),
    }),
    ask: (input, pick, account) => ({
      method: "POST",
      path: `/v2/accounts/${account}/payment/authorize`,
      body: input.body,
      headers: {
        ...(input.with === "session" && {
          "klarna-network-session-token": pick("sessionTokens"),
        }),
        ...(input.with === "customer" && { "klarna-customer-token": pick("networkTokens") }),
      },
    }),
    take: ({ payment_request: request }, found) => takePaymentRequest(request, found),
  }),
  createPaymentRequest: step({
    input: fc.oneof(paymentRequest, bodyOf(network.NewPaymentRequest)),
    ask: (body, _pick, account) => ({
      method: "POST",
      path: `/v2/accounts/${account}/payment/requests`,
      body,
    }),
    take: takePaymentRequest,
  }),
  createFromPage: step({
    input: fc.oneof(paymentRequest, bodyOf(network.NewPaymentRequest)),
    ask: (body, pick) => ({
      method: "POST",
      path: "/web-sdk/v2/api/payment-requests",
      body,
      headers: { "klarna-network-session-token": pick("sessionTokens") },
    }),
    take: takePaymentRequest,
  }),
  changePaymentRequest: step({
    input: fc.oneof(paymentRequest, bodyOf(network.PaymentRequestUpdate)),
    ask: (body, pick, account) => ({
      method: "PATCH",
      path: `/v2/accounts/${account}/payment/requests/${pick("paymentRequests")}`,
      body,
    }),
  }),
  readPaymentRequest: step({
    input: NOTHING,
    ask: (_, pick, account) => ({
      method: "GET",
      path: `/v2/accounts/${account}/payment/requests/${pick("paymentRequests")}`,
    }),
    take: ({ state_context: context }, found) => {
      const { klarna_network_session_token: token, klarna_customer: customer } = context;
      if (token) found.sessionTokens.push(token);
      if (customer?.customer_token) found.networkTokens.push(customer.customer_token);
    },
  }),
  cancelPaymentRequest: step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "DELETE",
      path: `/web-sdk/v2/api/payment-requests/${pick("paymentRequests")}`,
    }),
  }),
  launch: step({
    input: fc.oneof(
      fc.record(
        {
          shipping_config: fc.constant({ mode: "EDITABLE", supported_countries: ["SE"] }),
          return_url: fc.constant("https://shop.test/{klarna.payment_request.state}"),
        },
        { requiredKeys: [] },
      ),
      bodyOf(network.HandOver),
    ),
    ask: (body, pick) => ({
      method: "POST",
      path: `/web-sdk/v2/api/payment-requests/${pick("paymentRequests")}/journey`,
      body,
    }),
    take: ({ journey_id }, found) => found.journeys.push(journey_id),
  }),
  redirect: step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "GET",
      path: `/pay/${pick("paymentRequests")}?region=eu1&access_token=${pick("accessTokens")}`,
    }),
  }),
  signIn: step({
    input: fc.array(fc.constantFrom("profile:name", "profile:email", "constructor"), {
      maxLength: 3,
    }),
    ask: (scopes, pick) => ({
      method: "POST",
      path: "/web-sdk/v2/api/sign-ins",
      body: { scopes, session_token: pick("sessionTokens") },
    }),
    take: ({ journey_id }, found) => {
      found.journeys.push(journey_id);
      found.signIns.push(journey_id);
    },
  }),
  readSignIn: step({
    input: NOTHING,
    ask: (_, pick) => ({ method: "GET", path: `/web-sdk/v2/api/sign-ins/${pick("signIns")}` }),
  }),
  signingKey: step({
    input: NOTHING,
    ask: () => ({ method: "POST", path: "/v2/notification/signing-keys", body: {} }),
    take: ({ signing_key_id }, found) => found.keys.push(signing_key_id),
  }),
  subscribe: step({
    input: fc.constantFrom("completed", "submitted", "in-progress"),
    ask: (state, pick) => ({
      method: "POST",
      path: "/v2/notification/webhooks",
      body: {
        url: "http://127.0.0.1:9/hook",
        event_types: [`payment.request.state-change.${state}`, "payment.request.updated"],
        signing_key_id: pick("keys"),
      },
    }),
    take: ({ webhook_id }, found) => found.webhooks.push(webhook_id),
  }),
  simulate: step({
    input: bodyOf(network.Simulation),
    ask: (body, pick) => ({
      method: "POST",
      path: `/v2/notification/webhooks/${pick("webhooks")}/simulate`,
      body,
    }),
  }),
  wait: step({
    input: fc.constantFrom(1_000, 600_000, 4 * 3_600_000, 48 * 3_600_000),
    ask: (advanceMs) => ({ method: "POST", path: "/sandbox/clock", body: { advanceMs } }),
  }),
  showWholeJourneys: step({
    input: fc.constant({ journey: "full" }),
    ask: (body) => ({ method: "PUT", path: "/sandbox/settings", body }),
  }),
  configure: step({
    input: fc.record(
      {
        scenario: fc.constantFrom("approved", "known", "pending", "webhooktwice", "fallback"),
        journey: fc.constantFrom("full", "quick", "instant"),
        flow: fc.constantFrom("iframe", "popup", "purchase-flow", "static-widget"),
      },
      { requiredKeys: [] },
    ),
    ask: (body) => ({ method: "PUT", path: "/sandbox/settings", body }),
  }),
};

/**
 * A step of the Order Management API.
 * @param {string} what
 * @param {object} [body]
 */
function managed(what, body = {}) {
  return step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "POST",
      path: `/ordermanagement/v1/orders/${pick("orders")}/${what}`,
      body,
    }),
  });
}

/**
 * @param {string} what
 * @param {object} [body]
 */
function ofTransaction(what, body = {}) {
  return step({
    input: NOTHING,
    ask: (_, pick) => ({
      method: "POST",
      path: `/v2/payment/transactions/${pick("transactions")}/${what}`,
      body,
    }),
  });
}

/** Steps that lead somewhere when they come one after the other. */
export const STORIES = [
  ["createPendingSession", "call", "outcome", "placeOrder", "readOrder", "reviewOrder"],
  ["createSession", "call", "outcome", "readSession", "placeOrder", "placeOrder", "readOrder"],
  ["createRecurringSession", "call", "outcome", "createCustomerToken", "charge", "suspendToken"],
  ["createRecurringSession", "call", "outcome", "createCustomerToken", "suspendToken", "charge"],
  ["createSession", "updateSession", "load", "call", "outcome", "placeOrder"],
  ["createSession", "call", "outcome", "cancelAuthorization", "placeOrder"],
  ["expressSession", "call", "journeyAction", "outcome", "placeOrder", "reviewOrder"],
  ["signingKey", "subscribe", "simulate", "createPaymentRequest", "launch", "journeyAction"],
  ["webSession", "createFromPage", "launch", "journeyAction", "readPaymentRequest", "authorize"],
  ["createPaymentRequest", "changePaymentRequest", "launch", "cancelPaymentRequest"],
  ["createPaymentRequest", "redirect", "changePaymentRequest", "readPaymentRequest"],
  ["authorize", "launch", "readPaymentRequest", "authorize", "authorize"],
  [
    ...["showWholeJourneys", "createPaymentRequest", "launch", "logIn", "enterCode", "choosePlan"],
    ...["chooseDelivery", "confirm", "readPaymentRequest", "authorize"],
  ],
  [
    ...["showWholeJourneys", "expressSession", "call", "logIn", "enterCode", "choosePlan"],
    ...["chooseDelivery", "confirm", "outcome", "placeOrder"],
  ],
  [
    ...["createSession", "createPage", "visitPage", "readPage", "captureOrder", "captureOrder"],
    ...["refundOrder", "releaseOrder", "cancelOrder"],
  ],
  [
    ...["createSession", "createPage", "visitPage", "readPage", "extendOrder", "changeOrder"],
    ...["cancelOrder", "captureOrder"],
  ],
  ["approve", "captureTransaction", "refundTransaction", "voidTransaction"],
  ["webSession", "sdkToken", "webSession", "signIn", "readSignIn"],
];

/**
 * @param {any} request
 * @param {Found} found
 */
function takePaymentRequest(request, found) {
  if (!request) return;
  found.paymentRequests.push(request.payment_request_id);
  const url = request.state_context.customer_interaction?.payment_request_url;
  if (url) found.accessTokens.push(new URL(url).searchParams.get("access_token") ?? "");
}
