// What Klarna offers may depend on the customer's address, which the checkout learns late.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession } from "../../www/sandbox/tests/merchant.js";
import { inEnginesOfTier } from "./visit.js";

inEnginesOfTier("Klarna that is not available yet", (visit) => {
  /** @type {import("../../www/sandbox/index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ settings: { journey: "instant" } });
  });
  after(() => sandbox.close());

  it("is an outcome and no error; it shows once the address is there, and is paid with", async () => {
    const unavailable = { billing_address: { email: "customer+unavailable@example.com" } };
    const { client_token } = await createSession(sandbox, unavailable);
    await visit().open();
    const told = await visit().run(
      (clientToken, url) =>
        window.told(async () => {
          const klarna = await window.purchase(/** @type {any} */ ({ clientToken, sdk: { url } }));
          const before = await klarna.load("#klarna");
          const { state } = klarna;
          const billing_address = { email: "customer@example.com" };
          const after = await klarna.load("#klarna", /** @type {any} */ ({ billing_address }));
          const { status } = await klarna.authorize();
          return [before.status, state, after.status, status];
        }),
      client_token,
      `${sandbox.url}/kp/lib/v1/api.js`,
    );
    assert.deepEqual(told, { ok: ["unavailable", "ready", "shown", "approved"] });
    assert.equal(visit().server.to("/orders", "POST").length, 1);
    const { errors, rejections } = /** @type {any} */ (await visit().run(() => window.seen));
    assert.deepEqual([errors, rejections], [[], []]);
  });
});
