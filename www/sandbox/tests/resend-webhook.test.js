import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { Klarna } from "./facts/klarna.js";
import { ShopServer } from "./shop-server.js";

const CREATED = "payment.request.state-change.submitted";

describe("an event of a webhook that was sent", () => {
  /** @type {import("../index.js").Sandbox} */
  let sandbox;
  /** @type {ShopServer} */
  let shop;
  /** @type {string} */
  let secret;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
    shop = await ShopServer.open();
    const klarna = new Klarna(sandbox);
    const { body: key } = await klarna.v2("POST", "/notification/signing-keys");
    secret = key.signing_key;
    await klarna.v2("POST", "/notification/webhooks", {
      url: `${shop.url}/hook`,
      event_types: ["payment.request.*"],
      signing_key_id: key.signing_key_id,
    });
  });
  after(async () => {
    await sandbox.close();
    shop.close();
  });
  beforeEach(() => {
    sandbox.reset();
    shop.forget();
  });

  /** @returns {Promise<string>} its id */
  async function sent() {
    await new Klarna(sandbox).v2("POST", "/payment/requests", { currency: "EUR" });
    const [{ metadata }] = await shop.bodies(1);
    assert.equal(metadata.event_type, CREATED);
    return metadata.event_id;
  }
  const isGenuine = () =>
    shop.received.map(
      ({ headers, text }) =>
        headers["klarna-signature"] === createHmac("sha256", secret).update(text).digest("hex"),
    );

  it("comes again, the same in every byte", async () => {
    assert.equal(sandbox.resendWebhook(await sent()), true);
    await shop.bodies(2);
    assert.equal(shop.received[1]?.text, shop.received[0]?.text);
    assert.deepEqual(isGenuine(), [true, true]);
  });

  it("comes twice", async () => {
    sandbox.resendWebhook(await sent(), "twice");
    const bodies = await shop.bodies(3);
    assert.equal(new Set(bodies.map(({ metadata }) => metadata.event_id)).size, 1);
  });

  it("comes a minute late", async () => {
    sandbox.resendWebhook(await sent(), "late");
    assert.equal(shop.received.length, 1);
    sandbox.advanceClock(60_000);
    await shop.bodies(2);
  });

  it("comes with a signature that is not Klarna's, once", async () => {
    const id = await sent();
    shop.answers = [400];
    sandbox.resendWebhook(id, "wrong-signature");
    await shop.bodies(2);
    sandbox.advanceClock(3_600_000);
    assert.deepEqual(isGenuine(), [true, false]);
  });

  it("is known by its id, and only in the ways that there are", async () => {
    assert.equal(sandbox.resendWebhook("none"), false);
    const id = await sent();
    assert.throws(() => sandbox.resendWebhook(id, /** @type {any} */ ("backwards")), RangeError);
    const path = `${sandbox.url}/sandbox/webhooks/${id}/resend`;
    const headers = { "content-type": "application/json" };
    assert.equal((await fetch(path, { method: "POST", headers, body: "{}" })).status, 202);
    await shop.bodies(2);
  });
});
