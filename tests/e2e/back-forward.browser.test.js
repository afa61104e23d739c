import assert from "node:assert/strict";
import { it } from "node:test";
import { inEveryEngine } from "./visit.js";

inEveryEngine("A page that comes back from the back/forward cache", (visit, engine) => {
  /** Why a page that came back cannot know what another one did, if so. */
  const forgetful =
    engine === "firefox" &&
    "Firefox shows a page that comes back the sessionStorage of when it was left; Klarna has the last word";
  /** The payment page, up to the customer's agreement; `window.kept` stays with it. */
  async function agreed() {
    // What may be kept at all: the demo shop's own pages forbid it.
    visit().server.pageHeaders = { "cache-control": "max-age=0" };
    await visit().open("/payment");
    await visit().run(async () => {
      const klarna = await window.purchase();
      window.kept = { klarna, restored: false };
      addEventListener("pageshow", ({ persisted }) => {
        window.kept.restored = persisted;
      });
      window.fakeKlarna.answer = { approved: true, finalize_required: true };
      await klarna.load("#klarna");
      await klarna.authorize({ autoFinalize: false });
      delete window.fakeKlarna.answer;
    });
  }

  async function back() {
    await visit().browser.back();
    await visit().browser.waitUntil(() => visit().run(() => window.kept?.restored === true), {
      timeoutMsg: "the page did not come back from the cache",
    });
  }

  const finalize = () => visit().run(() => window.told(() => window.kept.klarna.finalize()));
  const states = () =>
    visit().run(() => [window.kept.klarna.state, window.fakeKlarna.charged.length]);

  it("goes on where it was: the purchase can be finalized there", async () => {
    await agreed();
    await visit().open("/elsewhere?next");
    await back();
    assert.deepEqual(await states(), ["finalize_required", 1]);
    assert.equal((await finalize()).ok?.status, "approved");
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("can agree anew, and finalize on the next page", async () => {
    await agreed();
    await visit().open("/elsewhere?next");
    await back();
    const again = await visit().run(async () => {
      window.fakeKlarna.answer = { approved: true, finalize_required: true };
      return (await window.kept.klarna.authorize({ autoFinalize: false })).status;
    });
    assert.equal(again, "finalize_required");
    await visit().open("/review?next");
    const { ok } = await visit().run(() =>
      window.told(async () => (await (await window.purchase()).finalize()).status),
    );
    assert.equal(ok, "approved");
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("finalizes nothing that was finalized on the next page", { skip: forgetful }, async () => {
    await agreed();
    await visit().open("/review?next");
    await visit().run(async () => {
      await (await window.purchase()).finalize();
    });
    await back();
    const { failed } = await finalize();
    assert.equal(failed?.code, "INVALID_STATE");
    assert.deepEqual(await states(), ["finalize_required", 1], "Klarna was not asked");
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("does not finalize a session that another page has replaced", {
    skip: forgetful,
  }, async () => {
    await agreed();
    await visit().open("/payment?next");
    await visit().run(async () => {
      const klarna = await window.purchase({ session: "another" });
      window.fakeKlarna.answer = { approved: true, finalize_required: true };
      await klarna.load("#klarna");
      await klarna.authorize({ autoFinalize: false });
    });
    await back();
    assert.equal((await finalize()).failed?.code, "INVALID_STATE");
    assert.equal(visit().server.to("/orders").length, 0);
  });
});
