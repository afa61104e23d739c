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

  /**
   * The customer agrees, goes on to another page and comes back. Whether it is kept is the browser's to say: Firefox does not always
   * keep it, as it may count the request for the next page among those that this one still has under way. Then all of it is done again.
   *
   * @param {() => Promise<unknown>} leave
   */
  async function cameBack(leave) {
    for (let tries = 1; ; tries++) {
      await agreed();
      await leave();
      await visit().browser.back();
      const isKept = await visit().browser.waitUntil(() => visit().run(shown));
      if (isKept === "kept") return;
      assert.ok(engine === "firefox" && tries < 4, "the page did not come back from the cache");
      visit().server.reset();
    }
  }

  /** How the payment page came back, once it has. */
  function shown() {
    if (window.kept) return window.kept.restored && "kept";
    // `back()` may answer before the page that is left is gone, which may be one at `/payment?next`.
    const isBack = location.pathname === "/payment" && location.search === "";
    return isBack && document.readyState === "complete" && "loaded anew";
  }

  const finalize = () => visit().run(() => window.told(() => window.kept.klarna.finalize()));
  const states = () =>
    visit().run(() => [window.kept.klarna.state, window.fakeKlarna.charged.length]);

  it("goes on where it was: the purchase can be finalized there", async () => {
    await cameBack(() => visit().open("/elsewhere?next"));
    assert.deepEqual(await states(), ["finalize_required", 1]);
    assert.equal((await finalize()).ok?.status, "approved");
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("can agree anew, and finalize on the next page", async () => {
    await cameBack(() => visit().open("/elsewhere?next"));
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
    await cameBack(async () => {
      await visit().open("/review?next");
      await visit().run(async () => {
        await (await window.purchase()).finalize();
      });
    });
    const { failed } = await finalize();
    assert.equal(failed?.code, "INVALID_STATE");
    assert.deepEqual(await states(), ["finalize_required", 1], "Klarna was not asked");
    assert.equal(visit().server.to("/orders").length, 1);
  });

  it("does not finalize a session that another page has replaced", {
    skip: forgetful,
  }, async () => {
    await cameBack(async () => {
      await visit().open("/payment?next");
      await visit().run(async () => {
        const klarna = await window.purchase({ session: "another" });
        window.fakeKlarna.answer = { approved: true, finalize_required: true };
        await klarna.load("#klarna");
        await klarna.authorize({ autoFinalize: false });
      });
    });
    assert.equal((await finalize()).failed?.code, "INVALID_STATE");
    assert.equal(visit().server.to("/orders").length, 0);
  });
});
