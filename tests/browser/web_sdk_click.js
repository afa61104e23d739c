// A click: one post, every answer of the backend, and what Klarna's SDK is told.

import { CLICK, check, equal, failsWith, failure, settled, turn } from "./web_sdk_stage.js";

const RAW_STEP_UP = {
  payment_transaction_response: { result: "STEP_UP_REQUIRED" },
  payment_request: {
    payment_request_id: "krn:1",
    state: "SUBMITTED",
    state_context: {
      customer_interaction: { payment_request_url: "https://pay.klarna.com/eu/1?token=x" },
    },
  },
};

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a click posts token, option and context once": async (stage) => {
    const { element } = await stage.withButton();
    equal(await element.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    equal(stage.sent.length, 1);
    const [post] = stage.sent;
    equal([post?.method, new URL(post?.url ?? "").pathname], ["POST", "/api/authorize-payment"]);
    equal(post?.body, { ...CLICK, cart: "42" });
    check(
      /^[0-9a-f-]{36}$/.test(post?.headers.get("idempotency-key") ?? ""),
      "it has an idempotency key",
    );
  },

  "every way in which releases call is understood": async (stage) => {
    const calls = /** @type {[unknown[], unknown][]} */ ([
      [[CLICK], CLICK],
      [
        [{ klarna_network_session_token: "session-token", payment_option_id: "option-9" }],
        { klarnaNetworkSessionToken: "session-token", paymentOptionId: "option-9" },
      ],
      [
        ["session-token", "option-9"],
        { klarnaNetworkSessionToken: "session-token", paymentOptionId: "option-9" },
      ],
      [[{ klarnaNetworkSessionToken: "session-token" }], CLICK],
      [[], { paymentOptionId: "option-1" }],
      [[null], { paymentOptionId: "option-1" }],
    ]);
    const { klarna, element } = await stage.withButton();
    for (const [args, body] of calls) {
      await klarna.presentation({ amount: 1000, currency: "EUR" });
      stage.sent = [];
      await element.click(...args);
      equal(
        stage.sent[0]?.body,
        { .../** @type {object} */ (body), cart: "42" },
        JSON.stringify(args),
      );
    }
  },

  "a token that the call leaves out is the SDK's own": async (stage) => {
    stage.prepare = (sdk) =>
      Object.assign(sdk, { Network: { Session: { token: async () => "network-token" } } });
    const { element } = await stage.withButton();
    await element.click();
    equal(stage.sent[0]?.body.klarnaNetworkSessionToken, "network-token");
    stage.prepare = (sdk) =>
      Object.assign(sdk, { Interoperability: { token: () => "older-token" } });
    const older = await stage.withButton({ locale: "nb-NO" });
    await older.element.click();
    equal(stage.sent[1]?.body.klarnaNetworkSessionToken, "older-token");
  },

  "a second click while the backend is asked shares the answer": async (stage) => {
    const { element } = await stage.withButton();
    const answers = await Promise.all([element.click(CLICK), element.click(CLICK)]);
    equal(answers, [
      { returnUrl: "https://shop.test/thanks" },
      { returnUrl: "https://shop.test/thanks" },
    ]);
    equal(stage.sent.length, 1);
  },

  "each click has an idempotency key of its own": async (stage) => {
    const { element } = await stage.withButton();
    stage.backend = () => ({ result: "DECLINED" });
    await failure(() => element.click(CLICK));
    await failure(() => element.click(CLICK));
    const keys = stage.sent.map((post) => post.headers.get("idempotency-key"));
    equal(new Set(keys).size, 2);
  },

  "a click whose answer was lost is posted again under its own key": async (stage) => {
    const { klarna, element } = await stage.withButton();
    const keys = () => stage.sent.map((post) => post.headers.get("idempotency-key"));
    const lost = /** @type {(() => unknown)[]} */ ([
      () => new TypeError("cut"),
      () => new Response("<html>"),
      () => new Response("", { status: 502 }),
      () => ({ result: "MAYBE" }),
    ]);
    for (const backend of lost) {
      stage.backend = backend;
      await failure(() => element.click(CLICK));
      equal(klarna.state, "failed");
    }
    equal([new Set(keys()).size, stage.sent.length], [1, lost.length]);
    await failure(() => element.click({ ...CLICK, paymentOptionId: "option-2" }));
    await failure(() => element.click(CLICK));
    equal(new Set(keys().slice(-3)).size, 3, "another option, another request");
    equal(
      stage.sent.slice(-2).map((post) => post.body.replaces),
      keys().slice(-3, -1),
      "it says which request it replaces",
    );
    for (const answer of [new Response("", { status: 403 }), { result: "DECLINED" }]) {
      stage.backend = () => answer;
      await failure(() => element.click(CLICK));
    }
    stage.backend = () => ({ result: "APPROVED", returnUrl: "/thanks" });
    await element.click(CLICK);
    const [uncertain, refused, declined, next] = keys().slice(-4);
    equal([refused, declined], [uncertain, uncertain], "a refusal says nothing of what was lost");
    check(declined !== next, "a decision ends the key");
    const bodies = stage.sent.map((post, index) => [keys()[index], JSON.stringify(post.body)]);
    equal(new Set(bodies.map(String)).size, new Set(keys()).size, "one key, one body");
  },

  "a final refusal after an attempt that may have arrived leaves the click open": async (stage) => {
    const authorize = { url: "/api/authorize-payment", maxAttempts: 3 };
    const { element } = await stage.withButton({ backend: { authorize } });
    // The first request was carried out and its answer lost; the repetition is refused.
    stage.backend = () =>
      stage.sent.length === 1 ? new TypeError("cut") : new Response("", { status: 403 });
    await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
    stage.backend = () => ({ result: "APPROVED", returnUrl: "/thanks" });
    await element.click(CLICK);
    equal(new Set(stage.sent.map((post) => post.headers.get("idempotency-key"))).size, 1);
  },

  "a final refusal of the first attempt ends the key": async (stage) => {
    const { element } = await stage.withButton();
    stage.backend = () => new Response("", { status: 403 });
    await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
    await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
    equal(new Set(stage.sent.map((post) => post.headers.get("idempotency-key"))).size, 2);
  },

  "a click that was never sent leaves nothing open": async (stage) => {
    let fails = true;
    const unready = () => {
      if (fails) throw new Error("not ready");
      return {};
    };
    const url = "/api/authorize-payment";
    for (const [index, part] of ["body", "headers"].entries()) {
      const authorize = { url, maxAttempts: 1, [part]: unready };
      const clientId = `client-${stage.number}-${index}`;
      const { element } = await stage.withButton({ clientId, backend: { authorize } });
      stage.sent = [];
      fails = true;
      await failure(() => element.click(CLICK));
      fails = false;
      stage.backend = () => new Response("", { status: 403 });
      await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
      await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
      const keys = stage.sent.map((post) => post.headers.get("idempotency-key"));
      equal([keys.length, new Set(keys).size], [2, 2], `${part}: a plain refusal ends the key`);
    }
  },

  "a decision stands however deep the rest of the answer is": async (stage) => {
    const { klarna, element } = await stage.withButton();
    let deep = {};
    for (let level = 0; level < 40; level++) deep = { deep };
    stage.backend = () => ({ deep, status: "approved" });
    equal((await klarna.confirm("krn:1")).status, "approved");
    stage.backend = () => ({ deep, result: "APPROVED", returnUrl: "/thanks" });
    equal(await settled(element.click(CLICK)), {
      returnUrl: new URL("/thanks", location.href).href,
    });
  },

  "a decision stands whatever is wrong beside it": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    const odd = { paymentTransactionId: 7, paymentRequestId: "a", payment_request_id: "b" };
    stage.backend = () => ({ ...odd, result: "DECLINED", reason: {} });
    await failsWith(() => element.click(CLICK), "DECLINED");
    stage.backend = () => ({ ...odd, result: "APPROVED", returnUrl: 7, return_url: "/thanks" });
    equal(await element.click(CLICK), { returnUrl: new URL("/thanks", location.href).href });
    equal(
      heard.map(([event, { result }]) => [event, result]),
      [
        ["outcome", "DECLINED"],
        ["outcome", "APPROVED"],
      ],
    );
    equal(klarna.state, "approved");
  },

  "a presentation begins another purchase only if it is asked for after the end": async (stage) => {
    const { klarna, presentation, element } = await stage.withButton();
    /** @type {(value: unknown) => void} */
    let answer = () => {};
    stage.sdk.present = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const early = klarna.presentation({ currency: "EUR" });
    await element.click(CLICK);
    answer(stage.sdk.nested());
    await early;
    stage.sdk.present = () => stage.sdk.nested();
    await presentation.refresh({ amount: 7 });
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    equal(klarna.state, "approved");
    await failsWith(() => stage.sdk.lastElement.click(CLICK), "INVALID_STATE");
    await klarna.presentation({ currency: "EUR" });
    equal(klarna.state, "ready");
    equal(await stage.sdk.lastElement.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    equal(stage.sent.length, 2);
  },

  "a click from within a handler of the shop's finds the first one under way": async (stage) => {
    const { klarna, element } = await stage.withButton();
    /** @type {Promise<unknown>[]} */
    const again = [];
    klarna.on("statechange", ({ state }) => {
      if (state === "authorizing") again.push(failsWith(() => element.click(CLICK), "IN_PROGRESS"));
    });
    equal(await element.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    await Promise.all(again);
    equal([again.length, stage.sent.length], [1, 1]);
  },

  "an approval leads to the return URL, after the shop has heard of it": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    const body = {
      result: "approved",
      return_url: "/thanks/42",
      payment_transaction_id: "krn:t",
      more: 1,
    };
    stage.backend = () => body;
    const answer = element.click(CLICK);
    const heardByThen = answer.then(() => heard.length);
    equal(await heardByThen, 1, "the outcome comes first");
    const returnUrl = new URL("/thanks/42", location.href).href;
    equal(await answer, { returnUrl });
    equal(heard, [
      ["outcome", { result: "APPROVED", paymentTransactionId: "krn:t", returnUrl, body }],
    ]);
    equal(klarna.state, "approved");
    await failsWith(() => element.click(CLICK), "INVALID_STATE");
    equal(stage.sent.length, 1, "nothing is paid twice");
  },

  "an approval that leads nowhere is told to the shop and refused to Klarna": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => ({ result: "APPROVED", returnUrl: "javascript:alert(1)" });
    const refusal = await failsWith(
      () => element.click(CLICK),
      "BACKEND_INVALID_RESPONSE",
      "returnUrl",
    );
    stage.sdk.report("error", refusal);
    equal(
      heard.map(([event, { result, returnUrl }]) => [event, result, returnUrl]),
      [["outcome", "APPROVED", undefined]],
      "an approval is no error to the shop",
    );
    equal(klarna.state, "approved");
    const told = () =>
      stage.reported
        .map((error) => /** @type {any} */ (error))
        .map(({ code, path }) => [code, path]);
    equal(told(), [["BACKEND_INVALID_RESPONSE", "returnUrl"]], "the developer hears of it");
    const own = await stage.load();
    stage.sdk.onInitiate = (callback) => callback(CLICK);
    equal(await own.initiate(), { state: "APPROVED" });
    equal(told().length, 2);
    const configured = await stage.withButton({ returnUrl: "/done" });
    equal(await configured.element.click(CLICK), {
      returnUrl: new URL("/done", location.href).href,
    });
  },

  "a page that shows the approval itself needs no address": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => ({ result: "APPROVED" });
    await failsWith(() => element.click(CLICK), "BACKEND_INVALID_RESPONSE", "returnUrl");
    equal([heard.map(([event]) => event), stage.reported.length], [["outcome"], 0]);
    equal(klarna.state, "approved");
    klarna.dispose();
    stage.sdk.onInitiate = (callback) => callback(CLICK);
    const hearing = await stage.load();
    hearing.on("end", () => {});
    equal(await hearing.initiate(), { state: "APPROVED" });
    equal(stage.reported.length, 0, "who hears of the end hears of the approval");
    hearing.dispose();
    const deaf = await stage.load();
    equal(await deaf.initiate(), { state: "APPROVED" });
    equal(stage.reported.length, 1, "nobody listens, and the developer hears of it");
  },

  "a click after the end tells an error of its own": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    await element.click(CLICK);
    const refusals = [];
    for (let click = 0; click < 2; click++) {
      refusals.push(await failsWith(() => element.click(CLICK), "INVALID_STATE"));
    }
    for (const refusal of refusals) stage.sdk.report("error", { originalError: refusal });
    equal(
      heard.map(([event, { error }]) => [event, error?.code]),
      [
        ["outcome", undefined],
        ["error", "INVALID_STATE"],
        ["error", "INVALID_STATE"],
      ],
    );
    equal([klarna.state, stage.sent.length], ["approved", 1]);
  },

  "a step-up hands the payment request over, by URL if there is one": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    const paymentRequestUrl = "https://pay.klarna.com/eu/1?token=x";
    const answers = /** @type {[unknown, unknown][]} */ ([
      [{ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" }, { paymentRequestId: "krn:1" }],
      [
        { result: "step_up_required", payment_request_id: "krn:1", paymentRequestUrl },
        { paymentRequestUrl },
      ],
      [RAW_STEP_UP, { paymentRequestUrl }],
      [{ paymentRequestUrl }, { paymentRequestUrl }],
    ]);
    for (const [answer, told] of answers) {
      stage.backend = () => answer;
      equal(await element.click(CLICK), told);
      equal(klarna.state, "in_journey");
    }
    equal(
      heard.map(([, outcome]) => outcome.result),
      Array(4).fill("STEP_UP_REQUIRED"),
    );
    check(!JSON.stringify(heard[2]?.[1].paymentRequestId).includes("token"), "the id is the id");
  },

  "a decline is an outcome for the shop and a rejection for Klarna": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => ({ result: "DECLINED", reason: "risk", returnUrl: "/thanks" });
    const error = await failsWith(() => element.click(CLICK), "DECLINED");
    check(error instanceof Error, "Klarna's SDK gets a real error");
    stage.sdk.report("error", error);
    equal(
      heard.map(([event, { result, reason }]) => [event, result, reason]),
      [["outcome", "DECLINED", "risk"]],
    );
    equal(klarna.state, "declined");
    const page = await stage.withButton({ declineUrl: "/other-methods" });
    equal(await page.element.click(CLICK), {
      returnUrl: new URL("/other-methods", location.href).href,
    });
  },

  "whatever the backend answers, Klarna gets one of the documented results or an error": async (
    stage,
  ) => {
    const { klarna, element, heard } = await stage.withButton();
    const unusable = /** @type {[unknown, string][]} */ ([
      [{}, "result"],
      [null, "result"],
      [[], "result"],
      ["APPROVED", "result"],
      [{ result: "MAYBE" }, "result"],
      [{ result: { nested: true } }, "result"],
      [{ result: "STEP_UP_REQUIRED" }, "paymentRequestUrl"],
      [
        { result: "STEP_UP_REQUIRED", paymentRequestUrl: "javascript:alert(1)" },
        "paymentRequestUrl",
      ],
      [{ ...RAW_STEP_UP, result: "APPROVED" }, "payment_transaction_response.result"],
    ]);
    for (const [answer, path] of unusable) {
      stage.backend = () => answer;
      await failsWith(() => element.click(CLICK), "BACKEND_INVALID_RESPONSE", path);
      equal(klarna.state, "failed");
    }
    equal(
      heard.map(([event]) => event),
      unusable.map(() => "error"),
    );
  },

  "a backend may decline with a status of its own, and approves or begins nothing with that":
    async (stage) => {
      const { klarna, element, heard } = await stage.withButton();
      const refuses = (/** @type {object} */ answer) => {
        stage.backend = () => Response.json(answer, { status: 402 });
      };
      refuses({ result: "DECLINED", reason: "risk" });
      await failsWith(() => element.click(CLICK), "DECLINED");
      equal([klarna.state, heard[0]?.[1].reason], ["declined", "risk"]);
      for (const result of ["APPROVED", "STEP_UP_REQUIRED"]) {
        refuses({ result, paymentRequestId: "krn:1" });
        await failsWith(() => element.click(CLICK), "BACKEND_REJECTED");
      }
    },

  "a backend that fails is an error for the shop and for Klarna": async (stage) => {
    const { element, heard } = await stage.withButton();
    const failures = /** @type {[() => unknown, string][]} */ ([
      [() => new Response("no", { status: 503 }), "BACKEND_REJECTED"],
      [() => Response.json({ problem: "cart" }, { status: 422 }), "BACKEND_REJECTED"],
      [() => new Response("<html>"), "BACKEND_INVALID_RESPONSE"],
      [() => new TypeError("down"), "BACKEND_UNREACHABLE"],
    ]);
    for (const [backend, code] of failures) {
      stage.backend = backend;
      const error = await failsWith(() => element.click(CLICK), code);
      check(
        !JSON.stringify([error.message, error.body]).includes("session-token"),
        "no token in the error",
      );
    }
    equal(
      heard.map(([event, { error }]) => [event, error.code]),
      failures.map(([, code]) => ["error", code]),
    );
  },

  "a post that fails in passing is repeated under the same key": async (stage) => {
    const authorize = { url: "/api/authorize-payment", maxAttempts: 3 };
    const { element } = await stage.withButton({ backend: { authorize } });
    stage.backend = () =>
      stage.sent.length < 2
        ? new Response("", { status: 503 })
        : { result: "APPROVED", returnUrl: "/t" };
    await element.click(CLICK);
    equal(new Set(stage.sent.map((post) => post.headers.get("idempotency-key"))).size, 1);
    equal(stage.sent.length, 2);
  },

  "a shop can shape the body itself": async (stage) => {
    const authorize = {
      url: "/api/authorize-payment",
      context: { cart: "42" },
      body: (/** @type {any} */ delivery) => ({ wrapped: delivery }),
    };
    const { element } = await stage.withButton({ backend: { authorize } });
    const acquiringConfig = { paymentAccountId: "krn" };
    await element.click({ ...CLICK, acquiringConfig });
    equal(stage.sent[0]?.body, { wrapped: { ...CLICK, acquiringConfig, context: { cart: "42" } } });
  },

  "the button shows that it is busy while the backend is asked": async (stage) => {
    const { element, button } = await stage.withButton();
    button.setDisabled(true);
    button.setDisabled(false);
    element.toggled = [];
    /** @type {(value: unknown) => void} */
    let answer = () => {};
    stage.backend = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const height = stage.container.offsetHeight;
    const clicked = element.click(CLICK);
    while (stage.sent.length === 0) await turn();
    equal(
      [element.toggled, stage.container.getAttribute("aria-busy")],
      [[["loading", true]], "true"],
    );
    equal(stage.container.style.minHeight, `${height}px`);
    answer({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    await clicked;
    equal(
      [element.toggled.at(-1), stage.container.getAttribute("aria-busy")],
      [["loading", false], "false"],
    );
    equal(stage.container.style.minHeight, "");
  },

  "a button that calls back while it is told to look busy does no harm": async (stage) => {
    const { presentation, element } = await stage.withButton();
    const made = Object.getPrototypeOf(element);
    const { toggleState } = made;
    /** @type {Promise<unknown>[]} */
    const answers = [element.click(CLICK)];
    made.toggleState = function () {
      answers.push(this.click(CLICK));
      return this;
    };
    try {
      const place = document.createElement("div");
      stage.container.append(place);
      presentation.mountButton(place);
    } finally {
      made.toggleState = toggleState;
    }
    equal(await Promise.all(answers), Array(2).fill({ returnUrl: "https://shop.test/thanks" }));
    equal(stage.sent.length, 1);
  },

  "hostile arguments of the callback do no harm": async (stage) => {
    const { klarna, element } = await stage.withButton();
    const hostile = [
      new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
          ownKeys() {
            throw "no";
          },
        },
      ),
      {
        get klarnaNetworkSessionToken() {
          throw new Error("no");
        },
      },
      Object.assign([], { klarnaNetworkSessionToken: 1n }),
      { klarnaNetworkSessionToken: { toString: 7 } },
      Symbol("click"),
      () => {},
    ];
    for (const argument of hostile) {
      await klarna.presentation({ currency: "EUR" });
      equal(await element.click(argument), { returnUrl: "https://shop.test/thanks" });
    }
    equal(
      stage.sent.map((post) => post.body),
      hostile.map(() => ({ paymentOptionId: "option-1", cart: "42" })),
    );
  },
};
