// How a call ends: the SDK calls back and throws, calls back twice, fails later, or never answers; the caller aborts.

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { tokenOf } from "./fake_payments.js";
import { clientToken, DECLINED, DISMISSED, ORDER, within } from "./payments_stage.js";

const NOT_LOADED = "The application has not yet been loaded. Call load first.";

/**
 * A promise of the SDK's that nobody holds is rejected. The test runner must not take it for its own.
 *
 * @param {unknown} reason
 */
function failLater(reason) {
  addEventListener("unhandledrejection", (event) => event.preventDefault(), { once: true });
  Promise.reject(reason);
}

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a callback before a throw does not count: the throw wins": async (stage) => {
    const thrown = new Error("after calling back");
    for (const result of [DECLINED, { approved: true, authorization_token: "t" }]) {
      for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
        const klarna = await stage.withWidget();
        stage.sdk.does[method] = (call) => {
          call.answer(result);
          throw thrown;
        };
        const act = () => (method === "authorize" ? klarna.authorize({}) : klarna[method]());
        const error = await failsWith(act, "SDK_ERROR", undefined, method);
        check(error.cause === thrown, "the cause is what was thrown");
        equal(klarna.state, "loaded", method);
        klarna.dispose();
      }
    }
    const klarna = await stage.load();
    stage.sdk.does.load = (call) => {
      call.answer({ show_form: false });
      throw thrown;
    };
    await failsWith(() => klarna.load(stage.container), "SDK_ERROR");
  },

  "a callback within the call is an answer like any other": async (stage) => {
    const klarna = await stage.withWidget();
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal((await klarna.authorize()).status, "approved");
  },

  "a refusal that fails afterwards is a failure and no decline": async (stage) => {
    const klarna = await stage.withWidget();
    for (const [result, wait] of /** @type {[object, number][]} */ ([
      [DECLINED, 0],
      [DECLINED, 20],
      [DISMISSED, 0],
    ])) {
      const reason = new Error(NOT_LOADED);
      stage.sdk.does.authorize = (call) => {
        call.answer(result);
        if (wait === 0) failLater(reason);
        else setTimeout(() => failLater(reason), wait);
      };
      const error = await failsWith(() => klarna.authorize(), "WIDGET_REMOVED");
      check(error.cause === reason, "the cause is what was rejected");
      await klarna.load(stage.container, ORDER);
    }
  },

  "a page that is busy does not turn such a failure into a decline": async (stage) => {
    const klarna = await stage.withWidget();
    const reason = new Error(NOT_LOADED);
    stage.sdk.does.authorize = (call) => {
      call.answer(DECLINED);
      setTimeout(() => failLater(reason), 20);
      setTimeout(() => {
        const begin = performance.now();
        while (performance.now() - begin < 150);
      });
    };
    const error = await failsWith(() => klarna.authorize(), "WIDGET_REMOVED");
    check(error.cause === reason, "the cause is what was rejected");
  },

  "a failure that comes before its refusal is one too": async (stage) => {
    const klarna = await stage.withWidget();
    stage.sdk.does.authorize = (call) => {
      failLater(new Error(NOT_LOADED));
      setTimeout(() => call.answer(DECLINED), 10);
    };
    await failsWith(() => klarna.authorize(), "WIDGET_REMOVED");
  },

  "a promise that somebody else rejects does not turn a decline into a failure": async (stage) => {
    const klarna = await stage.withWidget();
    stage.sdk.does.authorize = (call) => {
      failLater(new Error("some analytics script could not load"));
      setTimeout(() => call.answer(DECLINED));
    };
    equal(await klarna.authorize(), { status: "declined" });
  },

  "an approval is not doubted: the token counts": async (stage) => {
    const klarna = await stage.withWidget();
    stage.sdk.does.authorize = (call) => {
      failLater(new Error(NOT_LOADED));
      setTimeout(() => stage.sdk.approve(call));
    };
    equal((await klarna.authorize()).status, "approved");
  },

  "only the first of several callbacks counts": async (stage) => {
    const token = { approved: true, authorization_token: "first" };
    const approved = { status: "approved", authorizationToken: "first" };
    const declined = { status: "declined" };
    for (const [results, expected] of /** @type {[unknown[], object][]} */ ([
      [[token, token], approved],
      [[token, { show_form: false, approved: false, finalize_required: false }], approved],
      [[token, undefined], approved],
      [[DECLINED, token], approved],
      [[DECLINED, DECLINED, DECLINED], declined],
    ])) {
      const klarna = await stage.withWidget();
      stage.authorizeAnswers(...results);
      equal(await klarna.authorize(), expected);
      await turn();
      equal(klarna.state, expected === approved ? "approved" : "declined");
      klarna.dispose();
    }
  },

  "one approval is posted once, however often Klarna calls back": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    const token = { approved: true, authorization_token: "t" };
    stage.authorizeAnswers(token, token, DECLINED, token);
    equal((await klarna.authorize()).status, "approved");
    await turn();
    equal([stage.sent.length, klarna.state], [1, "delivered"]);
  },

  "the callback never throws into Klarna's code, whatever it is given and whenever": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    stage.authorizeWaits();
    const outcome = klarna.authorize();
    const call = stage.sdk.last("authorize");
    const hostile = new Proxy({}, { get: () => check(false, "read") });
    /** @type {unknown[]} */
    const thrown = [];
    for (const args of [[DECLINED], [], [hostile], [1n], [null, 2, 3], [Symbol.iterator]]) {
      try {
        equal(call.answer(...args), undefined);
      } catch (error) {
        thrown.push(error);
      }
    }
    equal(await outcome, { status: "declined" });
    klarna.dispose();
    call.answer(DECLINED);
    equal(thrown.map(String), []);
  },

  "load that is never answered is a timeout, and can be tried again": async (stage) => {
    const klarna = await stage.load({ loadTimeoutMs: 300 });
    const { load } = stage.sdk.does;
    stage.sdk.does.load = () => {};
    const error = await failsWith(() => klarna.load(stage.container, ORDER), "SDK_TIMEOUT");
    equal([error.retryable, klarna.state], [true, "ready"]);
    stage.sdk.does.loadPaymentReview = () => {};
    await failsWith(() => klarna.loadPaymentReview(stage.container), "SDK_TIMEOUT");
    Object.assign(stage.sdk.does, { load });
    equal(await klarna.load(stage.container, ORDER), { status: "shown" });
  },

  "a late answer to a load that was given up changes nothing": async (stage) => {
    const klarna = await stage.load({ loadTimeoutMs: 20 });
    stage.sdk.does.load = () => {};
    await failsWith(() => klarna.load(stage.container), "SDK_TIMEOUT");
    stage.sdk.last("load").answer({ show_form: true });
    await turn();
    equal(klarna.state, "ready");
    await failsWith(() => klarna.authorize(), "INVALID_STATE");
  },

  "an authorize that waits can be aborted, with the shop's reason as the cause": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeWaits();
    const controller = new AbortController();
    const reason = { gone: "elsewhere" };
    const outcome = klarna.authorize({ signal: controller.signal });
    equal(klarna.state, "authorizing");
    controller.abort(reason);
    const error = await failsWith(() => outcome, "ABORTED");
    check(error.cause === reason, "the cause is the reason");
    equal(klarna.state, "loaded");
  },

  "a signal that has fired already sends nothing": async (stage) => {
    const klarna = await stage.withWidget();
    await failsWith(() => klarna.authorize({ signal: AbortSignal.abort() }), "ABORTED");
    equal(stage.sdk.to("authorize").length, 0);
    await failsWith(() => stage.load({ sdk: { signal: AbortSignal.abort() } }), "ABORTED");
  },

  "a signal that fires while Klarna is being called is heard": async (stage) => {
    const klarna = await stage.withWidget();
    const controller = new AbortController();
    klarna.on("overlayshown", () => controller.abort());
    stage.sdk.does.authorize = () => stage.sdk.report("fullscreenOverlayShown", "klarna");
    equal(await within(klarna.authorize({ signal: controller.signal })), "ABORTED");
  },

  "after an abort nothing new starts until Klarna has answered": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    const answer = stage.authorizeWaits();
    const controller = new AbortController();
    const outcome = klarna.authorize({ signal: controller.signal });
    controller.abort();
    await failsWith(() => outcome, "ABORTED");
    await failsWith(() => klarna.authorize(), "IN_PROGRESS");
    equal(stage.sdk.to("authorize").length, 1, "nothing else was sent");
    answer({ approved: true, authorization_token: "late" });
    await becomes(() => klarna.state === "delivered", "the late token is this purchase's");
    equal((await klarna.authorize()).status, "approved", "and answers the next call");
    equal([stage.sdk.to("authorize").length, stage.sent.length], [1, 1], "Klarna is asked once");
  },

  "after an abort loading the widget again is a new beginning": async (stage) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const controller = new AbortController();
    const outcome = klarna.authorize({ signal: controller.signal });
    controller.abort();
    await failsWith(() => outcome, "ABORTED");
    await klarna.load(stage.container, ORDER);
    stage.sdk.does.authorize = (call) => stage.sdk.waitForFinalize(call);
    equal(await klarna.authorize(), { status: "finalize_required" });
    answer({ approved: true, authorization_token: "late" });
    await turn();
    equal(klarna.state, "approved", "a token counts more than what has to follow");
    const { authorizationToken } = /** @type {any} */ (await klarna.finalize());
    equal([authorizationToken, stage.sdk.to("finalize").length], ["late", 0]);
  },

  "after an abort a load that fails is no new beginning": async (stage) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const controller = new AbortController();
    const outcome = klarna.authorize({ signal: controller.signal });
    controller.abort();
    await failsWith(() => outcome, "ABORTED");
    stage.sdk.does.load = () => {
      throw new Error("no widget");
    };
    await failsWith(() => klarna.load(stage.container, ORDER), "SDK_ERROR");
    equal(await within(klarna.reauthorize()), "IN_PROGRESS", "Klarna still asks the customer");
    answer(DISMISSED);
    equal((await klarna.reauthorize()).status, "approved");
  },

  "the widget may be loaded again in the very task of the abort": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeWaits();
    const controller = new AbortController();
    const outcome = klarna.authorize({ signal: controller.signal });
    controller.abort();
    const shown = within(klarna.load(stage.container, ORDER));
    await failsWith(() => outcome, "ABORTED");
    equal(await shown, "shown");
  },

  "klarnas answer in the task of the abort frees the way for the next call": async (stage) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const controller = new AbortController();
    const outcome = klarna.authorize({ signal: controller.signal });
    controller.abort();
    answer(DISMISSED);
    await failsWith(() => outcome, "ABORTED");
    await turn();
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal(await within(klarna.authorize()), "approved", "Klarna has answered: nothing runs");
  },

  "a late token of an aborted call is the answer of the one that took its place": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeWaits();
    const controller = new AbortController();
    const aborted = klarna.authorize({ signal: controller.signal });
    const { answer } = stage.sdk.last("authorize");
    controller.abort();
    await failsWith(() => aborted, "ABORTED");
    await klarna.load(stage.container, ORDER);
    // Some sessions drop a second call while the first one runs: only the first will ever be answered.
    const outcome = klarna.authorize();
    answer({ approved: true, authorization_token: "late" });
    equal(await outcome, { status: "approved", authorizationToken: "late" });
  },

  "a token of a call that threw is the answer of the one that took its place": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    stage.sdk.does.authorize = () => {
      throw new Error("after the customer was asked");
    };
    await failsWith(() => klarna.authorize(), "SDK_ERROR");
    const { answer } = stage.sdk.last("authorize");
    stage.authorizeWaits();
    const outcome = within(klarna.authorize());
    answer({ approved: true, authorization_token: "late" });
    equal(await outcome, "approved");
  },

  "a signal that fires after the answer changes nothing": async (stage) => {
    const klarna = await stage.withWidget();
    const controller = new AbortController();
    const outcome = await klarna.authorize({ signal: controller.signal });
    controller.abort();
    await turn();
    equal([outcome.status, klarna.state], ["approved", "approved"]);
    equal(tokenOf(clientToken(stage.session)), /** @type {any} */ (outcome).authorizationToken);
  },

  "a second call while one runs is refused and never sent": async (stage) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const outcome = klarna.authorize({});
    const sent = stage.sdk.calls.length;
    for (const act of [
      () => klarna.authorize({}),
      () => klarna.reauthorize(),
      () => klarna.finalize(),
      () => klarna.load(stage.container),
      () => klarna.loadPaymentReview(stage.container),
    ]) {
      await failsWith(act, "IN_PROGRESS");
    }
    equal(stage.sdk.calls.length, sent);
    answer(DISMISSED);
    equal(await outcome, { status: "dismissed" });
    await becomes(() => klarna.state === "loaded", "the customer may try again");
    answer(DISMISSED);
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal((await klarna.authorize()).status, "approved");
  },

  "a double click asks Klarna once": async (stage) => {
    const klarna = await stage.withWidget();
    const [first, second] = await Promise.allSettled([klarna.authorize(), klarna.authorize()]);
    equal(first.status, "fulfilled");
    equal(second.status === "rejected" && second.reason.code, "IN_PROGRESS");
    equal(stage.sdk.charged.length, 1);
  },
};
