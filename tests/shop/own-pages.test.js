import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { bareBackend } from "./bare-backend.js";
import { openShop } from "./open-shop.js";
import { Shopper } from "./shopper.js";

/** What browsers say of a page that is not the shop's. @type {[string, Record<string, string>][]} */
const FOREIGN = [
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
  ["another name of the same domain", { "sec-fetch-site": "same-site" }],
  ["a browser that tells the origin only", { origin: "https://evil.example" }],
  ["a page without an origin", { origin: "null" }],
  ["a word that nobody knows", { "sec-fetch-site": "" }],
];
const FORM = { "content-type": "application/x-www-form-urlencoded" };

describe("every route that a page of the shop asks", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("fastify").FastifyInstance} */
  let app;
  /** @type {import("./bare-backend.js").Route[]} */
  let routes;

  before(async () => {
    sandbox = await startSandbox();
    const backend = await bareBackend(sandbox, { publicUrl: "http://shop.example" });
    app = backend.app;
    // Klarna's servers are no browsers.
    routes = backend.routes.filter(
      ({ url }) => !/^\/api\/klarna\/(callbacks|webhooks)\b/.test(url),
    );
    await app.ready();
  });
  after(async () => {
    await app.close();
    await sandbox.close();
  });

  /** @param {import("./bare-backend.js").Route} route @param {Record<string, string>} headers @param {string} [payload] */
  const send = ({ method, url }, headers, payload) =>
    app.inject({
      method: /** @type {"POST"} */ (method),
      url: url.replaceAll(/:\w+/g, "x"),
      headers: { host: "shop.example", ...headers },
      ...(payload === undefined ? {} : { payload }),
    });

  it("refuses every other site, and gives it no visitor", async () => {
    assert.ok(routes.length > 15, "the routes were found");
    for (const route of routes) {
      for (const [who, headers] of FOREIGN) {
        const { statusCode, cookies } = await send(route, headers);
        assert.equal(statusCode, 403, `${who} on ${route.method} ${route.url}`);
        assert.deepEqual(cookies, []);
      }
    }
  });

  it("takes the shop's own pages, and clients that are no browsers", async () => {
    for (const route of routes) {
      for (const headers of /** @type {Record<string, string>[]} */ ([
        { "sec-fetch-site": "same-origin" },
        { origin: "http://shop.example" },
        {},
      ])) {
        const { statusCode } = await send(route, headers);
        assert.notEqual(statusCode, 403, `${route.method} ${route.url}`);
      }
    }
  });

  it("reads no form and no text, which other sites may send without asking", async () => {
    for (const route of routes.filter(({ method }) => method !== "GET" && method !== "DELETE")) {
      for (const type of [FORM["content-type"], "text/plain", "multipart/form-data; boundary=x"]) {
        const { statusCode } = await send(route, { "content-type": type }, "period=2");
        assert.equal(statusCode, 415, `${type} on ${route.method} ${route.url}`);
      }
    }
  });

  it("answers to this visitor at this moment alone: nothing of it is kept", async () => {
    for (const route of routes) {
      const { headers } = await send(route, {});
      assert.equal(headers["cache-control"], "no-store", `${route.method} ${route.url}`);
    }
  });

  it("makes a visitor of somebody who looks, never of somebody who writes", async () => {
    for (const route of routes) {
      const { statusCode, cookies } = await send(route, {});
      assert.ok(statusCode < 500, `${route.method} ${route.url}: ${statusCode}`);
      const expected = route.url === "/api/cart" ? ["visitor"] : [];
      assert.deepEqual(
        cookies.map(({ name }) => name),
        expected,
        `${route.method} ${route.url}`,
      );
    }
  });
});

describe("what another site's page makes a customer's browser do", () => {
  const shop = openShop({ scenario: "known" });

  async function subscriber() {
    const session = await shop.shopper.openSession("subscription");
    const { body } = await shop.shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: await shop.shopper.authorize(session),
      session_id: session.session_id,
    });
    return body.subscription_id;
  }

  it("charges no month: a form that posts, with the cookie or without", async () => {
    const id = await subscriber();
    for (const cookie of [shop.shopper.cookie, ""]) {
      for (const site of ["cross-site", "same-site"]) {
        const { status, headers } = await fetch(`${shop.url}/api/subscriptions/${id}/renewals`, {
          method: "POST",
          headers: { ...FORM, "sec-fetch-site": site, ...(cookie ? { cookie } : {}) },
        });
        assert.equal(status, 403);
        assert.equal(headers.get("set-cookie"), null, "the customer's cookie stays");
      }
    }
    assert.equal(shop.sandbox.ledger().orders.length, 1);
  });

  it("learns nothing of an order by the id of its session", async () => {
    const { session, token } = await shop.shopper.authorizedSession();
    const post = { authorization_token: token, session_id: session.session_id };
    const placed = await shop.shopper.ask("POST", "/api/klarna/orders", post);
    assert.equal(placed.status, 200);
    const stranger = new Shopper(shop);
    for (const authorization_token of [token, "any"]) {
      const told = await stranger.ask("POST", "/api/klarna/orders", {
        ...post,
        authorization_token,
      });
      assert.deepEqual([told.status, told.body.error.code], [404, "unknown_session"]);
    }
    const { body } = await stranger.ask("POST", "/oauth/token", {
      grant_type: "client_credentials",
      client_id: "shop",
    });
    const resource = await stranger.ask(
      "GET",
      `/api/klarna_payments/${session.purchase_id}`,
      undefined,
      { authorization: `Bearer ${body.access_token}` },
    );
    assert.equal(resource.status, 404);
  });
});
