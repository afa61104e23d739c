import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import express from "express";
import Fastify from "fastify";
import { startSandbox } from "../../www/sandbox/index.js";
import { klarnaExpress } from "../../www/server/src/adapters/express.js";
import { klarnaFastify } from "../../www/server/src/adapters/fastify.js";
import { klarnaRoutes } from "../../www/server/src/adapters/next.js";
import { createKlarnaServer, memoryStore } from "../../www/server/src/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { accessTo, shopOptions, subscribe } from "./shop.js";

/** @typedef {import("../../www/server/src/public.js").KlarnaServer} KlarnaServer */
/** @typedef {{ url: string, close: () => Promise<unknown> }} Running */

/** @param {import("node:http").Server} server */
const urlOf = (server) => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
};

/** @type {Record<string, (make: (publicUrl: () => string) => KlarnaServer) => Promise<Running>>} */
const FRAMEWORKS = {
  async Express(make) {
    let url = "";
    const klarna = make(() => url);
    const app = express();
    app.use((request, reply, next) => klarnaExpress(klarna, { origin: url })(request, reply, next));
    app.use(express.json());
    app.get("/shop", (_request, reply) => void reply.send("the shop's own"));
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = urlOf(server);
    return {
      url,
      close: async () => {
        server.closeAllConnections();
        server.close();
        await klarna.stop();
      },
    };
  },

  async Fastify(make) {
    const app = Fastify({ forceCloseConnections: true });
    const klarna = make(() => app.listeningOrigin);
    await app.register(klarnaFastify, { klarna, origin: () => app.listeningOrigin });
    app.get("/shop", async () => "the shop's own");
    await app.listen({ port: 0, host: "127.0.0.1" });
    return {
      url: app.listeningOrigin,
      close: async () => {
        await app.close();
        await klarna.stop();
      },
    };
  },
};

for (const [name, open] of Object.entries(FRAMEWORKS)) {
  describe(`the endpoints on ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof startSandbox>>} */
    let sandbox;
    /** @type {Running} */
    let shop;
    /** @type {Record<string, string>} */
    const keys = {};
    before(async () => {
      sandbox = await startSandbox({ settings: { journey: "instant" } });
      shop = await open((publicUrl) =>
        createKlarnaServer(
          shopOptions({
            klarna: accessTo(sandbox),
            store: memoryStore(),
            publicUrl,
            signingKeys: (id) => keys[id],
          }),
        ),
      );
      Object.assign(keys, await subscribe(sandbox, shop.url));
    });
    after(async () => {
      await shop.close();
      await sandbox.close();
    });

    it("make an order with Klarna Payments, and hear the callback", async () => {
      sandbox.configure({ scenario: "known" });
      const buyer = new Buyer(shop, sandbox);
      const session = await buyer.session();
      const { status, body } = await buyer.post(session, await buyer.authorize(session));
      assert.deepEqual([status, body.placed], [200, true]);
      const callback = await eventually(() => sandbox.ledger().callbacks[0]);
      assert.equal(callback.status, 204);
    });

    it("make a payment with the button, by a webhook that is signed over its bytes", async () => {
      sandbox.configure({ scenario: "approved" });
      const buyer = new Buyer(shop, sandbox);
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      const webhook = await eventually(() => sandbox.ledger().webhooks[0]);
      assert.equal(webhook.status, 200);
      await eventually(() => sandbox.ledger().transactions[0]);
      const back = await buyer.ask(
        "GET",
        `/return?request=${encodeURIComponent(body.paymentRequestId)}`,
      );
      assert.equal(back.status, 303);
    });

    it("leave the shop's own addresses alone", async () => {
      assert.equal(await (await fetch(`${shop.url}/shop`)).text(), "the shop's own");
    });
  });
}

describe("the endpoints as Next's route handlers", () => {
  it("are functions of a Request that give a Response", async (t) => {
    const sandbox = await startSandbox();
    t.after(() => sandbox.close());
    const klarna = createKlarnaServer(
      shopOptions({
        klarna: accessTo(sandbox),
        store: memoryStore(),
        publicUrl: "http://shop.example",
      }),
    );
    const { GET, POST } = klarnaRoutes(klarna);
    const session = await POST(
      new Request("http://shop.example/api/klarna/session", {
        method: "POST",
        headers: { cookie: "cart=next" },
      }),
    );
    assert.equal(session.status, 200);
    const status = await GET(new Request("http://shop.example/api/klarna/payments/none"));
    assert.equal(status.status, 404);
    await klarna.stop();
  });
});
