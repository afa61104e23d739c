import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { PRODUCTS } from "../../www/backend/catalogue.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { bareBackend } from "./bare-backend.js";
import { likeSchema } from "./schema-arbitrary.js";
import { Shopper } from "./shopper.js";

const VISITORS = process.env.TEST_TIER === "full" ? 600 : 60;
const REQUESTS_PER_VISITOR = 25;
const SIGNING_KEY = { id: "a-key", secret: "that the shop and this test know" };
/** Scenarios in which Klarna answers: what it does when it does not is tested elsewhere. */
const SCENARIOS = ["approved", "known", "refused", "rejected", "pending", "latetoken", "denied"];
const STATES = ["completed", "declined", "expired", "canceled", "submitted", "in-progress", "new"];

/**
 * What a visitor has from the shop and from Klarna; a request names it as `§name§`, and gets what it is at that moment.
 * @typedef {Record<string, () => string | Promise<string>>} Handles
 *
 * @typedef {import("./bare-backend.js").Route} Route
 * @typedef {{ route: Route, params: Record<string, string>, body: unknown, bearer: boolean, own: boolean, scenario: string }} Step
 */

const oneOf = (/** @type {string[]} */ ...names) =>
  fc.constantFrom(...names.map((name) => `§${name}§`));

/** By the name of a field. @type {import("./schema-arbitrary.js").Known} */
const KNOWN = {
  cart_id: oneOf("cart", "ordered_cart", "subscription_cart"),
  purchase: oneOf("shown"),
  session_id: oneOf("session", "session", "ordered_session", "subscription_session"),
  authorization_token: oneOf("token", "token", "subscription_token", "used_token"),
  auth_token: oneOf("token", "used_token"),
  klarnaNetworkSessionToken: oneOf("network_token"),
  paymentOptionId: fc.constant("option"),
  klarna_network_data: fc.constant("{}"),
  replaces: fc.constant("a-click-of-before"),
  order_id: oneOf("order"),
  id: oneOf("resource"),
  country: fc.constant("DE"),
  postalCode: fc.constant("10115"),
  shippingOptionReference: fc.constantFrom("standard", "express"),
  grant_type: fc.constant("client_credentials"),
  period: fc.integer({ min: 2, max: 4 }),
  email: fc.constant("customer@example.com"),
};

/** By the address and the name of a parameter. @type {Record<string, fc.Arbitrary<string>>} */
const PARAMETERS = {
  productId: fc.constantFrom(...PRODUCTS.map(({ id }) => id)),
  secret: oneOf("secret", "subscription_secret"),
  "/api/klarna/callbacks/notification/:id": oneOf("purchase"),
  orderNumber: oneOf("order_number", "resource"),
  "/api/klarna/payments/:id": oneOf("payment_request"),
  "/api/payments/:id/delivery": oneOf("payment_request"),
  "/api/klarna_payments/:id": oneOf("resource"),
  "/api/klarna_payments/:id/order": oneOf("resource"),
  "/api/orders/:id": oneOf("resource"),
  "/api/subscriptions/:id": oneOf("subscription"),
  "/api/subscriptions/:id/renewals": oneOf("subscription"),
};

