// Klarna says nothing: the connection is lost, or a window hangs.

import { equal, failsWith, turn } from "./claims.js";
import { frameId } from "./fake_payments.js";
import { DISMISSED, within } from "./payments_stage.js";

/** Plays with timers of 15 seconds that are over when the scenario says so. @param {(over: () => void) => Promise<void>} act */
async function withSilence(act) {
  const { setTimeout: start } = window;
  /** @type {(() => void)[]} */
  const timers = [];
  const fake = (/** @type {any} */ run, /** @type {number} */ ms) => {
    if (ms === 15_000) timers.push(run);
    return start(ms === 15_000 ? () => {} : run, ms);
  };
  Object.assign(window, { setTimeout: fake });
  try {
    await act(() => timers.pop()?.());
  } finally {
    Object.assign(window, { setTimeout: start });
  }
}

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "silence is told and another call of the same kind takes the place": async (stage) => {
    await withSilence(async (over) => {
      const klarna = await stage.withWidget({ backend: "/orders" });
      /** @type {unknown[]} */
      const told = [];
      klarna.on("stalled", (event) => told.push(event));
      stage.authorizeWaits();
      const first = klarna.authorize();
      const sent = stage.sdk.last("authorize");
      over();
      equal([told, klarna.state], [[{ call: "authorize" }], "authorizing"]);
      await failsWith(() => klarna.finalize(), "IN_PROGRESS");
      const second = klarna.authorize();
      await failsWith(() => first, "ABORTED");
      sent.answer({ approved: true, authorization_token: "of-the-first" });
      equal((await second).status, "approved");
      equal(
        stage.sent.map(({ body }) => body.authorization_token),
        ["of-the-first"],
      );
    });
  },

  "a message of the widget's frame or a window in front is a sign of life": async (stage) => {
    for (const sign of [
      () => {
        const frame = /** @type {HTMLIFrameElement} */ (document.getElementById(frameId("klarna")));
        window.dispatchEvent(new MessageEvent("message", { source: frame.contentWindow }));
      },
      () => window.dispatchEvent(new Event("blur")),
      () => stage.sdk.report("fullscreenOverlayShown", "klarna"),
    ]) {
      await withSilence(async (over) => {
        const klarna = await stage.withWidget();
        let told = 0;
        klarna.on("stalled", () => told++);
        const answer = stage.authorizeWaits();
        const outcome = klarna.authorize();
        sign();
        over();
        equal(told, 0);
        stage.sdk.report("fullscreenOverlayHidden", "klarna");
        over();
        equal(told, 1, "after the overlay the answer should follow");
        answer(DISMISSED);
        equal(await outcome, { status: "dismissed" });
        klarna.dispose();
      });
    }
  },

  "a height that is no number is not told, and does not count as the end of Klarna's overlay":
    async (stage) => {
      await withSilence(async (over) => {
        const klarna = await stage.withWidget();
        /** @type {unknown[]} */
        const told = [];
        klarna.on("heightchanged", (event) => told.push(event));
        klarna.on("stalled", (event) => told.push(event));
        const answer = stage.authorizeWaits();
        const outcome = klarna.authorize();
        stage.sdk.report("fullscreenOverlayShown", "klarna");
        for (const height of [undefined, null, "230", Number.NaN, {}]) {
          stage.sdk.report("heightChanged", height, "klarna");
        }
        over();
        equal(told, []);
        answer(DISMISSED);
        equal(await outcome, { status: "dismissed" });
      });
    },

  "all three calls take their parameters in one object and end by signal or time limit": async (
    stage,
  ) => {
    for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
      const klarna = await stage.withWidget();
      stage.sdk.does[method] = () => {};
      const order = { merchant_reference1: method };
      equal(await within(klarna[method]({ order, timeoutMs: 30 })), "SDK_TIMEOUT", method);
      equal(stage.sdk.last(method).data, order);
      const late = stage.sdk.last(method);
      late.answer(DISMISSED);
      await turn();
      const controller = new AbortController();
      const outcome = klarna[method]({ signal: controller.signal });
      controller.abort();
      await failsWith(() => outcome, "ABORTED", undefined, method);
      await failsWith(() => klarna[method]({ timeoutMs: 0 }), "INVALID_ARGUMENT", "timeoutMs");
      klarna.dispose();
    }
  },

  "a finalize that was given up may be asked for again": async (stage) => {
    const klarna = await stage.load();
    const { finalize } = stage.sdk.does;
    stage.sdk.does.finalize = () => {};
    await failsWith(() => klarna.finalize({ timeoutMs: 20 }), "SDK_TIMEOUT");
    Object.assign(stage.sdk.does, { finalize });
    equal((await klarna.finalize()).status, "approved");
  },
};
