import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { cartOf, openShop, orderOf } from "./shop.js";
import { PLACES } from "./stores.js";

/** @typedef {import("../../www/server/src/public.js").ShopOrder} ShopOrder */

const AUTHORIZE = "/v2/accounts/*/payment/authorize";
const REQUEST = "/v2/accounts/*/payment/requests/*";
const WEBHOOKS = "/webhooks";
const KEY_ID = "test-key";
const SECRET = "a secret of the test's own";

for (const make of PLACES) {
  const place = make();
  describe(`a payment with the button, over ${place.name}`, () => {
    /** @type {Awaited<ReturnType<typeof startSandbox>>} */
    let sandbox;
    /** @type {Awaited<ReturnType<typeof openShop>>} */
    let shop;
    /** @type {import("../../www/server/src/public.js").Store} */
    let store;
    /** @type {Buyer} */
    let buyer;
    /** @type {Record<string, string>} */
    const keys = { [KEY_ID]: SECRET };
    let ahead = 0;
    before(async () => {
      await place.begin();
      sandbox = await startSandbox({ settings: { journey: "instant" } });
      store = await place.open();
      shop = await openShop({
        sandbox,
        store,
        options: {
          now: () => Date.now() + ahead,
          // Klarna's own webhooks are signed with a key that this shop does not have: what comes is the test's.
          signingKeys: (id) => keys[id],
          limits: { sweepMs: 3_600_000, klarnaMs: 8_000, answerMs: 9_000 },
          pages: { payment: () => "/payment" },
        },
      });
    });
    beforeEach(() => {
      ahead = 0;
      sandbox.reset();
      shop.told.length = 0;
      buyer = new Buyer(shop, sandbox);
    });
    afterEach(() => sandbox.clearFaults());
    after(async () => {
      await shop.close();
      await store.close();
      await sandbox.close();
      await place.end();
    });

    const paid = () => sandbox.ledger().transactions;

    /** @param {object} event @param {{ keyId?: string, secret?: string, body?: string, to?: string }} [signed] */
    const send = (
      event,
      { keyId = KEY_ID, secret = SECRET, body = JSON.stringify(event), to = shop.url } = {},
    ) =>
      fetch(`${to}/api/klarna${WEBHOOKS}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "klarna-signing-key-id": keyId,
          "klarna-signature": createHmac("sha256", secret)
            .update(JSON.stringify(event))
            .digest("hex"),
        },
        body,
      });

    /** @param {string} id @param {string} [state] @param {string} [eventId] */
    const eventOf = (id, state = "completed", eventId = randomUUID()) => {
      const request = sandbox
        .ledger()
        .paymentRequests.find(({ payment_request_id }) => payment_request_id === id);
      return {
        metadata: { event_type: `payment.request.state-change.${state}`, event_id: eventId },
        payload: { ...request },
      };
    };

    it("is approved at once, and the same click again is answered the same", async () => {
      sandbox.configure({ scenario: "known" });
      const key = randomUUID();
      const token = await buyer.networkSession();
      const answers = await Promise.all([
        buyer.click({ key, token }),
        buyer.click({ key, token }),
        buyer.click({ key: randomUUID() }),
      ]);
      answers.push(await buyer.click({ key, token }));
      for (const { body } of answers) {
        assert.equal(body.result, "APPROVED", JSON.stringify(body));
        assert.equal(body.paymentTransactionId, paid()[0]?.payment_transaction_id);
        assert.match(body.returnUrl, /\/thanks\?order=R-/);
      }
      assert.equal(paid().length, 1);
      assert.equal(shop.told.length, 1);
    });

    it("is one payment when Klarna's answer is lost", async () => {
      sandbox.configure({ scenario: "known" });
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after", times: 3 });
      const key = randomUUID();
      const token = await buyer.networkSession();
      const first = await buyer.click({ key, token });
      assert.equal(first.status, 503);
      assert.equal("placed" in first.body, false);
      assert.equal((await buyer.click({ key, token })).body.result, "APPROVED");
      assert.equal(paid().length, 1);
    });

    /** Klarna cannot be reached for so long that it has forgotten the key. */
    const aDayLater = async () => {
      await shop.klarna.stop();
      sandbox.clearFaults();
      ahead = 25 * 3_600_000;
      sandbox.advanceClock(ahead);
      await shop.klarna.sweep();
    };
    const ledger = async () => (await shop.klarna.find({ cart: buyer.cart }))?.state;

    it("is settled by hand when Klarna's answer was lost a day ago: a token that is void by now says nothing of it", async () => {
      sandbox.configure({ scenario: "known" });
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after" });
      const key = randomUUID();
      const token = await buyer.networkSession();
      assert.equal((await buyer.click({ key, token })).status, 503);
      await aDayLater();
      const again = await buyer.click({ key, token });
      assert.deepEqual([again.status, "placed" in again.body], [503, false]);
      assert.deepEqual([await ledger(), paid().length], ["held", 1]);
      const id = paid()[0]?.payment_transaction_id ?? "";
      const other = new Buyer(shop, sandbox);
      await other.click();
      const { cart } = buyer;
      const theirs = paid()[1]?.payment_transaction_id ?? "";
      for (const wrong of [{ paymentTransactionId: theirs }, { orderId: id }])
        await assert.rejects(shop.klarna.settle(cart, wrong));
      const { state, result } = await shop.klarna.settle(cart, { paymentTransactionId: id });
      assert.deepEqual(
        [state, result?.by, result?.payment_transaction_id],
        ["placed", "network", id],
      );
      assert.equal((await buyer.click({ key, token })).body.paymentTransactionId, id);
    });

    it("is settled by hand as none when it never came to Klarna; then the cart is free", async () => {
      sandbox.configure({ scenario: "known" });
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "before" });
      assert.equal((await buyer.click()).status, 503);
      await aDayLater();
      assert.deepEqual([await ledger(), paid().length], ["held", 0]);
      assert.equal((await shop.klarna.settle(buyer.cart, { placed: false })).state, "open");
      assert.equal((await buyer.click()).body.result, "APPROVED");
    });

    it("is settled by hand when the answer to its final authorization was lost a day ago", async () => {
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after" });
      await send(eventOf(body.paymentRequestId));
      await aDayLater();
      assert.deepEqual([await ledger(), paid().length], ["held", 1]);
      const id = paid()[0]?.payment_transaction_id ?? "";
      const { result } = await shop.klarna.settle(buyer.cart, { paymentTransactionId: id });
      assert.deepEqual(
        [result?.payment_transaction_id, result?.payment_request_id],
        [id, body.paymentRequestId],
      );
    });

    it("settles a click first that a changed one replaces", async () => {
      sandbox.configure({ scenario: "known" });
      sandbox.injectFault({ path: AUTHORIZE, kind: "drop", stage: "after", times: 3 });
      const key = randomUUID();
      assert.equal((await buyer.click({ key })).status, 503);
      // The shop's cart is another one by now; the page names what its new key follows.
      const changed = new Buyer(shop, sandbox, { quantity: 4 });
      const { body } = await changed.click({ more: { replaces: key, purchase: "of 4" } });
      assert.equal(body.result, "APPROVED");
      assert.equal(body.reference, `R-${buyer.cart}`);
      assert.equal(body.order_amount, 1000);
      assert.equal(paid().length, 1);
    });

    it("is none of a cart that is not what its page shows any more, until the page shows what is so", async () => {
      sandbox.configure({ scenario: "known" });
      const { status, body } = await buyer.click({ more: { purchase: "of 2" } });
      assert.deepEqual([status, body.placed, body.error.code], [422, false, "order_mismatch"]);
      assert.equal(paid().length, 0);
      const { body: bought } = await buyer.click({ more: { purchase: "of 1" } });
      assert.equal(bought.result, "APPROVED");
      // Who shows the cart as it was is told of the order that there is, and not that there is none.
      assert.equal((await buyer.click({ more: { purchase: "of 2" } })).body.placed, true);
      assert.equal(paid().length, 1);
    });

    it("that Klarna declines leaves the cart to another try", async () => {
      sandbox.configure({ scenario: "refused" });
      const declined = await buyer.click();
      assert.equal(declined.status, 200);
      assert.deepEqual([declined.body.result, declined.body.placed], ["DECLINED", false]);
      sandbox.configure({ scenario: "known" });
      assert.equal((await buyer.click()).body.result, "APPROVED");
      assert.equal(paid().length, 1);
    });

    it("that Klarna does not take is asked anew under the same key", async () => {
      sandbox.configure({ scenario: "known" });
      sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 400, times: 1 });
      const key = randomUUID();
      const token = await buyer.networkSession();
      const refused = await buyer.click({ key, token });
      assert.deepEqual([refused.status, refused.body.placed], [422, false]);
      assert.equal((await buyer.click({ key, token })).body.result, "APPROVED");
    });

    it("after a step-up is authorized by the webhook, once, with the amount of the click", async () => {
      const { body } = await buyer.click();
      assert.equal(body.result, "STEP_UP_REQUIRED");
      await buyer.stepUp(body.paymentRequestId);
      const event = eventOf(body.paymentRequestId);
      const answers = await Promise.all([send(event), send(event), send(event)]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      );
      await eventually(() => shop.told[0]);
      await send(event);
      await send(eventOf(body.paymentRequestId));
      await send(eventOf(body.paymentRequestId, "expired"));
      assert.deepEqual(
        paid().map(({ amount }) => amount),
        [1000],
      );
      const { body: status } = await buyer.status(body.paymentRequestId);
      assert.deepEqual([status.status, status.placed, status.purchase], ["approved", true, "of 1"]);
      assert.equal(shop.told[0]?.result?.payment_request_id, body.paymentRequestId);
    });

    /** A shop that has no names for its carts. @param {import("node:test").TestContext} t */
    async function openNameless(t) {
      const opened = await openShop({
        sandbox,
        store,
        options: {
          order: (request) => {
            const order = cartOf(request);
            return order && { ...order, purchase: null };
          },
        },
      });
      t.after(() => opened.close());
      return opened;
    }

    for (const [kind, posted, told] of /** @type {const} */ ([
      ["which the page gave it", "the page's cart", "the page's cart"],
      ["and has none where that is no text", 17, undefined],
      ["and has none where that is too long to be kept", "x".repeat(501), undefined],
    ]))
      it(`is told of by its name where the shop has none, ${kind}`, async (t) => {
        const nameless = await openNameless(t);
        const visitor = new Buyer(nameless, sandbox);
        const { body: click } = await visitor.click({ more: { purchase: posted } });
        const { body: before } = await visitor.status(click.paymentRequestId);
        assert.deepEqual([before.status, before.purchase], ["pending", told]);
        await visitor.stepUp(click.paymentRequestId);
        const after = await eventually(async () => {
          const { body } = await visitor.status(click.paymentRequestId);
          return body.status === "approved" ? body : undefined;
        });
        assert.equal(after.purchase, told);
        assert.equal(nameless.told[0]?.order?.purchase, undefined, "the order is the shop's own");
      });

    it("is told of by the name of the click that was paid, though an earlier one is asked for", async (t) => {
      const visitor = new Buyer(await openNameless(t), sandbox);
      const { body: first } = await visitor.click({ more: { purchase: "version 1" } });
      sandbox.configure({ scenario: "known" });
      const { body: paidFor } = await visitor.click({ more: { purchase: "version 2" } });
      assert.equal(paidFor.result, "APPROVED");
      const { body } = await visitor.status(first.paymentRequestId);
      assert.deepEqual([body.status, body.purchase], ["approved", "version 2"]);
    });

    it("is authorized when no webhook comes: the customer's return, or the sweep, asks Klarna", async () => {
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      const { id } = /** @type {import("../../www/server/src/public.js").Purchase} */ (
        await shop.klarna.find({ paymentRequestId: body.paymentRequestId })
      );
      const back = await buyer.ask("GET", `/return?purchase=${id}`);
      assert.equal(back.status, 303);
      assert.equal(back.headers.get("location"), `${shop.url}/thanks?order=R-${buyer.cart}`);

      const other = new Buyer(shop, sandbox);
      const { body: click } = await other.click();
      await other.stepUp(click.paymentRequestId);
      ahead = 120_000;
      await shop.klarna.sweep();
      assert.equal(paid().length, 2);
      assert.equal(shop.told.length, 2);
    });

    it("is told to nobody else who comes back with its address: they come to the shop, and wait", async (t) => {
      const other = await openShop({
        sandbox,
        store,
        options: {
          mayAccess: (request, cart) => `${request.headers.get("cookie")}`.includes(cart),
        },
      });
      t.after(() => other.close());
      const visitor = new Buyer(other, sandbox);
      const { body } = await visitor.click();
      await visitor.stepUp(body.paymentRequestId);
      const id = encodeURIComponent(body.paymentRequestId);
      for (const [who, from] of /** @type {const} */ ([
        [new Buyer(other, sandbox), id],
        [visitor, "none"],
      ])) {
        const back = await who.ask("GET", `/return?request=${from}`);
        assert.deepEqual(
          [back.status, back.headers.get("location")],
          [303, `${other.url}/?klarna=pending`],
        );
      }
      const back = await visitor.ask("GET", `/return?request=${id}`);
      assert.equal(back.headers.get("location"), `${other.url}/thanks?order=R-${visitor.cart}`);
    });

    it("that the customer's bank declines in the end is told so, and is no order", async () => {
      sandbox.configure({ scenario: "latedecline" });
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      await send(eventOf(body.paymentRequestId));
      const told = await eventually(async () => {
        const { body: status } = await buyer.status(body.paymentRequestId);
        return status.status === "pending" ? undefined : status;
      });
      assert.deepEqual([told.status, told.placed], ["declined", false]);
      const id = encodeURIComponent(body.paymentRequestId);
      const back = await buyer.ask("GET", `/return?request=${id}`);
      assert.equal(back.headers.get("location"), `${shop.url}/payment?klarna=declined`);
      assert.equal(paid().length, 0);
    });

    it("withdraws an earlier request when the customer clicks again, or takes it if it is completed", async () => {
      const { body: first } = await buyer.click();
      const { body: second } = await buyer.click();
      const states = () => sandbox.ledger().paymentRequests.map(({ state }) => state);
      assert.deepEqual(states(), ["CANCELED", "SUBMITTED"]);
      assert.notEqual(first.paymentRequestId, second.paymentRequestId);
      await buyer.stepUp(second.paymentRequestId);
      const { body: third } = await buyer.click();
      assert.equal(third.result, "APPROVED");
      assert.equal(paid().length, 1);
    });

    it("takes no word of anybody but Klarna", async () => {
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      const event = eventOf(body.paymentRequestId);
      const forged = [
        send(event, { secret: "guessed" }),
        send(event, { keyId: "unknown" }),
        send(event, { keyId: "toString" }),
        send(event, { body: `${JSON.stringify(event)} ` }),
        fetch(`${shop.url}/api/klarna/webhooks`, { method: "POST", body: JSON.stringify(event) }),
      ];
      for (const { status } of await Promise.all(forged)) assert.equal(status, 400);
      delete keys[KEY_ID];
      assert.equal((await send(event)).status, 400);
      keys[KEY_ID] = SECRET;
      assert.equal(paid().length, 0);
      assert.equal((await send(event)).status, 200);
    });

    /** What Klarna and the customer agree on after the delivery was chosen. */
    const WITH_DELIVERY = {
      amount: 2000,
      line_items: [
        {
          name: "Tea",
          quantity: 2,
          unit_price: 1000,
          total_amount: 2000,
          total_tax_amount: 0,
          line_item_reference: "tea",
        },
      ],
    };

    /**
     * A shop where Klarna asks the customer about the delivery, and a customer of it.
     *
     * @param {import("node:test").TestContext} t
     * @param {Partial<import("../../www/server/src/public.js").Options>} options
     */
    async function openDelivering(t, options) {
      sandbox.configure({ journey: "full" });
      const other = await openShop({
        sandbox,
        store,
        options: {
          order: (request) => {
            const cart = /cart=([^;]+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "";
            return { ...orderOf(cart, 1), shipping_config: { mode: "EDITABLE" } };
          },
          ...options,
        },
      });
      t.after(async () => {
        sandbox.configure({ journey: "instant" });
        await other.close();
      });
      return { other, visitor: new Buyer(other, sandbox) };
    }

    /**
     * A customer of such a shop has chosen a delivery that costs, and Klarna's event of it is the test's to send.
     *
     * @param {import("node:test").TestContext} t
     */
    async function choosesDelivery(t) {
      const { other, visitor } = await openDelivering(t, {
        delivered: (order, shipping) => (shipping ? orderOf(order.cart, 2) : order),
        // Klarna's own webhooks are not believed.
        signingKeys: (id) => keys[id],
      });
      const { body } = await visitor.click();
      await visitor.chooseDelivery(body.paymentRequestId, WITH_DELIVERY);
      return { other, ...eventOf(body.paymentRequestId) };
    }

    function hasPaidForDelivery() {
      assert.deepEqual(
        paid().map(({ amount }) => amount),
        [2000],
      );
    }

    for (const [how, delivered] of /** @type {const} */ ([
      ["a new order", (/** @type {ShopOrder} */ order) => orderOf(order.cart, 2)],
      [
        "the order that it was given",
        (/** @type {ShopOrder} */ order) => Object.assign(order, orderOf(order.cart, 2)),
      ],
    ]))
      it(`lets Klarna ask the customer where to deliver, and charges the shop's price for it: in ${how}`, async (t) => {
        const { other, visitor } = await openDelivering(t, { delivered });
        const { body } = await visitor.click({ more: { purchase: "of 1" } });
        assert.equal(body.result, "STEP_UP_REQUIRED");
        assert.equal(sandbox.ledger().paymentRequests[0]?.amount, 1000);
        const { paymentRequestId } = body;
        await visitor.chooseDelivery(paymentRequestId, WITH_DELIVERY);
        const outcome = await eventually(async () => {
          const { body: status } = await visitor.status(paymentRequestId);
          return status.status === "pending" ? undefined : status;
        });
        assert.equal(outcome.status, "approved", JSON.stringify(outcome));
        assert.equal(outcome.purchase, "of 1", "the page knows no other name");
        assert.deepEqual(
          paid().map(({ amount }) => amount),
          [2000],
        );
        await eventually(() => other.told[0]);
        assert.deepEqual(
          other.told.map(({ order }) => order?.order_amount),
          [2000],
        );
      });

    for (const [where, told, isRead] of /** @type {const} */ ([
      [
        "beside the token, one level above where Klarna's guide has both",
        (
          /** @type {any} */ {
            state_context: { klarna_network_session_token, shipping },
            ...request
          },
        ) => ({
          ...request,
          klarna_network_session_token,
          shipping,
        }),
        false,
      ],
      [
        "nowhere: Klarna is asked for it",
        (/** @type {any} */ { state_context: { shipping: _, ...context }, ...request }) => ({
          ...request,
          state_context: context,
        }),
        true,
      ],
    ]))
      it(`charges for the delivery that was chosen where Klarna's event has it ${where}`, async (t) => {
        const { other, metadata, payload } = await choosesDelivery(t);
        if (!isRead) sandbox.injectFault({ path: REQUEST, kind: "status", status: 500 });
        await send({ metadata, payload: told(payload) }, { to: other.url });
        await eventually(() => other.told[0]);
        hasPaidForDelivery();
      });

    /**
     * Klarna's answer to whoever reads a payment request is another one.
     *
     * @param {import("node:test").TestContext} t
     * @param {(request: any) => object | undefined} change nothing: it is not answered
     * @returns {() => void} from now on it is Klarna's own
     */
    function changeReads(t, change) {
      const real = globalThis.fetch;
      const restore = () => {
        globalThis.fetch = real;
      };
      t.after(restore);
      globalThis.fetch = async (input, init) => {
        const answer = await real(input, init);
        if (init?.method !== "GET" || !String(input).includes("/payment/requests/")) return answer;
        const changed = change(await answer.json());
        return changed ? Response.json(changed) : new Response(null, { status: 503 });
      };
      return restore;
    }

    /** @param {any} request */
    const withoutToken = ({ state_context, ...request }) => {
      const { klarna_network_session_token: _, ...context } = state_context;
      return { ...request, state_context: context };
    };

    for (const [what, read, statuses] of /** @type {const} */ ([
      ["cannot be read at Klarna", () => undefined, [503, 200]],
      [
        "is not completed yet where it is read",
        (/** @type {any} */ { payment_request_id }) => ({
          payment_request_id,
          state: "IN_PROGRESS",
        }),
        [503, 200],
      ],
      ["has no token where it is read", withoutToken, [200, 200]],
    ]))
      it(`is authorized with the token of an event without the delivery, which Klarna repeats as long, where the request ${what}`, async (t) => {
        const { other, metadata, payload } = await choosesDelivery(t);
        const { shipping: _, ...context } = /** @type {any} */ (payload).state_context;
        const event = { metadata, payload: { ...payload, state_context: context } };
        const restore = changeReads(t, read);
        const first = await send(event, { to: other.url });
        // Klarna has a token in its event alone.
        restore();
        const back = changeReads(t, withoutToken);
        const second = await send(event, { to: other.url });
        back();
        assert.deepEqual([first.status, second.status], statuses);
        await eventually(() => other.told[0]);
        hasPaidForDelivery();
      });

    it("is authorized when its token comes, though Klarna says before that it is completed", async (t) => {
      const { body } = await buyer.click();
      await buyer.stepUp(body.paymentRequestId);
      const restore = changeReads(t, withoutToken);
      ahead = 120_000;
      await shop.klarna.sweep();
      assert.equal((await buyer.status(body.paymentRequestId)).body.status, "pending");
      assert.equal(paid().length, 0);
      restore();
      ahead = 60 * 60_000;
      await shop.klarna.sweep();
      assert.equal(paid().length, 1);
      assert.equal((await buyer.status(body.paymentRequestId)).body.status, "approved");
    });

    /**
     * A shop where the first one to come to a point waits there, and whoever comes later does not.
     *
     * @param {import("node:test").TestContext} t
     * @param {(hold: () => Promise<void> | undefined) => Partial<import("../../www/server/src/public.js").Options>} options
     */
    async function openHolding(t, options) {
      const reached = deferred();
      const released = deferred();
      let isFirst = true;
      const hold = () => {
        if (!isFirst) return undefined;
        isFirst = false;
        reached.resolve();
        return released.promise;
      };
      const other = await openShop({ sandbox, store, options: options(hold) });
      t.after(async () => {
        released.resolve();
        await other.close();
      });
      return { other, reached: reached.promise, release: released.resolve };
    }

    /**
     * Holds up what is written of the buyer's cart.
     *
     * @param {number} nth
     * @param {() => Promise<void> | undefined} hold
     * @returns {import("../../www/server/src/public.js").Store}
     */
    function holdingWrite(nth, hold) {
      let writes = 0;
      return {
        ...store,
        async write(...change) {
          if (change[0] === buyer.cart) writes += 1;
          if (writes === nth) await hold();
          return store.write(...change);
        },
      };
    }

    /** Where a click may be held up. @type {[string, Parameters<typeof openHolding>[1]][]} */
    const HOLDS = [
      [
        "in the shop's database",
        (hold) => ({
          async order(request) {
            const order = cartOf(request);
            await hold();
            return order;
          },
        }),
      ],
      ["before its cart is opened", (hold) => ({ store: holdingWrite(1, hold) })],
      ["before it is written down", (hold) => ({ store: holdingWrite(2, hold) })],
    ];

    for (const [where, options] of HOLDS)
      it(`posted again while it is held up ${where} is one click: both posts are answered with the one request`, async (t) => {
        const { other, reached, release } = await openHolding(t, options);
        const visitor = new Buyer(other, sandbox, { cart: buyer.cart });
        const click = { key: randomUUID(), token: await visitor.networkSession() };
        const heldUp = visitor.click(click);
        await reached;
        const { body } = await visitor.click(click);
        assert.equal(body.result, "STEP_UP_REQUIRED");
        release();
        assert.deepEqual((await heldUp).body, body);
        assert.deepEqual(
          sandbox.ledger().paymentRequests.map(({ state }) => state),
          ["SUBMITTED"],
        );
      });

    it("posted again while the click that it replaces is looked for is one click, too", async (t) => {
      const { other, reached, release } = await openHolding(t, (hold) => ({
        mayAccess: async () => {
          await hold();
          return true;
        },
      }));
      const visitor = new Buyer(other, sandbox);
      const replaces = randomUUID();
      await visitor.click({ key: replaces });
      const click = {
        key: randomUUID(),
        token: await visitor.networkSession(),
        more: { replaces },
      };
      const heldUp = visitor.click(click);
      await reached;
      const { body } = await visitor.click(click);
      assert.equal(body.result, "STEP_UP_REQUIRED");
      release();
      assert.deepEqual((await heldUp).body, body);
      assert.deepEqual(
        sandbox.ledger().paymentRequests.map(({ state }) => state),
        ["CANCELED", "SUBMITTED"],
      );
    });

    for (const [what, next] of /** @type {const} */ ([
      ["empty", undefined],
      ["another one", "the next cart"],
    ]))
      it(`posted again after it has bought the cart, which is ${what} by now, is answered with the order`, async (t) => {
        sandbox.configure({ scenario: "known" });
        let isBought = false;
        const { other, reached, release } = await openHolding(t, (hold) => ({
          async order(request) {
            await hold();
            if (!isBought) return cartOf(request);
            return next && orderOf(next, 1);
          },
          onPlaced: () => {
            isBought = true;
          },
        }));
        const visitor = new Buyer(other, sandbox);
        const click = { key: randomUUID(), token: await visitor.networkSession() };
        const heldUp = visitor.click(click);
        await reached;
        const { body } = await visitor.click(click);
        assert.equal(body.result, "APPROVED");
        release();
        assert.deepEqual((await heldUp).body, body);
        assert.equal(paid().length, 1);
      });

    for (const [where, options] of HOLDS)
      for (const [what, scenario, states] of /** @type {const} */ ([
        ["is at Klarna", "approved", ["SUBMITTED"]],
        ["was declined", "refused", []],
      ]))
        it(`is nothing, however late it comes, once another click has replaced it and ${what}: it was held up ${where}`, async (t) => {
          const { other, reached, release } = await openHolding(t, options);
          const visitor = new Buyer(other, sandbox, { cart: buyer.cart });
          const click = { key: randomUUID(), token: await visitor.networkSession() };
          const heldUp = visitor.click(click);
          await reached;
          const changed = new Buyer(other, sandbox, { cart: buyer.cart, quantity: 2 });
          sandbox.configure({ scenario });
          await changed.click({ more: { replaces: click.key } });
          sandbox.configure({ scenario: "known" });
          release();
          for (const { status, body } of [await heldUp, await visitor.click(click)])
            assert.deepEqual(
              [status, body.placed, body.error?.code],
              [422, false, "order_mismatch"],
            );
          assert.deepEqual(
            sandbox.ledger().paymentRequests.map(({ state }) => state),
            states,
          );
          assert.equal(paid().length, 0);
        });

    it("that Klarna has not taken is not asked anew once another click has replaced it", async () => {
      sandbox.injectFault({ path: AUTHORIZE, kind: "status", status: 400, times: 1 });
      const click = { key: randomUUID(), token: await buyer.networkSession() };
      const refused = await buyer.click(click);
      assert.equal(refused.body.error.code, "order_refused");
      const { body } = await buyer.click({ more: { replaces: click.key } });
      assert.equal(body.result, "STEP_UP_REQUIRED");
      assert.deepEqual((await buyer.click(click)).body, refused.body);
      assert.deepEqual(
        sandbox.ledger().paymentRequests.map(({ state }) => state),
        ["SUBMITTED"],
      );
    });
  });
}

/** A promise, and who resolves it. */
function deferred() {
  let resolve = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}