describe("the merchant backend, fuzzed by a visitor who has everything", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("fastify").FastifyInstance} */
  let app;
  /** @type {Route[]} */
  let routes;

  before(async () => {
    sandbox = await startSandbox();
    const signingKeys = { [SIGNING_KEY.id]: SIGNING_KEY.secret };
    const backend = await bareBackend(sandbox, { signingKeys });
    app = backend.app;
    // Which waits for Klarna's word: the shop has a page of its own.
    routes = backend.routes.filter(({ url }) => !url.endsWith("/return"));
    await app.listen({ port: 0, host: "127.0.0.1" });
  });
  after(async () => {
    await app.close();
    await sandbox.close();
  });

  it("answers every request in any order without a 500, and gets past the first check", async () => {
    assert.ok(routes.length > 15, "the routes were found");
    /** @type {Map<string, number>} */
    const successes = new Map(routes.map(({ method, url }) => [`${method} ${url}`, 0]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...routes).chain(stepOn), {
          minLength: REQUESTS_PER_VISITOR,
          maxLength: REQUESTS_PER_VISITOR,
        }),
        async (steps) => {
          const visitor = await visitorWithEverything();
          for (const step of steps) {
            sandbox.configure({ scenario: step.scenario });
            const { statusCode, body } = await app.inject(await requestOf(step, visitor));
            const name = `${step.route.method} ${step.route.url}`;
            // While one token is on its way to Klarna, nobody can say what becomes of another; and an event that comes
            // before what it tells of has happened is sent once more.
            const isAskedAgain =
              statusCode === 503 && /"(order_in_progress|request_not_read)"/.test(body);
            assert.ok(statusCode < 500 || isAskedAgain, `${name}: ${statusCode} ${body}`);
            if (statusCode < 300) successes.set(name, (successes.get(name) ?? 0) + 1);
          }
          const { orders, transactions } = sandbox.ledger();
          const bought = [
            ...orders.map((one) => one.merchant_reference1),
            ...transactions.map((one) => one.payment_transaction_reference),
          ];
          assert.equal(new Set(bought).size, bought.length, "something was bought twice");
        },
      ),
      { numRuns: VISITORS, endOnFailure: true },
    );
    const never = [...successes].filter(([, count]) => count === 0).map(([name]) => name);
    assert.deepEqual(never, [], "routes that never got anywhere");
  });

  /** @returns {Promise<{ handles: Handles, cookie: string }>} */
  async function visitorWithEverything() {
    sandbox.reset();
    sandbox.configure({ scenario: "known", journey: "instant" });
    const shopper = new Shopper({ url: app.listeningOrigin, sandbox });
    const ordered = await shopper.authorizedSession();
    const order = await shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: ordered.token,
      session_id: ordered.session.session_id,
    });
    assert.equal(order.status, 200);
    const subscription = await shopper.openSession("subscription");
    const begun = await shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: await shopper.authorize(subscription),
      session_id: subscription.session_id,
    });
    assert.equal(begun.status, 200);
    const access = await shopper.ask("POST", "/oauth/token", {
      grant_type: "client_credentials",
      client_id: "shop",
    });
    await shopper.ask("PUT", "/api/cart/lines/kettle-ridge", { quantity: 1 });
    // What is authorized is kept until something buys with it.
    let session = await shopper.openSession("payments", "payment");
    await shopper.authorize(session);
    let subscriptionSession = await shopper.openSession("subscription");
    /** @type {Promise<string> | undefined} */
    let network;
    const networkToken = () => {
      network ??= shopper.networkSession();
      return network;
    };
    sandbox.configure({ scenario: "approved" });
    const click = await shopper.clickPay({ token: await networkToken() });
    assert.equal(click.body.result, "STEP_UP_REQUIRED", JSON.stringify(click.body));
    const urls = /** @type {any} */ (sandbox.ledger().sessions[0]).merchant_urls;
    const secretOf = (/** @type {string} */ id) => {
      const found = sandbox.ledger().sessions.find((one) => one.session_id === id);
      return String(/** @type {any} */ (found)?.merchant_urls?.authorization)
        .split("/")
        .at(-1);
    };
    /** A token of Klarna Payments, and with it a session as it is now: the last one may have become an order. */
    const token = async () => {
      const { scenario } = sandbox.settings();
      sandbox.configure({ scenario: "known" });
      await shopper.ask("PUT", "/api/cart/lines/kettle-ridge", { quantity: 1 });
      session = await shopper.openSession("payments", "payment").catch(() => session);
      const given = await shopper.authorize(session).catch(() => "a-token-of-an-ended-session");
      sandbox.configure({ scenario });
      return given;
    };
    const subscriptionToken = async () => {
      const { scenario } = sandbox.settings();
      sandbox.configure({ scenario: "known" });
      subscriptionSession = await shopper
        .openSession("subscription")
        .catch(() => subscriptionSession);
      const given = await shopper
        .authorize(subscriptionSession)
        .catch(() => "a-token-of-an-ended-session");
      sandbox.configure({ scenario });
      return given;
    };
    const { cookie } = shopper;
    return {
      cookie,
      handles: {
        token,
        used_token: () => ordered.token,
        subscription_token: subscriptionToken,
        network_token: networkToken,
        cart: () => session.cart_id,
        ordered_cart: () => ordered.session.cart_id,
        subscription_cart: () => subscriptionSession.cart_id,
        shown: async () => (await shopper.ask("GET", "/api/cart")).body.purchase,
        session: () => session.session_id,
        ordered_session: () => ordered.session.session_id,
        subscription_session: () => subscriptionSession.session_id,
        resource: () => session.purchase_id,
        order: () => String(order.body.order_id),
        order_number: () => String(order.body.order_number),
        purchase: () => String(urls.notification).split("/").at(-1) ?? "",
        secret: () => secretOf(session.session_id) ?? "",
        subscription_secret: () => secretOf(subscriptionSession.session_id) ?? "",
        payment_request: () => String(click.body.paymentRequestId),
        final_token: () => finalToken(shopper, String(click.body.paymentRequestId)),
        subscription: () => String(begun.body.subscription_id),
        access: () => String(access.body.access_token),
        event: () => randomUUID(),
      },
    };
  }

  /** @param {Shopper} shopper @param {string} id of a payment request, which the customer completes for it if that is still possible */
  async function finalToken(shopper, id) {
    await shopper.stepUp(id).catch(() => undefined);
    const issued = sandbox
      .ledger()
      .entries.find((entry) => entry.kind === "session_token" && entry.payment_request_id === id);
    return String(issued?.klarna_network_session_token ?? "none");
  }

  /**
   * @param {Step} step
   * @param {{ handles: Handles, cookie: string }} visitor
   */
  async function requestOf({ route, params, body, bearer, own }, { handles, cookie }) {
    const names = Object.entries(params);
    const path = names.reduce((url, [name, value]) => url.replace(`:${name}`, value), route.url);
    const payload = body === undefined ? undefined : await filledIn(JSON.stringify(body), handles);
    const signature = createHmac("sha256", SIGNING_KEY.secret).update(payload ?? "");
    return {
      method: /** @type {"POST"} */ (route.method),
      url: encodeURI(await filledIn(path, handles)),
      headers: {
        ...(own ? { cookie } : {}),
        ...(bearer ? { authorization: `Bearer ${await filledIn("§access§", handles)}` } : {}),
        ...(payload === undefined ? {} : { "content-type": "application/json" }),
        ...(route.url.endsWith("/webhooks")
          ? {
              "klarna-signing-key-id": SIGNING_KEY.id,
              "klarna-signature": signature.digest("hex"),
            }
          : {}),
      },
      ...(payload === undefined ? {} : { payload }),
    };
  }
});

