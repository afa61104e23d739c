// What Klarna's SDK reports, and what never follows from it.

import { CLICK, check, equal, failsWith, failure, turn } from "./web_sdk_stage.js";

const COMPLETED = {
  paymentRequestId: "krn:1",
  state: "COMPLETED",
  previousState: "IN_PROGRESS",
  stateReason: "SOMETHING_NEW",
  stateContext: {
    klarnaNetworkSessionToken: "secret-token",
    interoperabilityToken: "secret-token",
    paymentToken: "secret-token",
    klarnaCustomer: { customerToken: "secret-token", customerProfile: { name: "A" } },
  },
};
const STEP_UP = { result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" };

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "what happened before a redirect reaches a handler that is added right after loading": async (
    stage,
  ) => {
    stage.prepare = (sdk) => sdk.replayed.push(["complete", [COMPLETED]]);
    const klarna = await stage.load();
    await turn();
    /** @type {any[]} */
    const completed = [];
    klarna.on("complete", (request) => {
      completed.push(request);
    });
    equal(
      completed.map(({ paymentRequestId, state }) => [paymentRequestId, state]),
      [["krn:1", "COMPLETED"]],
    );
    const presentation = await klarna.presentation({ currency: "EUR" });
    presentation.mountButton(stage.container);
    equal(completed.length, 1, "mounting does not tell it again");
  },

  "the shop's handlers are registered before a button can be clicked": async (stage) => {
    await stage.withButton();
    equal(stage.sdk.handlers.map(([event]) => event).sort(), ["abort", "complete", "error"]);
  },

  "false keeps the customer on the page, also from an async handler": async (stage) => {
    const answers = /** @type {[unknown, boolean][]} */ ([
      [undefined, true],
      [true, true],
      [false, false],
      [Promise.resolve(false), false],
      [Promise.reject(new Error("async")), true],
    ]);
    for (const [index, [answer, goesOn]] of answers.entries()) {
      const klarna = await stage.load({ clientId: `client-${stage.number}-${index}` });
      klarna.on("complete", () => /** @type {any} */ (answer));
      const [told] = stage.sdk.report("complete", COMPLETED);
      equal(await told, goesOn);
    }
    equal(stage.reported.length, 1, "a handler that fails is reported");
  },

  "a handler that throws neither breaks Klarna's flow nor starves the others": async (stage) => {
    const { klarna, heard } = await stage.withButton();
    klarna.on("abort", () => {
      throw new Error("mine");
    });
    klarna.on("abort", () => {
      heard.push(["last", null]);
    });
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "SUBMITTED" });
    equal(
      heard.map(([event]) => event),
      ["abort", "last"],
    );
    equal(stage.reported.map(String), ["Error: mine"]);
  },

  "a completion is told once and answered the same way again": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    klarna.on("complete", () => false);
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    const first = stage.sdk.report("complete", COMPLETED);
    const again = stage.sdk.report("complete", COMPLETED);
    equal([await first[0], await again[0]], [false, false]);
    equal(
      heard.map(([event]) => event),
      ["outcome", "complete"],
    );
    equal(klarna.state, "completed");
  },

  "an abort after the completion of the same payment request is no news": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    klarna.on("complete", () => false);
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    stage.sdk.report("complete", COMPLETED);
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "COMPLETED" });
    equal([klarna.state, heard.map(([event]) => event)], ["completed", ["outcome", "complete"]]);
  },

  "an abort after the backend's approval is no news": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    await element.click(CLICK);
    // The SDK closes the window that it had opened for the journey.
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "CANCELED" });
    equal([klarna.state, heard.map(([event]) => event)], ["approved", ["outcome"]]);
  },

  "a journey that Klarna declines ends as declined": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "DECLINED" });
    equal([klarna.state, heard.map(([event]) => event)], ["declined", ["outcome", "abort"]]);
    equal(await element.click(CLICK), { paymentRequestId: "krn:1" });
  },

  "a late report of an earlier payment request does not end the current journey": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    const [ofAnotherPage] = stage.sdk.report("complete", {
      ...COMPLETED,
      paymentRequestId: "krn:0",
    });
    equal([await ofAnotherPage, klarna.state], [false, "in_journey"]);
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "SUBMITTED" });
    stage.backend = () => ({ ...STEP_UP, paymentRequestId: "krn:2" });
    await element.click(CLICK);
    const [told] = stage.sdk.report("complete", COMPLETED);
    equal([await told, klarna.state], [false, "in_journey"]);
    stage.sdk.report("complete", { ...COMPLETED, paymentRequestId: "krn:2" });
    equal(
      heard
        .filter(([event]) => event === "complete")
        .map(([, request]) => request.paymentRequestId),
      ["krn:0", "krn:1", "krn:2"],
    );
  },

  "the customer may stop and start again as often as they like": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => STEP_UP;
    for (let round = 0; round < 3; round++) {
      await element.click(CLICK);
      stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "SUBMITTED" });
      equal(klarna.state, "aborted");
    }
    equal(heard.filter(([event]) => event === "abort").length, 3);
  },

  "tokens stay hidden unless they are asked for by name": async (stage) => {
    const hidden = await stage.withButton();
    stage.sdk.report("complete", COMPLETED);
    stage.sdk.report("error", new Error("x"), COMPLETED);
    equal(JSON.stringify(hidden.heard).includes("secret-token"), false);
    equal(hidden.heard[0]?.[1].stateContext, {
      klarnaCustomer: { customerProfile: { name: "A" } },
    });
    equal(hidden.heard[0]?.[1].stateReason, "SOMETHING_NEW");
    const asked = await stage.withButton({
      locale: "sv-SE",
      expose: ["klarnaNetworkSessionToken"],
    });
    stage.sdk.report("complete", COMPLETED);
    equal(asked.heard[0]?.[1].stateContext.klarnaNetworkSessionToken, "secret-token");
    equal(asked.heard[0]?.[1].stateContext.paymentToken, undefined);
  },

  "no event ever leads to a post": async (stage) => {
    const { klarna, heard } = await stage.withButton();
    for (const event of /** @type {const} */ ([
      "presentationupdate",
      "redirect",
      "overlayopen",
      "overlayclose",
    ])) {
      klarna.on(event, () => undefined);
    }
    const payloads = [
      COMPLETED,
      { ...COMPLETED, state: "DECLINED" },
      CLICK,
      { paymentRequest: COMPLETED },
      undefined,
    ];
    for (const event of [
      "complete",
      "abort",
      "error",
      "presentationupdate",
      "redirect",
      "overlayopen",
      "overlayclose",
    ]) {
      for (const payload of payloads)
        await Promise.allSettled(stage.sdk.report(event, payload, COMPLETED));
    }
    await turn();
    check(heard.length > 3, "the shop heard of them");
    equal(stage.sent, []);
  },

  "hostile reports do no harm": async (stage) => {
    const { heard } = await stage.withButton();
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error("no");
        },
      },
    );
    const cyclic = { ...COMPLETED, self: /** @type {unknown} */ (null) };
    cyclic.self = cyclic;
    for (const event of ["complete", "abort", "error"]) {
      for (const payload of [
        hostile,
        cyclic,
        null,
        7,
        "COMPLETED",
        { paymentRequestId: 7, state: {} },
      ]) {
        await Promise.allSettled(stage.sdk.report(event, payload, hostile));
      }
    }
    const plain = heard.map(([, { error, ...payload }]) => JSON.stringify([error?.code, payload]));
    check(plain.length >= 6, "the shop hears of them in plain data");
  },

  "an error tells what Klarna says of it": async (stage) => {
    const { klarna, heard } = await stage.withButton();
    const thrown = Object.assign(new Error("blocked"), {
      errorCode: "X",
      errorId: "7",
      errorType: "TECHNICAL_ERROR",
    });
    stage.sdk.report("error", thrown, COMPLETED);
    const [[event, { error, paymentRequest }]] = /** @type {[[string, any]]} */ (heard);
    equal(
      [event, error.code, error.klarna],
      ["error", "SDK_ERROR", { errorCode: "X", errorId: "7", errorType: "TECHNICAL_ERROR" }],
    );
    check(error.cause === thrown, "the cause is what Klarna reported");
    equal(paymentRequest.paymentRequestId, "krn:1");
    equal(klarna.state, "ready");
  },

  "an error that nobody listens for is told to the page": async (stage) => {
    const klarna = await stage.load();
    (await klarna.presentation({ currency: "EUR" })).mountButton(stage.container);
    const codes = () => stage.reported.map((error) => /** @type {any} */ (error).code);
    stage.sdk.report("error", new Error("blocked"));
    stage.backend = () => new Response("", { status: 400 });
    await failure(() => stage.sdk.lastElement.click(CLICK));
    equal(codes(), ["SDK_ERROR", "BACKEND_REJECTED"]);
    stage.sdk.onInitiate = () => Promise.reject(new Error("blocked"));
    await failsWith(() => klarna.initiate(), "SDK_ERROR");
    stage.listen(klarna);
    stage.sdk.report("error", new Error("blocked"));
    await failure(() => stage.sdk.lastElement.click(CLICK));
    equal(codes().length, 2, "nor is it told twice");
  },

  "no error is kept from a page that does not listen": async (stage) => {
    const klarna = await stage.load();
    (await klarna.presentation({ currency: "EUR" })).mountButton(stage.container);
    const codes = () => stage.reported.map((error) => /** @type {any} */ (error).code);
    stage.backend = () => STEP_UP;
    stage.sdk.onInitiate = async (callback) => {
      await callback(CLICK);
      return { paymentRequestId: "krn:1", state: "COMPLETED" };
    };
    await klarna.initiate();
    stage.sdk.report("error", new Error("after the end"));
    equal(codes(), ["SDK_ERROR"], "its own promise had settled the call");
    await failsWith(() => stage.sdk.lastElement.click(CLICK), "INVALID_STATE");
    equal(codes(), ["SDK_ERROR", "INVALID_STATE"], "a click after the end");
    await klarna.presentation({ currency: "EUR" });
    stage.backend = () => ({ ...STEP_UP, paymentRequestId: "krn:2" });
    await stage.sdk.lastElement.click(CLICK);
    stage.sdk.report("error", new Error("late"), { paymentRequestId: "krn:1" });
    equal([codes().length, klarna.state], [3, "in_journey"], "of an earlier payment request");
  },

  "only our own refusal is kept from the shop when it comes back as an error": async (stage) => {
    const { element, heard } = await stage.withButton();
    stage.backend = () => ({ result: "DECLINED" });
    const refusal = await failure(() => element.click(CLICK));
    const others = [new Error("unrelated"), { errorCode: "X", originalError: new Error("y") }];
    // Releases without `originalError` say no more than its text.
    const { message } = refusal;
    const ours = [refusal, { originalError: refusal }, { errorMessage: message }, { message }];
    for (const error of [others[0], ...ours, others[1]]) {
      stage.sdk.report("error", error);
    }
    equal(
      heard.map(([event]) => event),
      ["outcome", "error", "error"],
    );
    check(
      heard.slice(1).every(([, { error }], index) => error.cause === others[index]),
      "the others are told",
    );
  },

  "a report may be an object with getters of a class": async (stage) => {
    class Request {
      get paymentRequestId() {
        return "krn:1";
      }
      get state() {
        return "COMPLETED";
      }
      big = 1n;
    }
    const { heard } = await stage.withButton();
    stage.sdk.report("complete", new Request());
    equal(heard, [["complete", { paymentRequestId: "krn:1", state: "COMPLETED" }]]);
  },

  "an update of what is shown reaches every object, whoever was clicked": async (stage) => {
    const { element } = await stage.withButton();
    const other = await stage.load();
    await other.presentation({ currency: "EUR" });
    let updates = 0;
    other.on("presentationupdate", () => {
      updates += 1;
    });
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    stage.sdk.report("presentationupdate", stage.sdk.nested());
    equal(updates, 1);
  },

  "a report from within a handler of the shop's is heard": async (stage) => {
    const { klarna, heard } = await stage.withButton();
    klarna.on("complete", ({ paymentRequestId }) => {
      if (paymentRequestId === "krn:1") {
        stage.sdk.report("complete", { ...COMPLETED, paymentRequestId: "krn:2" });
      }
    });
    stage.sdk.report("complete", COMPLETED);
    equal(heard.map(([, request]) => request.paymentRequestId).sort(), ["krn:1", "krn:2"]);
  },

  "an error while the backend is asked does not free the click": async (stage) => {
    const { klarna, element } = await stage.withButton();
    const answer = element.click(CLICK);
    stage.sdk.report("error", new Error("impatient"));
    equal(klarna.state, "authorizing");
    element.click(CLICK);
    equal(await answer, { returnUrl: "https://shop.test/thanks" });
    equal(stage.sent.length, 1);
  },

  "a handler can be taken away, and an unknown event is an error": async (stage) => {
    const klarna = await stage.load();
    let calls = 0;
    const off = klarna.on("overlayopen", () => {
      calls += 1;
    });
    stage.sdk.report("overlayopen");
    off();
    off();
    stage.sdk.report("overlayopen");
    equal([calls, stage.sdk.handlers.length], [1, 0]);
    const on = /** @type {(...args: any[]) => unknown} */ (klarna.on.bind(klarna));
    await failsWith(() => on("completed", () => {}), "INVALID_ARGUMENT", "event");
    await failsWith(() => on("complete", {}), "INVALID_ARGUMENT", "handler");
    stage.sdk.Payment.on = () => {
      throw new Error("unsupported");
    };
    await failsWith(() => klarna.on("redirect", () => undefined), "SDK_ERROR");
  },

  "the shop's answer about shipping reaches Klarna": async (stage) => {
    const klarna = await stage.load();
    equal(stage.sdk.handlers, [], "Klarna is not told of a handler that is not there");
    /** @type {any[]} */
    const asked = [];
    const off = klarna.on("shippingaddresschange", async (question) => {
      asked.push(question);
      return { amount: 1200, shippingOptions: [] };
    });
    const [answer] = stage.sdk.report("shippingaddresschange", COMPLETED, { city: "Stockholm" });
    equal(await answer, { amount: 1200, shippingOptions: [] });
    equal([asked[0].address, asked[0].paymentRequest.state], [{ city: "Stockholm" }, "COMPLETED"]);
    off();
    equal(stage.sdk.handlers, []);
    klarna.on("shippingoptionselect", () => {
      throw new Error("mine");
    });
    const [unanswered] = stage.sdk.report("shippingoptionselect", COMPLETED, {
      shippingOptionReference: "1",
    });
    check(
      (await failure(() => unanswered)) instanceof Error,
      "Klarna is told that there is no answer",
    );
  },

  "the events of one object's click are not another's": async (stage) => {
    const first = await stage.withButton();
    const other = stage.listen(await stage.load());
    stage.backend = () => STEP_UP;
    await first.element.click(CLICK);
    stage.sdk.report("complete", COMPLETED);
    equal([first.heard.at(-1)?.[0], other], ["complete", []]);
  },

  "the completion of the first object's request is its own after a click on the second's button":
    async (stage) => {
      const first = await stage.withButton();
      stage.backend = () => STEP_UP;
      await first.element.click(CLICK);
      const second = await stage.withButton();
      stage.backend = () => ({ ...STEP_UP, paymentRequestId: "krn:2" });
      await second.element.click(CLICK);
      stage.sdk.report("complete", COMPLETED);
      equal([first.klarna.state, second.klarna.state], ["completed", "in_journey"]);
      stage.sdk.report("complete", { ...COMPLETED, paymentRequestId: "krn:2" });
      equal(second.klarna.state, "completed");
      for (const { heard } of [first, second]) {
        equal(
          heard.map(([event]) => event),
          ["outcome", "complete"],
        );
      }
    },

  "a journey of a disposed object is that of the one which was made anew": async (stage) => {
    const first = await stage.withButton();
    stage.backend = () => STEP_UP;
    await first.element.click(CLICK);
    first.klarna.dispose();
    const second = await stage.withButton();
    stage.sdk.report("complete", COMPLETED);
    equal([second.klarna.state, second.heard.map(([event]) => event)], ["completed", ["complete"]]);
  },

  "the end of an earlier object's journey is not that of the newer one's": async (stage) => {
    const first = await stage.withButton();
    stage.backend = () => STEP_UP;
    await first.element.click(CLICK);
    first.klarna.dispose();
    const { klarna, element, heard } = await stage.withButton();
    stage.backend = () => ({ ...STEP_UP, paymentRequestId: "krn:2" });
    await element.click(CLICK);
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "CANCELED" });
    equal([klarna.state, heard.map(([event]) => event)], ["in_journey", ["outcome"]]);
    stage.sdk.report("complete", { ...COMPLETED, paymentRequestId: "krn:2" });
    equal(klarna.state, "completed");
  },

  "a refusal of one object's click is no error of another's": async (stage) => {
    const first = await stage.withButton();
    /** @type {(answer: unknown) => void} */
    let decide = () => {};
    stage.backend = () =>
      new Promise((resolve) => {
        decide = resolve;
      });
    const refused = failsWith(() => first.element.click(CLICK), "DECLINED");
    while (stage.sent.length === 0) await turn();
    first.klarna.dispose();
    const other = await stage.load();
    const heard = stage.listen(other);
    const initiated = other.initiate();
    initiated.catch(() => {});
    decide({ result: "DECLINED" });
    stage.sdk.report("error", await refused);
    equal([heard, stage.reported, other.state], [[], [], "initiating"]);
  },

  "states follow each other and are told": async (stage) => {
    const { klarna, element } = await stage.withButton();
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state, previous }) => {
      states.push(`${previous} → ${state}`);
    });
    stage.backend = () => STEP_UP;
    await element.click(CLICK);
    stage.sdk.report("complete", COMPLETED);
    klarna.dispose();
    equal(states, [
      "ready → authorizing",
      "authorizing → in_journey",
      "in_journey → completed",
      "completed → disposed",
    ]);
  },

  "every handler hears the states in the order in which they came": async (stage) => {
    const { klarna, element } = await stage.withButton();
    klarna.on("statechange", ({ state }) => {
      if (state === "declined") klarna.initiate().catch(() => {});
      if (state === "initiating") klarna.dispose();
    });
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state }) => {
      states.push(state);
    });
    stage.backend = () => ({ result: "DECLINED" });
    await failure(() => element.click(CLICK));
    equal(states, ["authorizing", "declined", "initiating", "disposed"]);
  },

  "a click that a button makes when it is freed is told after the end of the one before": async (
    stage,
  ) => {
    const { klarna, element } = await stage.withButton();
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state }) => {
      states.push(state);
    });
    /** @type {Promise<unknown>[]} */
    const again = [];
    element.toggleState = (_, value) => {
      if (!value && again.length === 0) again.push(failure(() => element.click(CLICK)));
      return element;
    };
    stage.backend = () => ({ result: "DECLINED" });
    await failure(() => element.click(CLICK));
    await again[0];
    equal(states, ["authorizing", "declined", "authorizing", "declined"]);
  },

  "payment requests can be read and cancelled": async (stage) => {
    const klarna = await stage.load();
    equal(await klarna.fetch("krn:1"), { paymentRequestId: "krn:1", state: "SUBMITTED" });
    equal(await klarna.cancel("krn:1"), { paymentRequestId: "krn:1", state: "CANCELED" });
    await failsWith(
      () => klarna.fetch(/** @type {any} */ (undefined)),
      "INVALID_ARGUMENT",
      "paymentRequestId",
    );
    stage.sdk.Payment.cancel = async () => {
      throw { errorCode: "RESOURCE_CONFLICT" };
    };
    equal((await failsWith(() => klarna.cancel("krn:1"), "SDK_ERROR")).klarna, {
      errorCode: "RESOURCE_CONFLICT",
    });
  },
};
