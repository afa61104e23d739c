import assert from "node:assert/strict";
import { it } from "node:test";
import { inEnginesOfTier } from "./visit.js";

inEnginesOfTier("With two copies of this package on a page", (visit) => {
  it("they share one SDK, and the newer session is the one that is authorized", async () => {
    await visit().open();
    const came = await visit().run(async () => {
      const older = await window.purchase({ session: "older" });
      await older.load("#klarna");
      const newer = await window.purchase({ session: "newer", folder: "copy" });
      const refused = await window.told(() => older.authorize());
      await newer.load("#klarna");
      const { status } = await newer.authorize();
      const { isKlarnaError } = await window.klarnaModule("copy");
      const error = await older.finalize().catch((thrown) => thrown);
      return {
        refused: refused.failed?.code,
        status,
        states: [older.state, newer.state],
        charged: window.fakeKlarna.charged.map((token) => token === window.clientToken("newer")),
        evaluations: window.evaluations,
        isError: [isKlarnaError(error), error.code],
        isAnother: older.constructor !== newer.constructor,
      };
    });
    assert.deepEqual(came, {
      refused: "SUPERSEDED",
      status: "approved",
      states: ["superseded", "delivered"],
      charged: [true],
      evaluations: 1,
      isError: [true, "SUPERSEDED"],
      isAnother: true,
    });
    assert.equal(visit().server.to("/sdk/api.js").length, 1);
  });

  it("one session is served by both", async () => {
    await visit().open();
    const came = await visit().run(async () => {
      const first = await window.purchase();
      await first.load("#klarna");
      await window.purchase({ folder: "copy" });
      return [(await first.authorize()).status, window.fakeKlarna.charged.length];
    });
    assert.deepEqual(came, ["approved", 1]);
  });

  it("one asks the customer and delivers while the other keeps its hands off", async () => {
    await visit().open();
    const came = await visit().run(async () => {
      const first = await window.purchase();
      const second = await window.purchase({ folder: "copy" });
      await second.load("#klarna");
      await first.load("#klarna");
      const { Payments } = /** @type {any} */ (window).Klarna;
      const approve = Payments.authorize;
      /** @type {() => void} */
      let answer = () => {};
      Payments.authorize = (/** @type {unknown[]} */ ...call) => {
        answer = () => approve(...call);
      };
      const codeOf = async (/** @type {() => unknown} */ act) =>
        (await window.told(act)).failed?.code;
      const outcome = first.authorize();
      const refused = [
        await codeOf(() => second.authorize()),
        await codeOf(() => second.finalize()),
        await codeOf(() => second.load("#klarna")),
      ];
      answer();
      await outcome;
      Payments.authorize = approve;
      await second.load("#klarna");
      const { length } = window.fakeKlarna.charged;
      const again = await codeOf(() => second.authorize());
      return {
        refused,
        status: (await outcome).status,
        again,
        charged: [length, window.fakeKlarna.charged.length],
      };
    });
    assert.deepEqual(came, {
      refused: ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS"],
      status: "approved",
      again: "INVALID_STATE",
      charged: [1, 1],
    });
  });

  it("a newer session does not wait for what another copy asks of the older one", async () => {
    await visit().open();
    const came = await visit().run(async () => {
      const older = await window.purchase({ session: "older" });
      await older.load("#klarna");
      const { Payments } = /** @type {any} */ (window).Klarna;
      const approve = Payments.authorize;
      /** @type {any} */
      let answer;
      Payments.authorize = (/** @type {unknown[]} */ ...call) => {
        answer = call.pop();
      };
      const left = window.told(() => older.authorize());
      Payments.authorize = approve;
      const newer = await window.purchase({ session: "newer", folder: "copy" });
      await newer.load("#klarna");
      const { status } = await newer.authorize();
      // Only now Klarna answers the older one.
      answer({ approved: true, show_form: true, authorization_token: "of the older" });
      return [
        status,
        window.fakeKlarna.charged.map((token) => token === window.clientToken("newer")),
        [(await left).failed?.code, older.state],
      ];
    });
    assert.deepEqual(came, ["approved", [true], ["SUPERSEDED", "superseded"]]);
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("both ask for Klarna's script at the same time, and it comes once", async () => {
    await visit().open();
    const states = await visit().run(async () => {
      const both = [window.purchase(), window.purchase({ folder: "copy" })];
      return (await Promise.all(both)).map(({ state }) => state);
    });
    assert.deepEqual(states, ["ready", "ready"]);
    assert.equal(visit().server.to("/sdk/api.js").length, 1);
    assert.equal(await visit().run(() => window.evaluations), 1);
  });
});
