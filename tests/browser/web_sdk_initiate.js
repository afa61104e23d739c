// A button of the shop's own.

import { CLICK, check, equal, failsWith, turn } from "./web_sdk_stage.js";

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

  "disposal settles it": async (stage) => {
    const klarna = await stage.load();
    const initiated = klarna.initiate();
    klarna.dispose();
    await failsWith(() => initiated, "DISPOSED");
    await failsWith(() => klarna.initiate(), "DISPOSED");
    await turn();
  },
};
