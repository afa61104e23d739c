// One purchase is what the shop says it is: paid once, with the body that was rendered for it; and every doubt can be ended.

import { CLICK, check, equal, failsWith, failure, settled } from "./web_sdk_stage.js";

/** @param {import("./web_sdk_stage.js").Stage} stage */
const keys = (stage) => stage.sent.map((post) => post.headers.get("idempotency-key"));
/** @param {import("./web_sdk_stage.js").Stage} stage */
const replaced = (stage) => stage.sent.map((post) => post.body.replaces ?? null);
const LOST = () => new Response("", { status: 503 });
const APPROVED = () => ({ result: "APPROVED", returnUrl: "https://shop.test/thanks" });

/**
 * A server that places one order per idempotency key, and settles the request that another one replaces. Its answers are lost
 * as long as `loses` is true.
 *
 * @param {import("./web_sdk_stage.js").Stage} stage
 */
function ledger(stage) {
  /** @type {Map<string, number>} the amount of every order, by key */
  const orders = new Map();
  const backend = { orders, amount: 10000, loses: true };
  stage.backend = ({ headers, body }) => {
    const key = headers.get("idempotency-key") ?? "";
    if (body.replaces) orders.delete(body.replaces);
    if (!orders.has(key)) orders.set(key, body.amount ?? backend.amount);
    return backend.loses ? LOST() : APPROVED();
  };
  return backend;
}

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a purchase that is refreshed or presented again after a lost answer is paid once": async (
    stage,
  ) => {
    const { klarna, presentation } = await stage.withButton({ purchase: "order-1" });
    const server = ledger(stage);
    const click = () => stage.sdk.lastElement.click(CLICK);
    await failsWith(click, "BACKEND_REJECTED");
    await presentation.refresh({ amount: 1000 });
    await failsWith(click, "BACKEND_REJECTED");
    await klarna.presentation({ amount: 1000, currency: "EUR", purchase: "order-1" });
    await failsWith(click, "BACKEND_REJECTED");
    server.loses = false;
    stage.sdk.onInitiate = (callback) => callback(CLICK);
    equal(await klarna.initiate({ purchase: "order-1" }), { state: "APPROVED" });
    equal([new Set(keys(stage)).size, server.orders.size], [1, 1]);
    equal(
      stage.sent.map((post) => post.body.purchase),
      Array(4).fill("order-1"),
    );
    equal(
      stage.sdk.presentationRequests.some((request) => "purchase" in request),
      false,
      "it is no business of Klarna's",
    );
  },

  "a click that changes after a lost answer says which request it replaces": async (stage) => {
    const { element } = await stage.withButton({ purchase: "order-1" });
    const server = ledger(stage);
    await failure(() => element.click(CLICK));
    const saved = { ...CLICK, paymentOptionId: "option-2" };
    await failure(() => element.click(saved));
    server.loses = false;
    equal(await element.click(saved), { returnUrl: "https://shop.test/thanks" });
    const [first, second, third] = keys(stage);
    equal([second === first, third === second], [false, true]);
    equal(replaced(stage), [null, first, first]);
    equal(server.orders.size, 1, "the server settled the first before the second");
  },

  "a body that says another amount by now goes out as it is": async (stage) => {
    let amount = 10000;
    const authorize = {
      url: "/api/authorize-payment",
      maxAttempts: 1,
      body: (/** @type {any} */ { purchase, replaces }) => ({ purchase, replaces, amount }),
    };
    const { element } = await stage.withButton({ backend: { authorize } });
    const server = ledger(stage);
    await failure(() => element.click(CLICK));
    amount = 15000;
    server.loses = false;
    await element.click(CLICK);
    equal([...server.orders.values()], [15000]);
    equal(replaced(stage), [null, keys(stage)[0]]);
  },

  "another cart is not paid under the key of the first, also without option ids": async (stage) => {
    const klarna = await stage.load();
    const server = ledger(stage);
    stage.sdk.present = () => stage.sdk.flat();
    const one = await klarna.presentation({ amount: 10000, currency: "EUR", purchase: "cart-1" });
    one.mountButton(stage.container);
    await failure(() => stage.sdk.lastElement.click());
    const two = await klarna.presentation({ amount: 40000, currency: "EUR", purchase: "cart-2" });
    two.mountButton(stage.container);
    Object.assign(server, { amount: 40000, loses: false });
    await stage.sdk.lastElement.click();
    equal([...server.orders.values()], [10000, 40000]);
    equal(
      stage.sent.map(({ body }) => [body.purchase, body.replaces ?? null]),
      [
        ["cart-1", null],
        ["cart-2", null],
      ],
    );
  },

  "the context cannot take the place of the names": async (stage) => {
    const context = { purchase: "mine", replaces: "mine", cart: "42" };
    const authorize = { url: "/api/authorize-payment", context, maxAttempts: 1 };
    const { element } = await stage.withButton({ purchase: "order-1", backend: { authorize } });
    stage.backend = LOST;
    await failure(() => element.click(CLICK));
    await failure(() => element.click({ ...CLICK, paymentOptionId: "option-2" }));
    const { purchase, replaces, cart } = stage.sent[1]?.body ?? {};
    equal([purchase, replaces, cart], ["order-1", keys(stage)[0], "42"]);
  },

  "a guess is said in the log, and a name makes it none": async (stage) => {
    /** @type {any[]} */
    const log = [];
    const options = { log: (/** @type {any} */ entry) => log.push(entry) };
    const warnings = () =>
      log.filter(({ event, about }) => event === "warning" && about === "purchase");
    const { klarna, element } = await stage.withButton(options);
    stage.backend = LOST;
    for (const _ of [1, 2]) await failure(() => element.click(CLICK));
    equal(warnings().length, 1);
    await klarna.presentation({ currency: "EUR", purchase: "order-1" });
    stage.sdk.onInitiate = (callback) => callback(CLICK);
    for (const _ of [1, 2]) await failure(() => klarna.initiate());
    equal(warnings().length, 1);
  },

  "what is paid under a name is not paid again": async (stage) => {
    const { klarna, element } = await stage.withButton({ purchase: "order-1" });
    await element.click(CLICK);
    await klarna.presentation({ currency: "EUR" });
    equal(klarna.state, "approved");
    await failsWith(() => klarna.initiate(), "INVALID_STATE");
    const other = await stage.load({ purchase: "order-1" });
    await failsWith(() => other.initiate(), "INVALID_STATE");
    const next = await klarna.presentation({ currency: "EUR", purchase: "order-2" });
    equal(klarna.state, "ready");
    await failsWith(() => element.click(CLICK), "INVALID_STATE");
    next.mountButton(stage.container);
    equal(await stage.sdk.lastElement.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    equal(stage.sent.length, 2);
  },

  "a wrong name is refused before anything happens": async (stage) => {
    const wrong = /** @type {any} */ ({ purchase: 7 });
    await failsWith(() => stage.load(wrong), "INVALID_ARGUMENT", "purchase");
    const klarna = await stage.load();
    await failsWith(
      () => klarna.presentation({ currency: "EUR", ...wrong }),
      "INVALID_ARGUMENT",
      "purchase",
    );
    await failsWith(() => klarna.initiate(wrong), "INVALID_ARGUMENT", "purchase");
    equal([stage.sdk.presentationRequests, stage.sdk.initiated], [[], []]);
  },

  "a refusal that the server repeats under one key does not last for ever": async (stage) => {
    const { klarna, element } = await stage.withButton();
    stage.backend = LOST;
    await failure(() => element.click(CLICK));
    stage.backend = () => new Response("", { status: 422 });
    for (const _ of [1, 2]) await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
    equal(new Set(keys(stage)).size, 1);
    const settle = /** @type {(options?: any) => void} */ (klarna.settle.bind(klarna));
    await failsWith(() => settle(), "INVALID_ARGUMENT", "placed");
    await failsWith(() => settle({ placed: "no" }), "INVALID_ARGUMENT", "placed");
    await failsWith(() => settle({ placed: false, purchase: "1" }), "INVALID_ARGUMENT", "purchase");
    settle({ placed: false });
    equal(klarna.state, "ready");
    stage.backend = APPROVED;
    await element.click(CLICK);
    equal([new Set(keys(stage)).size, replaced(stage).at(-1)], [2, null]);
  },

  "the backend's word that there is no order ends the doubt": async (stage) => {
    const { element } = await stage.withButton();
    stage.backend = LOST;
    await failure(() => element.click(CLICK));
    stage.backend = () => Response.json({ placed: false }, { status: 422 });
    await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
    stage.backend = APPROVED;
    await element.click(CLICK);
    const [first, second, third] = keys(stage);
    equal([first === second, second === third], [true, false]);
  },

  "an order that the shop found on its server is not placed again": async (stage) => {
    const { klarna, element } = await stage.withButton();
    stage.backend = LOST;
    await failure(() => element.click(CLICK));
    klarna.settle({ placed: true });
    equal(klarna.state, "approved");
    await failsWith(() => element.click(CLICK), "INVALID_STATE");
    equal(stage.sent.length, 1);
  },

  "an object that is made anew can end the doubt, also without option ids": async (stage) => {
    const one = await stage.load();
    stage.sdk.present = () => stage.sdk.flat();
    (await one.presentation({ currency: "EUR" })).mountButton(stage.container);
    stage.backend = LOST;
    await failure(() => stage.sdk.lastElement.click());
    one.dispose();
    const two = await stage.load();
    (await two.presentation({ currency: "EUR" })).mountButton(stage.container);
    two.settle({ placed: false });
    stage.backend = APPROVED;
    await stage.sdk.lastElement.click();
    equal(new Set(keys(stage)).size, 2);
    two.dispose();
    await failsWith(() => two.settle({ placed: true }), "DISPOSED");
  },

  "every click has one end, whichever way it comes": async (stage) => {
    const { klarna, element } = await stage.withButton();
    /** @type {any[]} */
    const ends = [];
    klarna.on("end", (end) => {
      ends.push(end);
    });
    const stepUp = () => ({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    stage.backend = () => ({ result: "DECLINED", reason: "risk" });
    await failure(() => element.click(CLICK));
    stage.backend = stepUp;
    for (const state of ["DECLINED", "SUBMITTED"]) {
      await element.click(CLICK);
      stage.sdk.report("abort", { paymentRequestId: "krn:1", state, stateReason: "X" });
    }
    stage.backend = () => new Response("", { status: 400 });
    await failure(() => element.click(CLICK));
    stage.backend = stepUp;
    await element.click(CLICK);
    await element.click(CLICK);
    stage.sdk.report("complete", { paymentRequestId: "krn:1", state: "COMPLETED" });
    stage.sdk.report("complete", { paymentRequestId: "krn:1", state: "COMPLETED" });
    await klarna.presentation({ currency: "EUR" });
    stage.backend = APPROVED;
    await element.click(CLICK);
    klarna.dispose();
    equal(
      ends.map(({ status, paymentRequestId, reason, error }) => [
        status,
        paymentRequestId ?? null,
        reason ?? error?.code ?? null,
      ]),
      [
        ["declined", null, "risk"],
        ["declined", "krn:1", "X"],
        ["dismissed", "krn:1", "X"],
        ["failed", null, "BACKEND_REJECTED"],
        ["pending", "krn:1", null],
        ["completed", "krn:1", null],
        ["approved", null, null],
      ],
    );
  },

  "a journey that no window was opened for does not keep the shop waiting": async (stage) => {
    const klarna = await stage.load();
    stage.backend = () => ({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    /** @type {Promise<unknown>} */
    let asked = Promise.resolve();
    stage.sdk.onInitiate = (callback) => {
      asked = callback(CLICK);
      return new Promise(() => {});
    };
    const initiated = klarna.initiate({ initiationMode: "POPUP" });
    initiated.catch(() => {});
    await asked;
    equal(klarna.state, "in_journey");
    await klarna.presentation({ currency: "EUR" });
    equal([await settled(initiated), klarna.state], ["ABORTED", "ready"]);
    /** @type {string[]} */
    const ends = [];
    klarna.on("end", ({ status }) => {
      ends.push(status);
    });
    stage.sdk.report("complete", { paymentRequestId: "krn:1", state: "COMPLETED" });
    equal([klarna.state, ends], ["completed", ["completed"]], "its end is told all the same");
  },

  "a presentation that the shop asks for when it hears of the journey does not stop it": async (
    stage,
  ) => {
    const klarna = await stage.load();
    klarna.on("statechange", ({ state }) => {
      if (state === "in_journey") klarna.presentation({ currency: "EUR" });
    });
    stage.backend = () => ({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    /** @type {Promise<unknown>} */
    let asked = Promise.resolve();
    stage.sdk.onInitiate = (callback) => {
      asked = callback(CLICK);
      return new Promise(() => {});
    };
    klarna.initiate().catch(() => {});
    equal(await settled(asked), { paymentRequestId: "krn:1" });
    check(klarna.state === "in_journey", "it goes on");
  },
};
