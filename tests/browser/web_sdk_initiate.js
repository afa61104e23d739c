// A button of the shop's own.

import { CLICK, check, equal, failsWith, failure, settled, turn } from "./web_sdk_stage.js";

const STEP_UP = { result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" };
const COMPLETED = { paymentRequestId: "krn:1", state: "COMPLETED" };

/**
 * An SDK that asks for the payment as soon as it is called, and answers nothing by itself.
 *
 * @param {import("./web_sdk_stage.js").Stage} stage
 */
function askAtOnce(stage) {
  /** @type {Promise<unknown>[]} */
  const asked = [];
  stage.sdk.onInitiate = (callback) => {
    const answer = callback(CLICK);
    answer.catch(() => {});
    asked.push(answer);
    return new Promise(() => {});
  };
  return asked;
}

/**
 * A backend that answers when it is told to.
 *
 * @param {import("./web_sdk_stage.js").Stage} stage
 */
async function held(stage) {
  /** @type {(answer: unknown) => void} */
  let answer = () => {};
  const before = stage.sent.length;
  stage.backend = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  return {
    asked: async () => {
      while (stage.sent.length === before) await turn();
    },
    answer: (/** @type {unknown} */ value) => answer(value),
  };
}

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "initiate reaches Klarna's SDK before it returns": async (stage) => {
    const klarna = await stage.load();
    let inClick = false;
    let reached = false;
    stage.sdk.onInitiate = () => {
      reached = inClick;
      return new Promise(() => {});
    };
    const button = document.createElement("button");
    stage.container.append(button);
    button.addEventListener("click", () => {
      inClick = true;
      klarna.initiate({ initiationMode: "POPUP" });
      inClick = false;
    });
    button.click();
    check(reached, "the SDK was called within the click");
    equal(stage.sdk.initiated[0]?.slice(1), [{ initiationMode: "POPUP" }]);
    equal(klarna.state, "initiating");
    await failsWith(() => klarna.initiate(), "IN_PROGRESS");
    equal(stage.sdk.initiated.length, 1);
  },

  "without options Klarna gets one argument": async (stage) => {
    const klarna = await stage.load();
    klarna.initiate();
    equal(stage.sdk.initiated[0]?.length, 1);
    const other = await stage.load({ locale: "da-DK" });
    await failsWith(
      () => other.initiate(/** @type {any} */ ({ initiationMode: "TAB" })),
      "INVALID_ARGUMENT",
      "initiationMode",
    );
    equal(stage.sdk.initiated.length, 0);
  },

  "it pays with the newest presentation's option": async (stage) => {
    const klarna = await stage.load();
    await klarna.presentation({ amount: 1, currency: "EUR" });
    askAtOnce(stage);
    stage.sdk.onInitiate = (callback) => callback();
    await klarna.initiate({ option: "saved" });
    equal(stage.sent[0]?.body.paymentOptionId, "option-2");
  },

  "it settles with what the customer did": async (stage) => {
    const klarna = await stage.load();
    const asked = askAtOnce(stage);
    stage.backend = () => STEP_UP;
    for (const [event, request] of /** @type {const} */ ([
      ["abort", { paymentRequestId: "krn:1", state: "SUBMITTED" }],
      ["complete", COMPLETED],
    ])) {
      const initiated = klarna.initiate();
      equal(await asked.at(-1), { paymentRequestId: "krn:1" });
      stage.sdk.report(event, request);
      equal(await initiated, request, event);
    }
  },

  "it settles with what the SDK's own promise gives": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.onInitiate = async (callback) => {
      await callback(CLICK);
      return COMPLETED;
    };
    stage.backend = () => STEP_UP;
    equal(await klarna.initiate(), COMPLETED);
  },

  "an error settles it, whether reported, rejected or thrown": async (stage) => {
    const thrown = { errorCode: "VALIDATION_ERROR", errorId: "7", errorType: "INPUT_ERROR" };
    const klarna = await stage.load();
    const asked = askAtOnce(stage);
    stage.backend = () => STEP_UP;
    const reported = klarna.initiate();
    await asked.at(-1);
    stage.sdk.report("error", thrown);
    const error = await failsWith(() => reported, "SDK_ERROR");
    equal(error.klarna, thrown);
    stage.sdk.onInitiate = () => Promise.reject(thrown);
    await failsWith(() => klarna.initiate(), "SDK_ERROR");
    stage.sdk.onInitiate = () => {
      throw new Error("synchronously");
    };
    await failsWith(() => klarna.initiate(), "SDK_ERROR");
    equal(klarna.state, "failed");
    stage.sdk.onInitiate = () => undefined;
    await failsWith(() => klarna.initiate(), "SDK_INCOMPATIBLE");
  },

  "an answer that needs no journey settles it": async (stage) => {
    const klarna = await stage.load();
    askAtOnce(stage);
    stage.backend = () => ({ result: "DECLINED" });
    equal(await klarna.initiate(), { state: "DECLINED" });
    stage.backend = () => new Response("", { status: 400 });
    await failsWith(() => klarna.initiate(), "BACKEND_REJECTED");
    stage.backend = () => ({ result: "APPROVED", returnUrl: "/thanks" });
    equal(await klarna.initiate(), { state: "APPROVED" });
    await failsWith(() => klarna.initiate(), "INVALID_STATE");
    await klarna.presentation({ currency: "EUR" });
    equal(await klarna.initiate(), { state: "APPROVED" });
  },

  "while the backend is asked, its answer goes before what the SDK says": async (stage) => {
    const klarna = await stage.load();
    const heard = stage.listen(klarna);
    const ends =
      /** @type {[unknown, (initiated: Promise<any>) => Promise<unknown>, string][]} */ ([
        [
          { result: "DECLINED" },
          async (initiated) => equal((await initiated).state, "DECLINED"),
          "declined",
        ],
        [STEP_UP, async (initiated) => equal((await initiated).state, "SUBMITTED"), "aborted"],
        [
          { result: "APPROVED", returnUrl: "/thanks" },
          async (initiated) => equal((await initiated).state, "APPROVED"),
          "approved",
        ],
      ]);
    for (const [answer, settles, state] of ends) {
      const backend = await held(stage);
      /** @type {Promise<unknown>} */
      let told = Promise.resolve();
      stage.sdk.onInitiate = (callback) => {
        told = callback(CLICK);
        told.catch(() => {});
        return Promise.reject(new Error("impatient"));
      };
      heard.length = 0;
      const initiated = klarna.initiate();
      stage.sdk.report("abort", { state: "SUBMITTED" });
      await backend.asked();
      stage.sdk.report("error", new Error("impatient"));
      equal([klarna.state, heard], ["authorizing", []]);
      backend.answer(answer);
      await settles(initiated);
      equal(klarna.state, state);
      const events = heard.map(([event]) => event);
      if (answer === STEP_UP) {
        equal(events, ["outcome", "abort", "error"]);
        equal((await failure(() => told)).code, "ABORTED", "no journey starts after that");
      } else {
        equal(events, ["outcome"]);
      }
    }
  },

  "what Klarna said while the backend was asked does not end a newer click": async (stage) => {
    const klarna = await stage.load();
    const asked = askAtOnce(stage);
    const backend = await held(stage);
    /** @type {Promise<unknown>[]} */
    const next = [];
    klarna.on("error", () => {});
    klarna.on("abort", () => {
      stage.sdk.onInitiate = () => new Promise(() => {});
      next.push(settled(klarna.initiate()));
    });
    const first = klarna.initiate();
    await backend.asked();
    stage.sdk.report("abort", { state: "SUBMITTED" });
    stage.sdk.report("error", new Error("closed"));
    backend.answer(STEP_UP);
    equal((await first).state, "SUBMITTED");
    await failsWith(() => asked[0], "ABORTED");
    equal([await next[0], klarna.state], ["pending", "initiating"]);
  },

  "a late report of an earlier payment request says nothing about it": async (stage) => {
    const klarna = await stage.load();
    const asked = askAtOnce(stage);
    stage.backend = () => STEP_UP;
    const first = klarna.initiate();
    await asked.at(-1);
    stage.sdk.report("abort", { paymentRequestId: "krn:1", state: "SUBMITTED" });
    await first;
    const backend = await held(stage);
    const second = klarna.initiate();
    stage.sdk.report("complete", COMPLETED);
    await backend.asked();
    stage.sdk.report("complete", COMPLETED);
    equal(klarna.state, "authorizing");
    backend.answer({ result: "DECLINED" });
    equal(await second, { state: "DECLINED" });
  },

  "a presentation ends a call that the SDK never answers, and it cannot pay any more": async (
    stage,
  ) => {
    const klarna = await stage.load();
    const initiated = klarna.initiate();
    const ended = failsWith(() => initiated, "ABORTED");
    await klarna.presentation({ currency: "EUR" });
    await ended;
    equal(klarna.state, "ready");
    const callback = /** @type {(click: unknown) => unknown} */ (stage.sdk.initiated[0]?.[0]);
    await failsWith(() => callback(CLICK), "ABORTED");
    equal(stage.sent, []);
  },

  "a click of the shop's own is posted once however often the SDK calls back": async (stage) => {
    const klarna = await stage.load();
    const rounds = /** @type {[unknown, unknown][]} */ ([
      [{ result: "DECLINED" }, "DECLINED"],
      [STEP_UP, { paymentRequestId: "krn:1" }],
      [
        { result: "APPROVED", returnUrl: "https://shop.test/thanks" },
        { returnUrl: "https://shop.test/thanks" },
      ],
    ]);
    for (const [answer, told] of rounds) {
      stage.sent = [];
      /** @type {unknown[]} */
      const answers = [];
      stage.sdk.onInitiate = async (callback) => {
        for (const _ of [1, 2]) answers.push(await settled(callback(CLICK)));
        return new Promise(() => {});
      };
      stage.backend = () => answer;
      klarna.initiate().catch(() => {});
      while (answers.length < 2) await turn();
      equal([answers, stage.sent.length], [[told, told], 1], "one click, one post");
    }
  },

  "a refusal of a click that has ended does not end the newer one": async (stage) => {
    const klarna = await stage.load();
    const heard = stage.listen(klarna);
    const first = klarna.initiate();
    const ended = failsWith(() => first, "ABORTED");
    await klarna.presentation({ currency: "EUR" });
    await ended;
    const second = klarna.initiate();
    second.catch(() => {});
    const [older, newer] = stage.sdk.initiated.map(([callback]) => /** @type {any} */ (callback));
    const refusals = [];
    for (let call = 0; call < 2; call++) {
      refusals.push(await failsWith(() => older(CLICK), "ABORTED"));
    }
    for (const refusal of refusals) stage.sdk.report("error", refusal);
    equal([klarna.state, heard.map(([event]) => event)], ["initiating", []]);
    equal(await settled(newer(CLICK)), { returnUrl: "https://shop.test/thanks" });
  },

  "a page that comes back from the history waits for no journey": async (stage) => {
    const klarna = await stage.load();
    stage.backend = () => STEP_UP;
    stage.sdk.onInitiate = (callback) => {
      callback(CLICK);
      return new Promise(() => {});
    };
    const initiated = klarna.initiate({ initiationMode: "REDIRECT" });
    initiated.catch(() => {});
    while (klarna.state !== "in_journey") await turn();
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    equal([await settled(initiated), klarna.state], ["ABORTED", "ready"]);
  },

  "what is left of an earlier call does not end a newer one": async (stage) => {
    const klarna = await stage.load();
    /** @type {(value: unknown) => void} */
    let settle = () => {};
    stage.backend = () => STEP_UP;
    stage.sdk.onInitiate = (callback) => {
      callback(CLICK);
      return new Promise((resolve) => {
        settle = resolve;
      });
    };
    const first = klarna.initiate();
    while (klarna.state !== "in_journey") await turn();
    stage.sdk.onInitiate = () => new Promise(() => {});
    klarna.initiate();
    await failsWith(() => first, "ABORTED");
    settle(undefined);
    await turn();
    equal(klarna.state, "initiating");
  },

  "a payment request that is launched again by its URL settles it": async (stage) => {
    const aborted = { paymentRequestId: "krn:1", state: "SUBMITTED" };
    const ends = /** @type {[(settle: (value: unknown) => void) => void, string][]} */ ([
      [(settle) => settle(COMPLETED), "COMPLETED"],
      [() => stage.sdk.report("error", new Error("blocked"), aborted), "SDK_ERROR"],
    ]);
    for (const [index, [end, told]] of ends.entries()) {
      const klarna = await stage.load({ clientId: `client-${stage.number}-${index}` });
      const asked = askAtOnce(stage);
      stage.backend = () => ({ paymentRequestUrl: "https://pay.klarna.com/eu/1?token=x" });
      const first = klarna.initiate();
      await asked.at(-1);
      stage.sdk.report("abort", aborted);
      await first;
      /** @type {(value: unknown) => void} */
      let settle = () => {};
      stage.sdk.onInitiate = (callback) => {
        asked.push(callback(CLICK));
        return new Promise((resolve) => {
          settle = resolve;
        });
      };
      const again = klarna.initiate();
      again.catch(() => {});
      await asked.at(-1);
      end(settle);
      const result = await settled(again);
      equal(result.state ?? result, told);
    }
  },

  "a click on Klarna's button takes the place of one on the shop's own": async (stage) => {
    const { klarna, element } = await stage.withButton();
    const unanswered = klarna.initiate();
    unanswered.catch(() => {});
    stage.backend = () => ({ result: "DECLINED" });
    await failsWith(() => element.click(CLICK), "DECLINED");
    equal(await settled(unanswered), "ABORTED");
    const late = /** @type {any} */ (stage.sdk.initiated[0]?.[0]);
    await failsWith(() => late(CLICK), "ABORTED");
    equal(stage.sent.length, 1, "the shop was told that its click had ended");
    const asked = askAtOnce(stage);
    stage.backend = () => STEP_UP;
    const onJourney = klarna.initiate();
    onJourney.catch(() => {});
    await asked.at(-1);
    stage.backend = () => ({ result: "APPROVED", returnUrl: "/thanks" });
    await element.click(CLICK);
    equal([await settled(onJourney), klarna.state], ["ABORTED", "approved"]);
  },

  "a click from within a handler that hears of the end has an end of its own": async (stage) => {
    const ends = /** @type {[unknown, () => unknown, string][]} */ ([
      [STEP_UP, () => stage.sdk.report("abort", { state: "SUBMITTED" }), "SUBMITTED"],
      [STEP_UP, () => stage.sdk.report("error", new Error("blocked")), "SDK_ERROR"],
      [{ result: "DECLINED" }, () => {}, "DECLINED"],
      [new Response("", { status: 400 }), () => {}, "BACKEND_REJECTED"],
    ]);
    for (const [index, [answer, end, told]] of ends.entries()) {
      const klarna = await stage.load({ clientId: `client-${stage.number}-${index}` });
      const asked = askAtOnce(stage);
      stage.backend = () => answer;
      /** @type {Promise<unknown>[]} */
      const next = [];
      klarna.on("error", () => {});
      klarna.on("statechange", ({ state }) => {
        if (next.length > 0 || !["aborted", "failed", "declined"].includes(state)) return;
        stage.sdk.onInitiate = () => new Promise(() => {});
        next.push(settled(klarna.initiate()));
      });
      const first = klarna.initiate();
      first.catch(() => {});
      await asked.at(-1)?.catch(() => {});
      end();
      const result = await settled(first);
      equal([result.state ?? result, next.length], [told, 1], "the end of the first");
      equal([await next[0], klarna.state], ["pending", "initiating"], told);
    }
  },

  "a click from within a handler that hears of a presentation is not ended by it": async (
    stage,
  ) => {
    const klarna = await stage.load();
    /** @type {Promise<unknown>[]} */
    const next = [];
    klarna.on("statechange", ({ state }) => {
      if (state === "ready") next.push(settled(klarna.initiate()));
    });
    const first = klarna.initiate();
    first.catch(() => {});
    await klarna.presentation({ currency: "EUR" });
    equal([await settled(first), await next[0]], ["ABORTED", "pending"]);
  },

  "a shop that disposes of everything when it hears of the end is told the end": async (stage) => {
    const ends = /** @type {[unknown, () => unknown, string, string][]} */ ([
      [STEP_UP, () => stage.sdk.report("complete", COMPLETED), "completed", "COMPLETED"],
      [{ result: "APPROVED", returnUrl: "/thanks" }, () => {}, "approved", "APPROVED"],
      [{ result: "DECLINED" }, () => {}, "declined", "DECLINED"],
      [new Response("", { status: 400 }), () => {}, "failed", "BACKEND_REJECTED"],
    ]);
    for (const [answer, end, state, told] of ends) {
      const klarna = await stage.load();
      const asked = askAtOnce(stage);
      stage.backend = () => answer;
      klarna.on("statechange", (change) => {
        if (change.state === state) klarna.dispose();
      });
      const initiated = klarna.initiate();
      initiated.catch(() => {});
      await asked.at(-1)?.catch(() => {});
      end();
      const result = await settled(initiated);
      equal([result.state ?? result, klarna.state], [told, "disposed"]);
    }
  },

  "it does not pay with a saved option that is not there": async (stage) => {
    const klarna = await stage.load();
    await failsWith(() => klarna.initiate({ option: "saved" }), "INVALID_ARGUMENT", "option");
    stage.sdk.present = () => stage.sdk.flat();
    await klarna.presentation({ currency: "EUR" });
    await failsWith(() => klarna.initiate({ option: "saved" }), "INVALID_ARGUMENT", "option");
    equal([stage.sdk.initiated.length, klarna.state], [0, "ready"]);
  },

  "of several presentations it pays with the one that was asked for last": async (stage) => {
    const klarna = await stage.load();
    /** @type {((value: unknown) => void)[]} */
    const answers = [];
    stage.sdk.present = () => new Promise((resolve) => answers.push(resolve));
    const asked = [1, 2].map((amount) => klarna.presentation({ amount, currency: "EUR" }));
    answers[1]?.({ instruction: "SHOW_KLARNA", paymentOption: { paymentOptionId: "newest" } });
    await asked[1];
    answers[0]?.(stage.sdk.nested());
    await asked[0];
    stage.sdk.onInitiate = (callback) => callback();
    await klarna.initiate();
    equal(stage.sent[0]?.body.paymentOptionId, "newest");
  },

  "disposal settles it": async (stage) => {
    const klarna = await stage.load();
    const initiated = klarna.initiate();
    klarna.dispose();
    await failsWith(() => initiated, "DISPOSED");
    await failsWith(() => klarna.initiate(), "DISPOSED");
    await turn();
  },
};