/**
 * @param {string} text
 * @param {Handles} handles
 */
async function filledIn(text, handles) {
  let filled = text;
  for (const [name] of [...text.matchAll(/§(\w+)§/g)].map(([, found]) => [found ?? ""])) {
    if (name && handles[name]) filled = filled.replace(`§${name}§`, await handles[name]());
  }
  return filled;
}

/**
 * @param {Route} route
 * @returns {fc.Arbitrary<Step>}
 */
function stepOn(route) {
  const names = [...route.url.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  const often = fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0);
  return fc.record({
    route: fc.constant(route),
    params: fc.record(Object.fromEntries(names.map((name) => [name, parameter(route, name)]))),
    body: bodyOf(route),
    bearer: often,
    own: often,
    scenario: fc.constantFrom(...SCENARIOS),
  });
}

/**
 * @param {Route} route
 * @param {string} name
 */
function parameter({ url }, name) {
  const usual = PARAMETERS[url] ?? PARAMETERS[name];
  assert.ok(usual, `the test knows no value for ${name} of ${url}`);
  const any = fc.constantFrom("x", "§cart§", "§session§", "ME-10001", "§payment_request§");
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: any, weight: 1 });
}

/** @param {Route} route */
function bodyOf({ method, url, schema }) {
  if (url.endsWith("/webhooks")) return webhook();
  if (method === "GET" || method === "DELETE") return fc.constant(undefined);
  return schema.body ? likeSchema(schema.body, KNOWN) : fc.constant(undefined);
}

/** Klarna's webhooks have no schema of the route: the signature is checked on the raw body. */
function webhook() {
  const maybe = (/** @type {fc.Arbitrary<unknown>} */ usual) =>
    fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 });
  return fc.record({
    metadata: fc.record({
      event_type: maybe(
        fc.constantFrom(...STATES.map((state) => `payment.request.state-change.${state}`)),
      ),
      event_id: maybe(oneOf("event", "cart")),
    }),
    payload: fc.record(
      {
        payment_request_id: maybe(oneOf("payment_request", "cart")),
        state_reason: maybe(fc.constantFrom("TECHNICAL_ERROR", "PARTNER_CANCELED", null)),
        klarna_network_session_token: maybe(oneOf("final_token", "network_token")),
        state_context: maybe(
          fc.record({ klarna_network_session_token: oneOf("final_token", "network_token") }),
        ),
      },
      { requiredKeys: ["payment_request_id"] },
    ),
  });
}
