// What a checkout with Klarna Payments does, whatever draws it.

import assert from "node:assert/strict";
import { it } from "node:test";
import { violations } from "../../www/sandbox/tests/accessibility.js";
import { answer } from "../e2e/checkout-server.js";
import { STANDING_CLOCK } from "../e2e/standing-clock.js";
import { WILL_TRAP } from "../e2e/trapping.js";
import { order } from "./checkout-visit.js";

/** What of a page's window a test may use. @type {any} */
const window = globalThis;

/** As long as a changed order waits. */
const ORDER_DELAY_MS = 500;

/**
 * @param {() => import("./checkout-visit.js").CheckoutVisit} shop
 * @param {import("./checkout-visit.js").Binding} binding
 * @param {typeof it} ofCheckout for what is the same code whatever draws it
 */
export function behavesWithPayments(shop, binding, ofCheckout) {
  const posts = () => shop().server.to("/orders", "POST");

  /** How many posts there were, and under how many keys. */
  const keys = () => {
    const keys = posts().map(({ headers }) => headers["idempotency-key"]);
    return [keys.length, new Set(keys).size];
  };

  /** @param {object} [options] */
  async function ready(options) {
    await shop().open();
    await shop().mount(options);
    await shop().becomes("ready");
  }

  /** The customer has agreed on the payment page: Klarna waits for Buy. */
  async function agrees() {
    await ready({ autoFinalize: false });
    await shop().klarnaAnswers({
      authorize: { approved: true, show_form: true, finalize_required: true },
    });
    await shop().buy();
    await shop().hears("the outcome");
  }

  it("approves: the outcome comes as a value and by callback, and the backend has one token", async () => {
    await ready();
    await shop().buy();
    const { outcome } = await shop().becomes("approved");
    assert.deepEqual([outcome.status, outcome.delivery.body], ["approved", { order_number: "1" }]);
    assert.deepEqual(await shop().heard(), [["outcome", "approved"]]);
    assert.equal(posts().length, 1);
    assert.equal(await shop().isDisabled(), true);
    await shop().until(async () => (await shop().says()) === "Köpet är godkänt.", "it says so");
    assert.deepEqual(await shop().unheard(), []);
  });

  it("asks for one session and shows one widget, though it may be mounted twice", async () => {
    await ready();
    assert.deepEqual(await shop().run(() => window.sessions), ["session-1"]);
    assert.deepEqual(await shop().calls(), [["load", 1000, "session-1"]]);
  });

  ofCheckout("declines: Klarna is no longer on offer, and the customer is told so", async () => {
    await ready();
    await shop().klarnaAnswers({ authorize: { approved: false, show_form: false } });
    await shop().buy();
    await shop().becomes("declined");
    const said = "Klarna godkände inte köpet. Välj ett annat betalsätt.";
    await shop().until(async () => (await shop().says()) === said, "it says so");
    assert.deepEqual(await shop().heard(), [["outcome", "declined"]]);
    assert.deepEqual([posts().length, await shop().isDisabled()], [0, true]);
  });

  ofCheckout(
    "lets a customer who closed Klarna try again, from the button where they were",
    async () => {
      await ready();
      await shop().klarnaAnswers({ authorize: { approved: false, show_form: true } });
      await shop().buy();
      await shop().hears("the outcome");
      await shop().becomes("ready");
      await shop().until(
        () => shop().run(() => document.activeElement?.className === "buy"),
        "the focus is back",
      );
      await shop().klarnaAnswers({});
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(await shop().heard(), [
        ["outcome", "dismissed"],
        ["outcome", "approved"],
      ]);
    },
  );

  ofCheckout("says that details are wrong, and takes the corrected ones", async () => {
    await ready();
    await shop().klarnaAnswers({
      authorize: {
        approved: false,
        show_form: true,
        error: { invalid_fields: ["billing_address.email"] },
      },
    });
    await shop().buy();
    await shop().hears("the outcome");
    const { outcome } = await shop().view();
    assert.deepEqual(outcome.invalidFields, ["billing_address.email"]);
    await shop().klarnaAnswers({});
    await shop().update(
      shop().payments({ order: { ...order(1000), billing_address: { email: "a@example.com" } } }),
    );
    await shop().isAsked("the order is loaded", 3);
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
  });

  it("hides nothing when Klarna is not on offer", async () => {
    await shop().open();
    await shop().klarnaAnswers({ load: { show_form: false } });
    await shop().mount();
    await shop().becomes("unavailable");
    assert.equal(await shop().isDisabled(), true);
    await shop().klarnaAnswers({});
    await shop().update(shop().payments({ order: order(2000) }));
    await shop().becomes("ready");
  });

  it("finalizes on the next page, which needs no widget", async () => {
    await agrees();
    assert.deepEqual(await shop().heard(), [["outcome", "finalize_required"]]);
    assert.equal(posts().length, 0);
    await shop().open("/review?next");
    await shop().mount({}, { kind: "review" });
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(
      (await shop().calls()).map(([method]) => method),
      ["finalize"],
    );
    assert.equal(posts().length, 1);
  });

  it("tells the shop at Buy, and not before, that the token came early: its server has kept it", async () => {
    await ready({ autoFinalize: false });
    await shop().buy();
    await shop().becomes("approved");
    await shop().open("/review?next");
    await shop().mount({}, { kind: "review" });
    await shop().becomes("ready");
    assert.deepEqual(await shop().heard(), []);
    await shop().buy();
    await shop().hears("the error");
    assert.deepEqual(await shop().heard(), [["error", "INVALID_STATE"]]);
    await shop().becomes("ready");
    assert.deepEqual(await shop().calls(), []);
    assert.equal(posts().length, 1);
  });

  if (binding === "elements")
    it("goes on with its session where the shop moves it in the page, and shows its widget there", async () => {
      await agrees();
      await shop().run(() => {
        const element = /** @type {any} */ (document.querySelector("klarna-payments"));
        /** @type {any} */ (document.querySelector("#two")).append(element);
      });
      await shop().isAsked("the widget is loaded", 3);
      await shop().becomes("ready");
      await shop().buy("two");
      await shop().becomes("approved");
      assert.deepEqual(
        (await shop().calls()).map(([method]) => method),
        ["load", "authorize", "load", "finalize"],
      );
      assert.deepEqual(await shop().run(() => window.sessions), ["session-1"]);
    });

  it("asks for the session again on a review page in the same document that has another name for the cart", async () => {
    await agrees();
    await shop().unmount();
    await shop().mount({ cart: "cart-1, review" }, { kind: "review" });
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.equal((await shop().calls()).at(-1)?.[0], "finalize");
    assert.deepEqual(await shop().run(() => window.sessions), ["session-1", "session-1"]);
    assert.equal(posts().length, 1);
  });

  // An element's review step is an element of its own.
  if (binding !== "elements")
    it("lets the customer buy on a step without the widget, where they went on while it was loaded", async () => {
      await agrees();
      await shop().hold("load");
      await shop().update(shop().payments({ order: order(2000) }));
      await shop().becomes("loading");
      await shop().update(shop().payments({ order: order(2000), isReview: true }));
      await shop().release("load");
      await shop().becomes("ready");
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual((await shop().calls()).at(-1), ["finalize", 2000, "session-1"]);
    });

  it("disables the button while a call runs, and sends no second one", async () => {
    await ready();
    await shop().hold("authorize");
    await shop().buy();
    await shop().becomes("busy");
    assert.equal(await shop().isDisabled(), true);
    await shop().run(() => /** @type {any} */ (document.querySelector(".buy")).click());
    await shop().release("authorize");
    await shop().becomes("approved");
    assert.equal((await shop().calls()).filter(([method]) => method === "authorize").length, 1);
  });

  it("loads a changed order once, half a second after the last change", async () => {
    await ready();
    for (const amount of [2000, 3000, 4000])
      await shop().update(shop().payments({ order: order(amount) }));
    await shop().isAsked("the order is loaded", 2);
    await shop().becomes("ready");
    assert.deepEqual(await shop().calls(), [
      ["load", 1000, "session-1"],
      ["load", 4000, "session-1"],
    ]);
  });

  it("does not disturb a call that runs with an order that changes, and loads it afterwards", async () => {
    shop().server.pageHead = STANDING_CLOCK;
    await ready();
    await shop().hold("authorize");
    await shop().buy();
    await shop().becomes("busy");
    await shop().update(shop().payments({ order: order(2000) }));
    await shop().passes(ORDER_DELAY_MS);
    assert.equal((await shop().view()).status, "busy");
    await shop().release("authorize", { approved: false, show_form: true });
    await shop().isAsked("the order is loaded", 3);
    await shop().becomes("ready");
    assert.deepEqual(
      (await shop().calls()).map(([method, amount]) => [method, amount]),
      [
        ["load", 1000],
        ["authorize", 1000],
        ["load", 2000],
      ],
    );
  });

  ofCheckout(
    "authorizes the order as it is at the click, though it was not loaded yet",
    async () => {
      shop().server.pageHead = STANDING_CLOCK;
      await ready();
      await shop().update(shop().payments({ order: order(5000) }));
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(await shop().calls(), [
        ["load", 1000, "session-1"],
        ["authorize", 5000, "session-1"],
      ]);
    },
  );

  it("begins another session with another token, and ends the one before", async () => {
    await ready();
    await shop().update(shop().payments({ cart: "cart-2", session: "session-2" }));
    await shop().isAsked("the session begins", 2);
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(await shop().calls(), [
      ["load", 1000, "session-1"],
      ["load", 1000, "session-2"],
      ["authorize", 1000, "session-2"],
    ]);
    const [post] = posts();
    assert.equal(JSON.parse(post?.body ?? "{}").session_id, "session-2");
  });

  ofCheckout("tells the backend of the cart that is paid, not of the one before", async () => {
    const backend = (/** @type {number} */ cart) => ({ url: "/orders", context: { cart } });
    await ready({ backend: backend(1) });
    const again = { cart: "cart-2", session: "session-2", backend: backend(2) };
    await shop().update(shop().payments({ ...again, backend: backend(3) }));
    await shop().update(shop().payments(again));
    await shop().isAsked("the session begins", 2);
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    const bodies = posts().map(({ body }) => JSON.parse(body));
    assert.deepEqual(
      bodies.map(({ cart, session_id }) => [cart, session_id]),
      [[2, "session-2"]],
    );
  });

  it("says that it could not begin, and begins again when it is asked to", async () => {
    await shop().open();
    await shop().run(() => {
      window.failing = true;
    });
    await shop().mount();
    const { code } = await shop().becomes("failed");
    assert.equal(code, "INVALID_STATE");
    await shop().until(async () => (await shop().says()) !== "", "it says so");
    await shop().run(() => {
      window.failing = false;
      window.retry();
    });
    await shop().becomes("ready");
    assert.deepEqual(await shop().unheard(), []);
  });

  ofCheckout(
    "says once that Klarna's widget did not come, and loads it again when it is asked to",
    async () => {
      shop().server.pageHead = STANDING_CLOCK;
      await shop().open();
      await shop().hold("load");
      await shop().mount({ loadTimeoutMs: 1000 });
      await shop().isAsked("the widget is loaded", 1);
      await shop().passes(1000);
      const { code } = await shop().becomes("failed");
      assert.equal(code, "SDK_TIMEOUT");
      await shop().passes(ORDER_DELAY_MS);
      assert.deepEqual(await shop().heard(), [["error", code]]);
      assert.equal((await shop().calls()).length, 1);
      await shop().run(() => {
        window.fake.holds = [];
        window.retry();
      });
      await shop().becomes("ready");
      assert.equal((await shop().calls()).length, 2);
    },
  );

  ofCheckout(
    "asks the shop's server for another session when it is asked to begin again after one has expired",
    async () => {
      const expires = (/** @type {string} */ method) =>
        shop().run((method) => {
          // The page's own: geckodriver runs a test's script beside the page.
          const { Date: clock } = window;
          const { now } = clock;
          clock.now = () => now() + 49 * 60 * 60 * 1000;
          window.fake.answers[method] = { approved: false, show_form: false };
        }, method);
      const beginsAgain = async () => {
        assert.equal((await shop().becomes("failed")).code, "INVALID_CLIENT_TOKEN");
        await shop().run(() => {
          window.fake.answers = {};
          window.retry();
        });
        await shop().becomes("ready");
      };
      await ready();
      // The cart has changed, and its session is the same still.
      const cart = "cart-1, version 2";
      await shop().update(shop().payments({ cart }));
      await shop().isAsked("it is loaded again", 2);
      await shop().becomes("ready");
      await expires("authorize");
      await shop().update(shop().payments({ cart, session: "session-2" }));
      await shop().buy();
      await beginsAgain();
      await expires("load");
      await shop().update(shop().payments({ cart, session: "session-3", order: order(2000) }));
      await beginsAgain();
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual((await shop().calls()).at(-1), ["authorize", 2000, "session-3"]);
    },
  );

  ofCheckout("delivers a token again that did not arrive, under the same key", async () => {
    shop().server.orders = [answer.status(503), answer.json({ order_number: "1" })];
    await ready({ backend: { url: "/orders", maxAttempts: 1 } });
    await shop().buy();
    await shop().hears("the failure");
    assert.deepEqual(await shop().heard(), [["error", "BACKEND_REJECTED"]]);
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(keys(), [2, 1]);
  });

  ofCheckout(
    "asks Klarna anew after a plain refusal by the backend, which another click with the same token would not change",
    async () => {
      shop().server.orders = [answer.status(422), answer.json({ order_number: "1" })];
      await ready();
      await shop().buy();
      await shop().hears("the failure");
      await shop().becomes("ready");
      await shop().klarnaAnswers({
        authorize: {
          approved: true,
          show_form: true,
          authorization_token: "token-2",
        },
      });
      await shop().update(shop().payments({ order: order(2000) }));
      await shop().isAsked("the order is loaded", 3);
      await shop().becomes("ready");
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(
        posts().map(({ body }) => JSON.parse(body).authorization_token),
        ["token-1", "token-2"],
      );
    },
  );

  ofCheckout("sends a refused token again where it may have arrived before that", async () => {
    shop().server.orders = [answer.status(503), answer.status(422), answer.json({})];
    await ready({ backend: { url: "/orders", maxAttempts: 2 } });
    for (const failures of [1, 2]) {
      await shop().buy();
      await shop().hears("the failure", failures);
      await shop().becomes("ready");
    }
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(await shop().heard(), [
      ["error", "BACKEND_REJECTED"],
      ["error", "INVALID_STATE"],
      ["outcome", "approved"],
    ]);
    assert.deepEqual(keys(), [3, 1]);
    assert.equal((await shop().calls()).filter(([method]) => method === "authorize").length, 1);
  });

  it("keeps a token that did not arrive while it is unmounted, for when it is mounted again", async () => {
    shop().server.orders = [answer.status(503), answer.json({ order_number: "1" })];
    const backend = { url: "/orders", maxAttempts: 1 };
    await ready({ backend });
    await shop().buy();
    await shop().hears("the failure");
    await shop().unmount();
    await shop().until(
      () => shop().run(() => document.querySelector("#one .buy") === null),
      "it is gone",
    );
    await shop().mount({ backend });
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.equal(new Set(posts().map(({ headers }) => headers["idempotency-key"])).size, 1);
    assert.deepEqual(await shop().run(() => window.sessions), ["session-1"]);
  });

  ofCheckout(
    "keeps a token that did not arrive while another cart has the page, for when the customer comes back to the first",
    async () => {
      shop().server.orders = [answer.status(503), answer.status(503), answer.json({})];
      const backend = { url: "/orders", maxAttempts: 1 };
      await ready({ backend });
      await shop().buy();
      await shop().hears("the failure");
      await shop().update(shop().payments({ backend, cart: "cart-2", session: "session-2" }));
      await shop().isAsked("the session begins", 3);
      await shop().becomes("ready");
      await shop().update(shop().payments({ backend }));
      const said =
        "Din beställning är inte bekräftad ännu. Försök igen: du betalar inte två gånger.";
      await shop().until(async () => (await shop().says()) === said, "it says so");
      await shop().buy();
      await shop().hears("the next failure", 2);
      await shop().becomes("ready");
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(keys(), [3, 1]);
      assert.equal((await shop().calls()).filter(([method]) => method === "authorize").length, 1);
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  ofCheckout(
    "begins again after the WebAssembly has trapped: with another cart, when it is asked to, mounted anew",
    async () => {
      const cart = (/** @type {number} */ number, amount = 1000) =>
        shop().payments({
          cart: `cart-${number}`,
          session: `session-${number}`,
          order: order(amount),
        });
      const willTrap = (/** @type {string} */ method) =>
        shop().run((method) => {
          const { traps, Klarna } = window;
          const real = Klarna.Payments[method];
          Klarna.Payments[method] = () => {
            Klarna.Payments[method] = real;
            traps.due = traps.calls + 1;
          };
        }, method);
      const fails = async () => assert.equal((await shop().becomes("failed")).code, "INTERNAL");
      shop().server.pageHead = WILL_TRAP;
      await ready();
      await willTrap("authorize");
      await shop().buy();
      await fails();
      await shop().update(cart(2));
      await shop().becomes("ready");
      await willTrap("load");
      await shop().update(cart(2, 2000));
      await fails();
      await shop().run(() => window.retry());
      await shop().becomes("ready");
      await willTrap("authorize");
      await shop().buy();
      await fails();
      await shop().unmount();
      await shop().mount(cart(3));
      await shop().becomes("ready");
      await shop().buy();
      await shop().becomes("approved");
      assert.deepEqual(await shop().unheard(), []);
    },
  );

  for (const step of /** @type {const} */ (["session", "sdk", "load", "authorize", "delivery"]))
    it(`goes quietly when it is unmounted in the middle of: ${step}`, async () => {
      await shop().open();
      /** @type {() => void} */
      let goOn = () => {};
      const isHeld = new Promise((resolve) => {
        goOn = () => resolve(undefined);
      });
      const sdk = shop().server.sdk[0] ?? answer.nothing;
      if (step === "sdk")
        shop().server.sdk = [async (...asked) => isHeld.then(() => sdk(...asked))];
      if (step === "delivery")
        shop().server.orders = [
          async (...asked) => isHeld.then(() => answer.json({ order_number: "1" })(...asked)),
        ];
      if (step === "session")
        await shop().run(() => {
          window.sessionIsHeld = new Promise((resolve) => {
            window.letSession = resolve;
          });
        });
      if (step === "load") await shop().hold("load");
      await shop().mount();
      if (step === "authorize" || step === "delivery") {
        await shop().becomes("ready");
        if (step === "authorize") await shop().hold("authorize");
        await shop().buy();
        await shop().becomes("busy");
      }
      if (step === "load")
        await shop().until(() => shop().run(() => "load" in window.fake.held), "load is asked");
      if (step === "delivery") await shop().until(async () => posts().length > 0, "it is sent");
      await shop().unmount();
      // WebKit has a script that was fetched ahead for an earlier page, so that there is nothing to hold.
      const before = (await shop().calls()).length;
      goOn();
      await shop().run(() => window.letSession?.());
      if (step === "load" || step === "authorize") await shop().release(step);
      const isTold = step === "authorize" || step === "delivery";
      if (isTold) await shop().hears("the shop hears of it");
      assert.equal(await shop().run(() => document.querySelector("[id^=klarna-]")), null);
      // The page can go on with it; by then, what was held has come to nothing else.
      await shop().mount(isTold ? { cart: "cart-9", session: "session-9" } : {});
      await shop().becomes("ready");
      const since = (await shop().calls()).slice(before).map(([method]) => method);
      assert.deepEqual(since, ["load"]);
      const heard = /** @type {Record<string, unknown>} */ ({
        authorize: [["error", "WIDGET_REMOVED"]],
        delivery: [["outcome", "approved"]],
      });
      assert.deepEqual(await shop().heard(), heard[step] ?? []);
      assert.deepEqual(await shop().unheard(), []);
    });

  it("goes on when it is mounted again at once", async () => {
    await ready();
    await shop().run((options) => {
      window.stage.unmount("one");
      window.stage.mount("one", "widget", options);
    }, shop().payments());
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(await shop().run(() => window.sessions), ["session-1"]);
    assert.equal(posts().length, 1);
    assert.deepEqual(await shop().unheard(), []);
  });

  it("shares the page with another one of the same session", async () => {
    await ready({ instanceId: "first" });
    await shop().mount({ instanceId: "second" }, { id: "two" });
    await shop().becomes("ready", "two");
    await shop().buy("two");
    await shop().becomes("approved", "two");
    assert.deepEqual(await shop().run(() => window.sessions), ["session-1"]);
    assert.equal(posts().length, 1);
  });

  it("makes way for another one with a newer session, and says so", async () => {
    await ready();
    await shop().mount({ cart: "cart-2", session: "session-2" }, { id: "two" });
    await shop().becomes("ready", "two");
    const { code } = await shop().becomes("failed");
    assert.equal(code, "SUPERSEDED");
    await shop().buy("two");
    await shop().becomes("approved", "two");
  });

  it("enables the button when the page comes back from the browser's cache", async () => {
    await ready();
    await shop().hold("authorize");
    // Not by the driver: a page that geckodriver has clicked on is not kept by Firefox (`findings/`).
    await shop().run(() => /** @type {any} */ (document.querySelector("#one .buy")).click());
    await shop().becomes("busy");
    await shop().run(() => {
      addEventListener("pageshow", ({ persisted }) => {
        window.isBack = persisted;
      });
    });
    await shop().browser.url(`${shop().server.url}/elsewhere?next`);
    await shop().browser.back();
    await shop().until(() => shop().run(() => window.isBack === true), "the page comes back");
    await shop().run(() => {
      window.fake.holds = [];
    });
    await shop().becomes("ready");
    await shop().buy();
    await shop().becomes("approved");
    assert.equal(posts().length, 1);
  });

  it("calls Klarna in the click's own task, so that its window opens, and goes on where it is blocked", async () => {
    await ready();
    await shop().run(() => {
      window.fake.opensWindow = true;
      window.fake.answers.authorize = { approved: false, show_form: true };
    });
    await shop().buy();
    await shop().hears("the outcome");
    await shop().becomes("ready");
    assert.deepEqual(await shop().run(() => window.fake.opened), [true]);
    await shop().run(() => {
      // What a blocker does.
      window.open = () => null;
      window.fake.answers = {};
    });
    await shop().buy();
    await shop().becomes("approved");
    assert.deepEqual(await shop().run(() => window.fake.opened), [true, false]);
  });

  it("has nothing that axe objects to: ready, at work, declined", async () => {
    await ready();
    assert.deepEqual(await violations(shop().browser), []);
    await shop().hold("authorize");
    await shop().buy();
    await shop().becomes("busy");
    assert.deepEqual(await violations(shop().browser), []);
    await shop().release("authorize", { approved: false, show_form: false });
    await shop().becomes("declined");
    assert.deepEqual(await violations(shop().browser), []);
  });
}
