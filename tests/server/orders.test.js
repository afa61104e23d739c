import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { memoryStore } from "../../www/server/src/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { cartOf, openShop, orderOf, silenceCallbacks } from "./shop.js";
import { PLACES } from "./stores.js";

const ORDER = "/payments/v1/authorizations/*/order";
const HOUR_MS = 3_600_000;

for (const make of PLACES) {
  const place = make();
  describe(`one cart is one order, over ${place.name}`, () => {
    /** @type {Awaited<ReturnType<typeof startSandbox>>} */
    let sandbox;
    /** @type {Awaited<ReturnType<typeof openShop>>} */
    let shop;
    /** @type {import("../../www/server/src/public.js").Store} */
    let store;
    /** @type {Buyer} */
    let buyer;
    let ahead = 0;
    before(async () => {
      await place.begin();
      sandbox = await startSandbox({
        settings: { scenario: "known", journey: "instant", orderAddresses: "strict" },
      });
      store = await place.open();
      shop = await openShop({
        sandbox,
        store,
        options: {
          now: () => Date.now() + ahead,
          limits: { sweepMs: HOUR_MS, klarnaMs: 8_000, answerMs: 9_000 },
        },
      });
    });
    beforeEach(() => {
      ahead = 0;
      sandbox.reset();
      shop.told.length = 0;
      shop.log.length = 0;
      buyer = new Buyer(shop, sandbox);
    });
    afterEach(() => sandbox.clearFaults());
    after(async () => {
      await shop.close();
      await store.close();
      await sandbox.close();
      await place.end();
    });

    const orders = () => sandbox.ledger().orders;
    const states = () => sandbox.ledger().authorizations.map(({ state }) => state);
    /** What goes on after an answer has come to its end. */
    const settled = () => shop.klarna.stop();

    it("however often its token is posted, at once and again", async () => {
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => buyer.post(session, token)),
      );
      answers.push(await buyer.post(session, token));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.deepEqual(
        new Set(answers.map(({ body }) => body.order_id)),
        new Set([orders()[0]?.order_id]),
      );
      assert.equal(orders().length, 1);
      assert.deepEqual(
        shop.told.map(({ reference }) => reference),
        [`R-${buyer.cart}`],
      );
    });

    it("of two tokens; the second page is told of the order, and its authorization is given back", async () => {
      const session = await buyer.session();
      const first = await buyer.authorize(session);
      const second = await buyer.authorize(session);
      const answers = await Promise.all([buyer.post(session, first), buyer.post(session, second)]);
      assert.equal(answers[0]?.body.order_id, answers[1]?.body.order_id);
      assert.equal(orders().length, 1);
      await eventually(() => (states().sort().join() === "cancelled,used" ? true : undefined));
    });

    it("of Klarna Payments and the button at the same time", async () => {
      for (let round = 0; round < 5; round += 1) {
        sandbox.reset();
        const visitor = new Buyer(shop, sandbox);
        const session = await visitor.session();
        const token = await visitor.authorize(session);
        const answers = await Promise.all([visitor.post(session, token), visitor.click()]);
        const ids = answers.map(({ body }) => body.order_id);
        assert.equal(new Set(ids).size, 1, JSON.stringify(answers.map(({ body }) => body)));
        assert.equal(orders().length + sandbox.ledger().transactions.length, 1);
        await eventually(() => (states().includes("open") ? undefined : true));
      }
    });

    for (const repeatedOrder of /** @type {const} */ ([
      "session-completed",
      "invalid-operation",
      "same-order",
    ]))
      it(`when Klarna's answer is lost, and the same body again is answered ${repeatedOrder}`, async () => {
        sandbox.configure({ repeatedOrder });
        const session = await buyer.session();
        sandbox.injectFault({ path: ORDER, kind: "drop", stage: "after", times: 1 });
        const { status, body } = await buyer.post(session, await buyer.authorize(session));
        assert.equal(status, 200);
        assert.equal(body.placed, true);
        assert.equal(orders().length, 1);
        assert.equal(
          body.order_id,
          repeatedOrder === "same-order" ? orders()[0]?.order_id : undefined,
        );
        const again = await buyer.session().catch((error) => String(error));
        assert.match(again, /"placed":true/);
        // The id comes by hand, if it is the order of this cart.
        const id = orders()[0]?.order_id ?? "";
        await assert.rejects(shop.klarna.settle(buyer.cart, { orderId: "another" }));
        const settled = await shop.klarna.settle(buyer.cart, { orderId: id });
        assert.equal(settled.result?.order_id, id);
      });

    it("as long as nobody knows: no word that there is none, and nobody else gets the cart", async () => {
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      sandbox.injectFault({ path: ORDER, kind: "status", status: 503 });
      const { status, body, headers } = await buyer.post(session, token);
      assert.equal(status, 503);
      assert.equal(body.retryable, true);
      assert.equal("placed" in body, false);
      assert.equal(headers.get("retry-after"), "1");
      const click = await buyer.click();
      assert.equal(click.status, 503);
      await assert.rejects(
        shop.klarna.placeOtherwise(
          /** @type {any} */ ({ cart: buyer.cart, order_amount: 1, order_lines: [] }),
        ),
        { code: "order_in_progress" },
      );
      assert.equal(sandbox.ledger().transactions.length, 0);
      sandbox.clearFaults();
      assert.equal((await buyer.post(session, token)).body.placed, true);
    });

    it("and a process that starts takes up what nobody knows of, without waiting", async (t) => {
      t.after(silenceCallbacks());
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      sandbox.injectFault({ path: ORDER, kind: "status", status: 503 });
      assert.equal((await buyer.post(session, token)).status, 503);
      sandbox.clearFaults();
      const other = await openShop({
        sandbox,
        store,
        options: { limits: { sweepMs: HOUR_MS, klarnaMs: 8_000 } },
      });
      try {
        await eventually(() => orders()[0]);
        await eventually(() => other.told[0]);
      } finally {
        await other.close();
      }
      const { body } = await buyer.post(session, token);
      assert.equal(body.order_id, orders()[0]?.order_id);
      assert.equal(orders().length, 1);
    });

    it("is no order when the token has expired, and says so", async () => {
      sandbox.configure({ scenario: "known" });
      const back = silenceCallbacks();
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      back();
      sandbox.advanceClock(61 * 60_000);
      const { status, body } = await buyer.post(session, token);
      assert.equal(status, 410);
      assert.equal(body.placed, false);
      assert.equal(body.error.code, "authorization_expired");
      assert.equal((await shop.klarna.find({ cart: buyer.cart }))?.state, "open");
      // The cart is free: the customer pays again.
      const again = await buyer.session();
      assert.equal((await buyer.post(again, await buyer.authorize(again))).body.placed, true);
    });

    it("is no order of another amount: the authorization goes back, and the next is of the new one", async () => {
      const back = silenceCallbacks();
      const session = await buyer.session();
      buyer.quantity = 3;
      const changed = await buyer.session();
      assert.equal(changed.session_id, session.session_id);
      assert.equal(changed.order_data.order_amount, 3000);
      const token = await buyer.authorize(session);
      const { status, body } = await buyer.post(session, token);
      back();
      assert.deepEqual([status, body.placed, body.error.code], [422, false, "order_mismatch"]);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
      await buyer.post(changed, await buyer.authorize(changed));
      assert.deepEqual(
        orders().map(({ order_amount }) => order_amount),
        [3000],
      );
      assert.equal(shop.told[0]?.order?.order_amount, 3000);
    });

    it("whatever prices the page says", async () => {
      const session = await buyer.session();
      const token = await buyer.authorize(session, {
        changes: {
          order_amount: 1,
          order_lines: [
            {
              name: "Tea",
              quantity: 1,
              unit_price: 1,
              total_amount: 1,
              tax_rate: 0,
              total_tax_amount: 0,
            },
          ],
        },
      });
      const { body } = await buyer.post(session, token);
      assert.equal(body.placed, false);
      assert.equal(orders().length, 0);
    });

    it("when Klarna's callback is all that comes", async () => {
      const session = await buyer.session();
      await buyer.authorize(session);
      const told = await eventually(() => shop.told[0]);
      assert.equal(told.result?.order_id, orders()[0]?.order_id);
      const [callback] = sandbox.ledger().callbacks;
      assert.equal(callback?.status, 204);
    });

    /** The customer has typed another address than the one that the session knows, and agrees to pay. */
    const moved = async () => {
      buyer.email = "old@example.com";
      const session = await buyer.session();
      buyer.email = "new@example.com";
      const changes = { billing_address: { email: buyer.email } };
      const token = await buyer.authorize(session, { changes });
      return { session, token };
    };
    const addresses = () => shop.told.map(({ order }) => order?.customer?.billing_address?.email);

    it("when Klarna's callback is quicker than the page with the address that was typed last", async () => {
      await moved();
      await eventually(() => shop.told[0]);
      assert.equal(orders().length, 1);
      // Klarna has the address; the one that the shop knew is not the customer's any more.
      assert.deepEqual(addresses(), ["new@example.com"]);
    });

    it("when a look at Klarna is quicker than the page with the address that was typed last", async () => {
      const back = silenceCallbacks();
      const { session, token } = await moved();
      ahead = 2 * 60_000;
      await shop.klarna.sweep();
      const { body } = await buyer.post(session, token);
      back();
      assert.deepEqual([body.placed, orders().length], [true, 1]);
    });

    it("with the address that the page brings to a token that Klarna has told of", async () => {
      buyer.email = "old@example.com";
      const session = await buyer.session({ step: "payment" });
      buyer.email = "new@example.com";
      const changes = { billing_address: { email: buyer.email } };
      const token = await buyer.authorize(session, { changes });
      await eventually(() => sandbox.ledger().callbacks[0]?.status);
      assert.equal((await buyer.post(session, token, "/keep")).status, 200);
      assert.equal((await buyer.ask("POST", "/orders/kept")).body.placed, true);
      assert.deepEqual(addresses(), ["new@example.com"]);
    });

    it("and the callback is answered before a slow order", async () => {
      sandbox.injectFault({ path: ORDER, kind: "latency", latencyMs: 1_500 });
      const session = await buyer.session();
      const begin = Date.now();
      await buyer.authorize(session);
      await eventually(() => sandbox.ledger().callbacks[0]);
      assert.ok(Date.now() - begin < 1_400);
      await eventually(() => shop.told[0]);
    });

    it("when the tab was closed and no callback came: the sweep finds the token at Klarna", async () => {
      const back = silenceCallbacks();
      const session = await buyer.session();
      await buyer.authorize(session);
      ahead = 2 * 60_000;
      await shop.klarna.sweep();
      back();
      assert.equal(orders().length, 1);
      assert.equal(shop.told.length, 1);
    });

    it("when the page is loaded anew before it could post", async () => {
      const back = silenceCallbacks();
      const session = await buyer.session();
      await buyer.authorize(session);
      const { status, body } = await buyer.ask("POST", "/session");
      back();
      assert.equal(status, 409);
      assert.equal(body.placed, true);
      assert.equal(body.order_id, orders()[0]?.order_id);
    });

    it("in a checkout of several pages: a token that comes early waits for Buy", async () => {
      const payment = await buyer.session({ step: "payment" });
      const token = await buyer.authorize(payment);
      assert.deepEqual((await buyer.post(payment, token, "/keep")).body, { kept: true });
      await eventually(() => sandbox.ledger().callbacks[0]?.status);
      assert.equal(orders().length, 0);
      const review = await buyer.session({ step: "review" });
      assert.equal(review.session_id, payment.session_id);
      const { status, body } = await buyer.ask("POST", "/orders/kept", {
        session_id: payment.session_id,
      });
      assert.deepEqual([status, body.placed, orders().length], [200, true, 1]);
      const again = await buyer.ask("POST", "/orders/kept");
      assert.deepEqual([again.status, again.body.order_id], [200, body.order_id]);
    });

    it("never without Buy: what was kept is given back", async () => {
      const payment = await buyer.session({ step: "payment" });
      const token = await buyer.authorize(payment);
      await buyer.post(payment, token, "/keep");
      ahead = 51 * 60_000;
      await shop.klarna.sweep();
      assert.deepEqual([states(), orders().length], [["cancelled"], 0]);
      const { status, body } = await buyer.ask("POST", "/orders/kept");
      assert.deepEqual([status, body.placed], [404, false]);
      const late = await buyer.post(payment, token);
      assert.deepEqual(
        [late.status, late.body.placed, late.body.error?.code, orders().length],
        [410, false, "authorization_given_back", 0],
      );
    });

    /** The payment page has a token, and the customer has gone on to the review page. */
    const kept = async () => {
      const payment = await buyer.session({ step: "payment" });
      const token = await buyer.authorize(payment);
      assert.equal((await buyer.post(payment, token, "/keep")).status, 200);
      await buyer.session({ step: "review" });
      return { payment };
    };
    const FROM_KLARNA = {
      "the review page is loaded anew": () => buyer.session({ step: "review" }),
      "the review page is loaded anew, and does not say which it is": () => buyer.session(),
      "the sweep looks at Klarna": async () => {
        ahead = 3 * 60_000;
        await shop.klarna.sweep();
      },
      "Klarna repeats its callback": async () => {
        const [callback] = sandbox.ledger().callbacks;
        const again = await fetch(callback?.url ?? "", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            authorization_token: callback?.authorization_token,
            session_id: callback?.session_id,
          }),
        });
        assert.equal(again.status, 204);
      },
    };
    for (const [when, happens] of Object.entries(FROM_KLARNA))
      it(`never without Buy: what was kept stays so on the review page when ${when}`, async () => {
        const { payment } = await kept();
        await eventually(() => sandbox.ledger().callbacks[0]?.status);
        await happens();
        await settled();
        assert.deepEqual([states(), orders().length], [["open"], 0]);
        const { body } = await buyer.ask("POST", "/orders/kept", {
          session_id: payment.session_id,
        });
        assert.deepEqual([body.placed, orders().length], [true, 1]);
      });

    it("never without Buy: what a payment page gets that is open beside the review page is kept, also where Klarna was quicker", async () => {
      const payment = await buyer.session({ step: "payment" });
      await buyer.session({ step: "review" });
      const token = await buyer.authorize(payment);
      await eventually(() => sandbox.ledger().callbacks[0]?.status);
      assert.deepEqual((await buyer.post(payment, token, "/keep")).body, { kept: true });
      for (const minutes of [3, 49]) {
        ahead = minutes * 60_000;
        await shop.klarna.sweep();
      }
      assert.deepEqual([states(), orders().length], [["open"], 0]);
      const { body } = await buyer.ask("POST", "/orders/kept");
      assert.deepEqual([body.placed, orders().length], [true, 1]);
    });

    it("never of other goods than the review page shows: what was kept in another tab stays so", async () => {
      const { purchase: shown } = await buyer.session({ step: "review" });
      buyer.quantity = 2;
      const { payment } = await kept();
      const buyWhat = (/** @type {string} */ purchase) =>
        buyer.ask("POST", "/orders/kept", { session_id: payment.session_id, purchase });
      const { status, body } = await buyWhat(shown);
      assert.deepEqual([status, body.placed, body.error.code], [422, false, "order_mismatch"]);
      assert.deepEqual([states(), orders().length], [["open"], 0]);
      const { purchase } = await buyer.session({ step: "review" });
      assert.equal((await buyWhat(purchase)).body.placed, true);
      assert.deepEqual(
        orders().map(({ order_amount }) => order_amount),
        [2000],
      );
      assert.equal((await buyWhat(shown)).body.placed, true, "it is ordered: that is what counts");
    });

    it("never in place of what was kept: a page that shows the cart as it was keeps nothing", async () => {
      for (const isKlarnaFirst of [false, true]) {
        sandbox.reset();
        buyer = new Buyer(shop, sandbox);
        const old = await buyer.session({ step: "payment" });
        buyer.quantity = 2;
        await kept();
        const { purchase } = await buyer.session({ step: "review" });
        const back = isKlarnaFirst ? () => {} : silenceCallbacks();
        const token = await buyer.authorize(old);
        if (isKlarnaFirst) await eventually(() => sandbox.ledger().callbacks[1]?.status);
        const late = await buyer.post(old, token, "/keep");
        const again = await buyer.post(old, token, "/keep");
        back();
        for (const { status, body } of [late, again])
          assert.deepEqual([status, body.placed, body.error?.code], [422, false, "order_mismatch"]);
        await eventually(() => (states()[1] === "cancelled" ? true : undefined));
        // Klarna holds what was kept against what the old page has told it since: the customer authorizes once more.
        const { status, body } = await buyer.ask("POST", "/orders/kept", { purchase });
        assert.deepEqual([status, body.placed, body.error?.code], [422, false, "order_mismatch"]);
        await eventually(() => (states()[0] === "cancelled" ? true : undefined));
        await kept();
        const { body: bought } = await buyer.ask("POST", "/orders/kept", { purchase });
        assert.deepEqual([bought.placed, bought.order_amount, orders().length], [true, 2000, 1]);
      }
    });

    it("never of a cart that was changed while the customer looked at it at Klarna", async () => {
      sandbox.configure({ scenario: "approved", journey: "quick" });
      const shown = await buyer.session();
      buyer.quantity = 3;
      const [token, changed] = await buyer.authorizeSlowly(shown, () => buyer.session());
      sandbox.configure({ scenario: "known", journey: "instant" });
      const { status, body } = await buyer.post({ session_id: shown.session_id }, token);
      assert.deepEqual([status, body.placed, body.error?.code], [422, false, "order_mismatch"]);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
      assert.equal(orders().length, 0);
      const { body: bought } = await buyer.post(changed, await buyer.authorize(changed));
      assert.deepEqual([bought.placed, bought.order_amount], [true, 3000]);
    });

    it("never of a page that says that it shows the cart as it was: its authorization goes back", async () => {
      const back = silenceCallbacks();
      const old = await buyer.session();
      buyer.quantity = 2;
      await buyer.session();
      // Klarna itself could not tell: the page authorizes what the session has.
      const token = await buyer.authorize({ ...old, order_data: {} });
      const { status, body } = await buyer.post(old, token);
      back();
      assert.deepEqual([status, body.placed, body.error?.code], [422, false, "order_mismatch"]);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
      assert.equal(orders().length, 0);
    });

    it("on the review page, too, whose answer was lost while the shop began another cart", async () => {
      const { payment } = await kept();
      await buyer.ask("POST", "/orders/kept", { session_id: payment.session_id });
      for (const next of ["", "the next"]) {
        buyer.cart = next;
        const { status, body } = await buyer.ask("POST", "/orders/kept");
        assert.deepEqual([status, body.placed], [404, undefined], "nobody can say: of which cart?");
        const { session_id } = payment;
        const again = await buyer.ask("POST", "/orders/kept", { session_id });
        assert.deepEqual([again.status, again.body.order_id], [200, orders()[0]?.order_id]);
      }
    });

    it("also where the shop calls the same goods by another name by now", async () => {
      const { payment } = await kept();
      buyer.version = "2";
      const { purchase } = await buyer.session({ step: "review" });
      assert.notEqual(purchase, payment.purchase);
      const { body } = await buyer.ask("POST", "/orders/kept", { purchase });
      assert.deepEqual([body.placed, orders().length], [true, 1]);
    });

    it("never without Buy: what the payment page got, and no one told of, goes back when the cart changes", async () => {
      const back = silenceCallbacks();
      const payment = await buyer.session({ step: "payment" });
      const token = await buyer.authorize(payment);
      buyer.quantity = 2;
      await buyer.session({ step: "review" });
      back();
      await settled();
      await shop.klarna.sweep();
      assert.deepEqual([states(), orders().length], [["cancelled"], 0]);
      assert.equal((await buyer.post(payment, token)).body.placed, false);
    });

    it("when the review page was closed after Buy, and Klarna's callback is all that comes", async () => {
      const session = await buyer.session({ step: "payment" });
      await buyer.session({ step: "review" });
      await buyer.authorize(session);
      await eventually(() => sandbox.ledger().callbacks[0]?.status);
      ahead = 90_000;
      await shop.klarna.sweep();
      assert.deepEqual([orders().length, shop.told.length], [1, 1]);
    });

    it("never without Buy: on the review page, too, what was kept is given back after 50 minutes", async () => {
      await kept();
      for (const minutes of [3, 20, 49]) {
        ahead = minutes * 60_000;
        await shop.klarna.sweep();
      }
      assert.deepEqual([states(), orders().length], [["open"], 0]);
      ahead = 51 * 60_000;
      await shop.klarna.sweep();
      await buyer.session({ step: "review" });
      await settled();
      assert.deepEqual([states(), orders().length], [["cancelled"], 0]);
      assert.equal((await buyer.ask("POST", "/orders/kept")).status, 404);
    });

    it("and a page's cancel gives back what is no order, and only that", async () => {
      const back = silenceCallbacks();
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      const given = await buyer.post(session, token, "/cancel");
      assert.deepEqual([given.status, given.body], [200, { placed: false, cancelled: true }]);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
      const late = await buyer.post(session, token);
      assert.deepEqual([late.status, late.body.placed], [410, false]);
      const second = await buyer.authorize(session);
      const placed = await buyer.post(session, second);
      const kept = await buyer.post(session, second, "/cancel");
      back();
      assert.equal(kept.body.order_id, placed.body.order_id);
      assert.deepEqual(states(), ["cancelled", "used"]);
    });

    it("that a refusal of Klarna's leaves open, with the authorization given back", async () => {
      sandbox.configure({ scenario: "rejected" });
      const session = await buyer.session();
      const { client_token, order_data } = session;
      const journey = await fetch(`${sandbox.url}/kp/client/call`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_token,
          call: "authorize",
          auto_finalize: true,
          data: order_data,
        }),
      });
      assert.ok(journey.ok);
      const token = sandbox.ledger().authorizations[0]?.authorization_token ?? "";
      const { status, body } = await buyer.post(session, token);
      assert.deepEqual([status, body.placed, body.error.code], [403, false, "payment_refused"]);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
      const again = await buyer.post(session, token);
      assert.deepEqual(again.body, body);
    });

    it("of its own session only: a token that has bought another cart buys nothing more", async () => {
      // The callback of the one that is left would be the order, where it is quicker than the post of the other.
      const back = silenceCallbacks();
      const session = await buyer.session();
      const [used, left] = [await buyer.authorize(session), await buyer.authorize(session)];
      await buyer.post(session, used);
      back();
      const other = new Buyer(shop, sandbox, { quantity: 9 });
      const theirs = await other.session();
      // Klarna's answers: completed with a different body, and session completed.
      for (const [token, refused] of /** @type {const} */ ([
        [used, [422, "order_mismatch"]],
        [left, [410, "authorization_expired"]],
      ])) {
        const { status, body } = await other.post(theirs, token);
        assert.deepEqual([status, body.error.code, body.placed], [...refused, false]);
      }
      await settled();
      assert.deepEqual(
        shop.told.map(({ cart }) => cart),
        [buyer.cart],
      );
      const own = await other.post(theirs, await other.authorize(theirs));
      assert.equal(own.body.placed, true);
      assert.equal(orders().length, 2);
    });

    it("seen by who knows the purchase's id: its number, where the shop gives none, is another one", async () => {
      const order = (/** @type {Request} */ request) => {
        const { reference: _, ...unnumbered } = cartOf(request) ?? orderOf("none", 1);
        return unnumbered;
      };
      const own = await openShop({ sandbox, store: memoryStore(), options: { order } });
      const visitor = new Buyer(own, sandbox);
      const session = await visitor.session();
      await visitor.post(session, await visitor.authorize(session));
      const [{ id = "", reference = "" } = {}] = own.told;
      assert.equal(orders()[0]?.merchant_reference1, reference);
      assert.equal((await visitor.ask("GET", `/payments/${id}`)).status, 200);
      assert.equal((await visitor.ask("GET", `/payments/${reference}`)).status, 404);
      await own.close();
    });

    it("never of a text that is no token, but a way in an address", async () => {
      const session = await buyer.session();
      for (const token of [".", ".."]) assert.equal((await buyer.post(session, token)).status, 400);
    });

    it("paid in another way, when that is first", async () => {
      const session = await buyer.session();
      await shop.klarna.placeOtherwise({
        .../** @type {any} */ (session.order_data),
        cart: buyer.cart,
      });
      const token = await buyer.authorize(session);
      const { status, body } = await buyer.post(session, token);
      assert.deepEqual([status, body.placed, body.by], [200, true, "other"]);
      assert.equal(orders().length, 0);
      await eventually(() => (states()[0] === "cancelled" ? true : undefined));
    });

    it("with one session for each cart: read again, told of a change, renewed when it has ended", async () => {
      const [one, two] = await Promise.all([buyer.session(), buyer.session()]);
      assert.equal(one.session_id, two.session_id);
      assert.equal((await buyer.session()).session_id, one.session_id);
      sandbox.advanceClock(48 * HOUR_MS);
      const renewed = await buyer.session();
      assert.notEqual(renewed.session_id, one.session_id);
      assert.equal(sandbox.ledger().sessions.at(-1)?.order_amount, 1000);
    });

    for (const [before, then] of [
      [undefined, "organization"],
      ["organization", "person"],
    ])
      it(`in another session where the customer is ${then} and not ${before ?? "said to be anything"}: Klarna's sessions keep the type`, async () => {
        buyer.type = before;
        const first = await buyer.session();
        assert.equal((await buyer.session()).session_id, first.session_id);
        buyer.type = then;
        const other = await buyer.session();
        assert.notEqual(other.session_id, first.session_id);
        assert.deepEqual(other.order_data.customer, { type: then });
        assert.equal((await buyer.session()).session_id, other.session_id);
        const { body } = await buyer.post(other, await buyer.authorize(other));
        assert.equal(body.placed, true, JSON.stringify(body));
        assert.equal(shop.told[0]?.order?.customer_type, then);
      });

    it("in another session where the customer is in another country: its token and its categories are of the first", async () => {
      const first = await buyer.session();
      buyer.country = "SE";
      const other = await buyer.session();
      assert.notEqual(other.session_id, first.session_id);
      const [, claims = ""] = other.client_token.split(".");
      const { purchase_country } = JSON.parse(Buffer.from(claims, "base64url").toString());
      assert.equal(purchase_country, "SE");
      const { body } = await buyer.post(other, await buyer.authorize(other));
      assert.equal(body.placed, true, JSON.stringify(body));
      assert.equal(orders()[0]?.purchase_currency, "SEK");
    });

    it("in another session where Klarna does not let the first one be told of the cart as it is now", async () => {
      const first = await buyer.session();
      sandbox.injectFault({
        path: "/payments/v1/sessions/*",
        method: "POST",
        kind: "status",
        status: 400,
        times: 1,
      });
      buyer.quantity = 2;
      const other = await buyer.session();
      assert.notEqual(other.session_id, first.session_id);
      const { body } = await buyer.post(other, await buyer.authorize(other));
      assert.equal(body.order_amount, 2000, JSON.stringify(body));
    });

    it("and what was used is forgotten: tokens at once, addresses after a month", async () => {
      const session = await buyer.session();
      const token = await buyer.authorize(session);
      await buyer.post(session, token);
      const stored = JSON.stringify(await store.read(buyer.cart));
      assert.equal(stored.includes(token), false);
      ahead = 32 * 24 * HOUR_MS;
      await shop.klarna.sweep();
      await shop.klarna.sweep();
      const later = await store.read(buyer.cart);
      assert.deepEqual(later?.ledger.sessions, []);
      assert.equal(/** @type {any} */ (later?.ledger.result)?.order_id, orders()[0]?.order_id);
    });

    it("and the shop is told again until it has taken it", async (t) => {
      let isAway = true;
      const other = await openShop({
        sandbox,
        store,
        options: {
          now: () => Date.now() + ahead,
          onPlaced: () => {
            if (isAway) throw new Error("the shop is away");
            shop.told.push(/** @type {any} */ ({}));
          },
        },
      });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox);
      const session = await visitor.session();
      assert.equal((await visitor.post(session, await visitor.authorize(session))).status, 200);
      assert.equal(shop.told.length, 0);
      // Klarna's callback may be what has tried to tell it.
      await other.klarna.stop();
      isAway = false;
      ahead = 60_000;
      await other.klarna.sweep();
      assert.equal(shop.told.length, 1);
    });
  });
}
