// What a checkout with the Web SDK does, whatever draws it.

import assert from "node:assert/strict";
import { it } from "node:test";
import { violations } from "../../www/sandbox/tests/accessibility.js";
import { answer } from "../e2e/checkout-server.js";
import { WILL_TRAP } from "../e2e/trapping.js";

/** What of a page's window a test may use. @type {any} */
const window = globalThis;

/**
 * @param {() => import("./checkout-visit.js").CheckoutVisit} shop
 * @param {typeof it} ofCheckout for what is the same code whatever draws it
 */
export function behavesWithWebSdk(shop, ofCheckout) {
  const posts = () => shop().server.to("/authorize", "POST");

  /** @param {object} [options] */
  async function ready(options) {
    await shop().open();
    await shop().mountButton(options);
    await shop().becomes("ready");
  }

  /** The customer clicks Klarna's button. */
  const click = async (id = "one") => shop().browser.$(`#${id} .klarna`).click();

  /** Klarna tells. @param {string} event @param {object} payload */
  const klarnaTells = (event, payload) =>
    shop().run((event, payload) => window.fakeSdk.report(event, payload), event, payload);

  /** The customer is at Klarna, for this many payment requests. */
  const isAtKlarna = (requests = 1) =>
    shop().until(
      () => shop().run((requests) => window.fakeSdk.launched === requests, requests),
      "the customer is at Klarna",
    );

  /** Klarna tells that the customer accepted. */
  const completes = () =>
    klarnaTells("complete", { paymentRequestId: "request-1", state: "COMPLETED" });

  /** The backend does not answer until the function that this gives is called. @param {object} answered */
  function holdBackend(answered) {
    /** @type {() => void} */
    let goOn = () => {};
    const isHeld = new Promise((resolve) => {
      goOn = () => resolve(undefined);
    });
    shop().server.paths["/authorize"] = async (...asked) =>
      isHeld.then(() => answer.json(answered)(...asked));
    return goOn;
  }

  /** A shop whose server tells how a payment has ended. */
  const WITH_STATUS = { backend: { authorize: "/authorize", status: "/status" } };

  const STEP_UP = { result: "STEP_UP_REQUIRED", paymentRequestId: "request-1" };

  it("shows Klarna's button, one, and pays with it", async () => {
    await ready();
    assert.equal(await shop().run(() => document.querySelectorAll(".klarna").length), 1);
    await click();
    const { outcome } = await shop().becomes("approved");
    assert.equal(outcome.status, "approved");
    assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
    assert.equal(posts().length, 1);
    await shop().until(async () => (await shop().says()) === "Köpet är godkänt.", "it says so");
    assert.deepEqual(await shop().unheard(), []);
  });

  it("pays with a button of the shop's own", async () => {
    await ready();
    await shop().buy();
    await shop().becomes("approved");
    assert.equal(posts().length, 1);
  });

  ofCheckout("declines, and the customer may try again", async () => {
    shop().server.paths["/authorize"] = answer.json({
      result: "DECLINED",
      reason: "PAYMENT_DECLINED",
    });
    await ready();
    await click();
    const { outcome } = await shop().becomes("declined");
    assert.equal(outcome.reason, "PAYMENT_DECLINED");
    assert.deepEqual(await shop().heard(), [["outcome", "declined"]]);
  });

  ofCheckout("lets a customer who left Klarna try again", async () => {
    shop().server.paths["/authorize"] = answer.json(STEP_UP);
    await ready();
    await click();
    await shop().becomes("busy");
    await isAtKlarna();
    await klarnaTells("abort", { paymentRequestId: "request-1", state: "CANCELED" });
    await shop().becomes("ready");
    assert.deepEqual(await shop().heard(), [["outcome", "dismissed"]]);
    shop().server.paths["/authorize"] = answer.json({ result: "APPROVED" });
    await click();
    await shop().becomes("approved");
  });

  ofCheckout("asks the shop's server after the journey, which has the last word", async () => {
    shop().server.paths["/authorize"] = answer.json(STEP_UP);
    await ready(WITH_STATUS);
    await click();
    await shop().becomes("busy");
    await isAtKlarna();
    const answers = await completes();
    assert.ok([answers].flat().includes(false), "the customer stays on the page");
    const { outcome } = await shop().becomes("approved");
    assert.deepEqual([outcome.status, outcome.paymentRequestId], ["approved", "request-1"]);
    assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
  });

  ofCheckout(
    "asks the shop's server also where Klarna tells of the end before the backend has answered",
    async () => {
      const goOn = holdBackend(STEP_UP);
      await ready(WITH_STATUS);
      await click();
      await shop().until(async () => posts().length > 0, "the backend is asked");
      await completes();
      assert.equal((await shop().view()).status, "busy");
      goOn();
      await shop().becomes("approved");
      assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  ofCheckout(
    "lets the customer ask again where the shop's server did not answer after the journey, and sells nothing anew",
    async () => {
      shop().server.paths["/authorize"] = answer.json(STEP_UP);
      shop().server.paths["/status"] = answer.status(404);
      await ready(WITH_STATUS);
      await click();
      await isAtKlarna();
      await completes();
      await shop().becomes("failed");
      // Not that they should pay in another way.
      const said =
        "Din beställning är inte bekräftad ännu. Försök igen: du betalar inte två gånger.";
      await shop().until(async () => (await shop().says()) === said, "it says so");
      assert.deepEqual(await shop().heard(), [["error", "BACKEND_REJECTED"]]);
      shop().server.paths["/status"] = answer.json({ status: "approved" });
      await shop().run(() => window.retry());
      await shop().becomes("approved");
      assert.equal(posts().length, 1);
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  ofCheckout(
    "tells of another purchase that an earlier page began, and lets the customer pay this one",
    async () => {
      shop().server.paths["/status"] = answer.json({ status: "approved", purchase: "cart-1" });
      await ready({ ...WITH_STATUS, purchase: "cart-2" });
      await completes();
      await shop().hears("the earlier one's end");
      await shop().becomes("ready");
      assert.equal(await shop().run(() => document.querySelectorAll(".klarna").length), 1);
      await click();
      await shop().becomes("approved");
      assert.deepEqual(
        posts().map(({ body }) => JSON.parse(body).purchase),
        ["cart-2"],
      );
      assert.deepEqual(await shop().heard(), [
        ["outcome", "approved"],
        ["outcome", "approved"],
      ]);
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  ofCheckout("asks the shop's server where the customer accepts after they have left", async () => {
    shop().server.paths["/authorize"] = answer.json(STEP_UP);
    await ready(WITH_STATUS);
    await click();
    await isAtKlarna();
    await klarnaTells("abort", { paymentRequestId: "request-1", state: "CANCELED" });
    await shop().becomes("ready");
    await completes();
    await shop().becomes("approved");
    assert.deepEqual(await shop().heard(), [
      ["outcome", "dismissed"],
      ["outcome", "approved"],
    ]);
    assert.deepEqual(await shop().unheard(), []);
  });

  ofCheckout("tells what failed, and lets the customer try again", async () => {
    shop().server.paths["/authorize"] = answer.status(422);
    await ready();
    await click();
    await shop().hears("the failure");
    assert.deepEqual(await shop().heard(), [["error", "BACKEND_REJECTED"]]);
    await shop().becomes("ready");
    assert.deepEqual(await shop().unheard(), []);
  });

  ofCheckout(
    "begins again after the WebAssembly has trapped at a click on Klarna's button",
    async () => {
      shop().server.pageHead = WILL_TRAP;
      // After the click, before it is known what the backend says.
      shop().server.paths["/authorize"] = answer.nothing;
      await ready();
      await click();
      await shop().until(async () => posts().length > 0, "the backend is asked");
      await shop().run(async () => {
        window.traps.due = window.traps.calls + 1;
        // Klarna's SDK gets it as well.
        await (async () => window.fakeSdk.report("error", {}))().catch(() => {});
      });
      const { code } = await shop().becomes("failed");
      assert.equal(code, "INTERNAL");
      shop().server.paths["/authorize"] = answer.json({ result: "APPROVED" });
      await shop().run(() => window.retry());
      await shop().becomes("ready");
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(await shop().heard(), [
        ["error", "INTERNAL"],
        ["outcome", "approved"],
      ]);
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  it("shows nothing of Klarna's where Klarna does not want to be shown", async () => {
    await shop().open();
    await shop().run(() => {
      window.fakeSdk.instruction = "HIDE_KLARNA";
    });
    await shop().mountButton();
    await shop().becomes("unavailable");
    assert.equal(await shop().run(() => document.querySelector(".klarna")), null);
  });

  it("asks anew for a changed amount, once", async () => {
    await ready();
    for (const amount of [2000, 3000]) await shop().update(shop().webSdk({ amount }));
    await shop().until(() => shop().run(() => window.fakeSdk.asked.length > 1), "it asks again");
    assert.deepEqual(await shop().run(() => window.fakeSdk.asked), [1000, 3000]);
    await click();
    await shop().becomes("approved");
  });

  ofCheckout("tells the backend of the cart that is paid, not of the one before", async () => {
    const backend = (/** @type {number} */ cart) => ({
      authorize: { url: "/authorize", context: { cart } },
    });
    await ready({ backend: backend(1) });
    await shop().update(shop().webSdk({ backend: backend(2) }));
    await shop().until(() => shop().run(() => window.fakeSdk.asked.length > 1), "it begins anew");
    await shop().becomes("ready");
    await click();
    await shop().becomes("approved");
    assert.deepEqual(
      posts().map(({ body }) => JSON.parse(body).cart),
      [2],
    );
  });

  ofCheckout("names the purchase to the backend as the shop does by now", async () => {
    await ready({ purchase: "cart-1" });
    await shop().update(shop().webSdk({ purchase: "cart-2" }));
    await shop().until(() => shop().run(() => window.fakeSdk.asked.length > 1), "it asks again");
    await click();
    await shop().becomes("approved");
    assert.deepEqual(
      posts().map(({ body }) => JSON.parse(body).purchase),
      ["cart-2"],
    );
  });

  ofCheckout("stays with the newer click when that leaves an earlier one behind", async () => {
    shop().server.paths["/authorize"] = answer.json(STEP_UP);
    await ready();
    await click();
    await isAtKlarna();
    shop().server.paths["/authorize"] = answer.json({ ...STEP_UP, paymentRequestId: "request-2" });
    await click();
    await shop().hears("the first one's end");
    assert.deepEqual(await shop().heard(), [["outcome", "pending"]]);
    await isAtKlarna(2);
    assert.equal((await shop().view()).status, "busy");
    await klarnaTells("abort", { paymentRequestId: "request-2", state: "CANCELED" });
    await shop().becomes("ready");
  });

  it("shows that the customer is at Klarna still, where it is drawn anew", async () => {
    shop().server.paths["/authorize"] = answer.json(STEP_UP);
    await ready(WITH_STATUS);
    await click();
    await isAtKlarna();
    await shop().unmount();
    await shop().mountButton(WITH_STATUS);
    await shop().becomes("busy");
    await completes();
    await shop().becomes("approved");
    assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
  });

  it("goes quietly when it is unmounted, at rest and while the backend is asked", async () => {
    await ready();
    await shop().unmount();
    const goOn = holdBackend({ result: "APPROVED" });
    await shop().mountButton();
    await shop().becomes("ready");
    await click();
    await shop().until(async () => posts().length > 0, "the backend is asked");
    await shop().unmount();
    goOn();
    await shop().hears("the shop hears of it");
    assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
    assert.equal(await shop().run(() => document.querySelector(".klarna")), null);
    assert.deepEqual(await shop().unheard(), []);
  });

  it("goes on when it is mounted again at once, with one button", async () => {
    await ready();
    await shop().run((options) => {
      window.stage.unmount("one");
      window.stage.mount("one", "button", options);
    }, shop().webSdk());
    await shop().becomes("ready");
    await shop().until(
      () => shop().run(() => document.querySelectorAll(".klarna").length === 1),
      "one button",
    );
    await click();
    await shop().becomes("approved");
    assert.equal(posts().length, 1);
  });

  it("shares the page with another one", async () => {
    await ready();
    await shop().mountButton({}, "two");
    await shop().becomes("ready", "two");
    await click("two");
    await shop().becomes("approved", "two");
    assert.equal(posts().length, 1);
  });

  it("has nothing that axe objects to", async () => {
    await ready();
    assert.deepEqual(await violations(shop().browser), []);
  });
}
