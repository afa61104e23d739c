// The widget: shown, refreshed, taken away.

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { frameId } from "./fake_payments.js";
import { DECLINED, DISMISSED, ORDER, within } from "./payments_stage.js";

const FRAME = frameId("klarna");
const frame = () => document.getElementById(FRAME);

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "loads during a load are put together into one with the newest data": async (stage) => {
    let running = 0;
    let most = 0;
    const { load } = stage.sdk.does;
    stage.sdk.does.load = (call) => {
      most = Math.max(most, ++running);
      const { answer } = call;
      load?.({
        ...call,
        answer: (result) => {
          running--;
          answer(result);
        },
      });
    };
    const klarna = await stage.load();
    const amounts = [100, 200, 300, 400];
    const shown = await Promise.all(
      amounts.map((order_amount) => klarna.load(stage.container, { order_amount })),
    );
    equal(
      shown,
      amounts.map(() => ({ status: "shown" })),
    );
    equal(
      stage.sdk.to("load").map(({ data }) => data.order_amount),
      [100, 400],
    );
    equal([most, klarna.state], [1, "loaded"]);
  },

  "of loads that are put together Klarna hears all that is new": async (stage) => {
    const klarna = await stage.load();
    const data = [{ order_amount: 100 }, { order_amount: 200 }, { locale: "sv-SE" }, undefined];
    await Promise.all(data.map((part) => klarna.load(stage.container, part)));
    equal(
      stage.sdk.to("load").map((call) => call.data),
      [{ order_amount: 100 }, { order_amount: 200, locale: "sv-SE" }],
    );
  },

  "a load that was waiting settles with the load that was sent for it": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.does.load = ({ data, answer }) =>
      void setTimeout(() => answer({ show_form: data.order_amount === 1 }));
    const first = klarna.load(stage.container, { order_amount: 1 });
    const second = klarna.load(stage.container, { order_amount: 2 });
    equal(await first, { status: "shown" });
    equal(await second, { status: "unavailable" });
    await failsWith(() => klarna.authorize(), "INVALID_STATE");
  },

  "a widget that was moved is loaded again once its frame speaks": async (stage) => {
    const klarna = await stage.withWidget();
    document.body.prepend(stage.container);
    await becomes(() => stage.sdk.to("load").length === 2, "it is loaded again");
    equal(stage.sdk.last("load").data, {}, "the order stays as Klarna has it");
    await becomes(() => klarna.state === "loaded", "it is shown again");
    equal((await klarna.authorize()).status, "approved");
  },

  "authorize after a move waits until the widget is loaded again": async (stage) => {
    const klarna = await stage.withWidget();
    document.body.prepend(stage.container);
    const outcome = klarna.authorize();
    equal([klarna.state, stage.sdk.to("authorize").length], ["authorizing", 0]);
    await failsWith(() => klarna.authorize(), "IN_PROGRESS");
    equal((await outcome).status, "approved");
    equal(
      stage.sdk.calls.map(({ method }) => method),
      ["init", "load", "load", "authorize"],
    );
  },

  "a load in the task of a move is answered as soon as the frame speaks": async (stage) => {
    const klarna = await stage.withWidget();
    document.body.prepend(stage.container);
    const data = [{ order_amount: 100 }, { locale: "sv-SE" }];
    const loads = data.map((part) => klarna.load(stage.container, part));
    equal(await Promise.all(loads.map((load) => within(load))), ["shown", "shown"]);
    equal(stage.sdk.last("load").data, { order_amount: 100, locale: "sv-SE" });
    equal((await klarna.authorize()).status, "approved");
  },

  "authorize is not held up for ever by a frame that does not come back": async (stage) => {
    stage.sdk.speaks = false;
    const klarna = await stage.withWidget();
    document.body.prepend(stage.container);
    equal(await within(klarna.authorize({ timeoutMs: 20 })), "SDK_TIMEOUT");
    const controller = new AbortController();
    const aborted = klarna.authorize({ signal: controller.signal });
    controller.abort();
    await failsWith(() => aborted, "ABORTED");
    const removed = klarna.authorize();
    stage.container.remove();
    await failsWith(() => removed, "WIDGET_REMOVED");
    equal([klarna.state, stage.sdk.to("authorize").length], ["ready", 0]);
  },

  "a widget that moves during a call is lost, and Klarna's overlay leaves with it": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const outcome = klarna.authorize();
    document.documentElement.classList.add("klarna-payments-fso-open");
    document.body.append(stage.container);
    await failsWith(() => outcome, "WIDGET_REMOVED");
    // Klarna's script takes its overlay away once it misses the frame.
    equal([document.documentElement.className, frame()], ["", null]);
    answer(DECLINED);
    await klarna.load(stage.container, ORDER);
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal((await klarna.authorize()).status, "approved");
  },

  "a change of cart loads again into the same container": async (stage) => {
    const klarna = await stage.withWidget();
    await klarna.load(stage.container, { order_amount: 500 });
    equal(stage.sdk.last("load").data, { order_amount: 500 });
    equal(stage.container.childElementCount, 1);
  },

  "the widget moves with a load into another container": async (stage) => {
    const klarna = await stage.withWidget();
    const other = document.createElement("div");
    document.body.append(other);
    await klarna.load(other, ORDER);
    stage.container.remove();
    equal((await klarna.authorize()).status, "approved", "the old container is of no interest");
    other.remove();
  },

  "authorize during a load is refused and not sent": async (stage) => {
    const klarna = await stage.load();
    const shown = klarna.load(stage.container);
    await failsWith(() => klarna.authorize(), "IN_PROGRESS");
    await shown;
    equal(stage.sdk.to("authorize").length, 0);
    equal((await klarna.authorize()).status, "approved");
  },

  "authorize without a widget is refused here: Klarna would seem to decline": async (stage) => {
    const klarna = await stage.load();
    await failsWith(() => klarna.authorize(), "INVALID_STATE");
    stage.sdk.does.load = (call) => setTimeout(() => call.answer({ show_form: false }));
    await klarna.load(stage.container);
    await failsWith(() => klarna.authorize(), "INVALID_STATE");
    equal(stage.sdk.to("authorize").length, 0);
  },

  "authorize after the widget is gone is refused, and works again after load": async (stage) => {
    for (const remove of [
      () => stage.container.replaceChildren(),
      () => stage.container.remove(),
    ]) {
      const klarna = await stage.withWidget();
      remove();
      const sent = stage.sdk.calls.length;
      await failsWith(() => klarna.authorize(), "WIDGET_REMOVED");
      equal([stage.sdk.calls.length, klarna.state], [sent, "ready"]);
      document.body.append(stage.container);
      await klarna.load(stage.container, ORDER);
      equal((await klarna.authorize()).status, "approved");
      klarna.dispose();
    }
  },

  "a widget that leaves while authorize waits settles it": async (stage) => {
    const wrapper = document.createElement("section");
    const removals = /** @type {[string, () => void][]} */ ([
      ["the frame", () => frame()?.remove()],
      ["the container", () => stage.container.remove()],
      ["what is around the container", () => wrapper.remove()],
      ["the content of the container", () => stage.container.replaceChildren()],
      ["everything", () => wrapper.replaceChildren()],
    ]);
    for (const [what, remove] of removals) {
      wrapper.replaceChildren(stage.container);
      document.body.append(wrapper);
      const klarna = await stage.withWidget();
      stage.authorizeWaits();
      const outcome = klarna.authorize();
      remove();
      await failsWith(() => outcome, "WIDGET_REMOVED", undefined, what);
      equal(klarna.state, "ready", what);
      await failsWith(() => klarna.authorize(), "INVALID_STATE");
      klarna.dispose();
    }
    wrapper.remove();
  },

  "an answer and a removal in one task: the answer counts": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeWaits();
    const outcome = klarna.authorize();
    stage.sdk.approve(stage.sdk.last("authorize"));
    stage.container.remove();
    equal((await outcome).status, "approved");
  },

  "what else changes on the page does not matter": async (stage) => {
    const klarna = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const outcome = klarna.authorize();
    const other = document.createElement("p");
    document.body.append(other);
    stage.container.append(document.createElement("b"));
    await turn();
    other.remove();
    await turn();
    answer(DISMISSED);
    equal(await outcome, { status: "dismissed" });
  },

  "a container that leaves while load waits settles it": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.does.load = () => {};
    const shown = klarna.load(stage.container);
    stage.container.remove();
    await failsWith(() => shown, "WIDGET_REMOVED");
    equal(klarna.state, "ready");
  },

  "a widget without a frame is watched by its container": async (stage) => {
    stage.sdk.does.load = (call) => setTimeout(() => call.answer({ show_form: true }));
    const klarna = await stage.withWidget();
    equal((await klarna.authorize()).status, "approved");
    stage.authorizeWaits();
    const outcome = klarna.authorize();
    await turn();
    stage.container.remove();
    await failsWith(() => outcome, "WIDGET_REMOVED");
  },

  "a hidden frame that Klarna makes for finalize is watched": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.does.finalize = (call) => stage.sdk.hide(call);
    const outcome = klarna.finalize();
    await turn();
    frame()?.remove();
    await failsWith(() => outcome, "WIDGET_REMOVED");
  },

  "finalize takes the widget away and says so; it comes back if the customer stopped": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    let told = 0;
    klarna.on("widgetremoved", () => told++);
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize({ autoFinalize: false });
    stage.sdk.does.finalize = (call) => {
      stage.sdk.hide(call);
      setTimeout(() => call.answer(DISMISSED));
    };
    const outcome = klarna.finalize();
    equal([told, stage.container.childElementCount], [1, 0]);
    equal(await outcome, { status: "dismissed" });
    equal(stage.sdk.to("load").length, 2, "the widget is loaded again");
    equal(stage.sdk.last("load").data, {}, "the order stays as Klarna has it by now");
    await turn();
    equal([klarna.state, frame()?.parentElement === stage.container], ["finalize_required", true]);
  },

  "a widget that is still being loaded is taken away by finalize, too": async (stage) => {
    const klarna = await stage.withWidget();
    let told = 0;
    klarna.on("widgetremoved", () => told++);
    stage.sdk.does.finalize = (call) => {
      stage.sdk.hide(call);
      setTimeout(() => call.answer(DISMISSED));
    };
    const { load } = stage.sdk.does;
    // The frame is gone before it answers.
    stage.sdk.does.load = (call) => stage.sdk.show(call);
    const shown = within(klarna.load(stage.container, ORDER));
    const outcome = klarna.finalize();
    Object.assign(stage.sdk.does, { load });
    equal([await outcome, told], [{ status: "dismissed" }, 1]);
    await becomes(() => klarna.state === "loaded", "the widget is loaded again");
    equal([await shown, frame()?.parentElement === stage.container], ["WIDGET_REMOVED", true]);
  },

  "a widget that leaves while Klarna is being called settles the call": async (stage) => {
    const klarna = await stage.withWidget();
    klarna.on("overlayshown", () => stage.container.remove());
    stage.sdk.does.authorize = () => stage.sdk.report("fullscreenOverlayShown", "klarna");
    equal(await within(klarna.authorize()), "WIDGET_REMOVED");
  },

  "a widget that finalize took away stays away once the purchase is decided": async (stage) => {
    for (const result of [DECLINED, { approved: true, authorization_token: "t" }]) {
      sessionStorage.clear();
      const klarna = await stage.withWidget();
      const loads = stage.sdk.to("load").length;
      stage.sdk.does.reauthorize = (call) => {
        stage.sdk.hide(call);
        setTimeout(() => call.answer(result));
      };
      await klarna.reauthorize();
      await turn();
      equal(stage.sdk.to("load").length, loads);
      klarna.dispose();
    }
  },

  "a handler that hears of the widget may authorize at once": async (stage) => {
    const klarna = await stage.load();
    /** @type {Promise<import("klarna-payments-wasm").AuthorizationOutcome> | undefined} */
    let outcome;
    klarna.on("statechange", ({ state }) => {
      if (state === "loaded") outcome ??= klarna.authorize();
    });
    await klarna.load(stage.container);
    equal((await outcome)?.status, "approved");
  },

  "after a decline the widget can be offered anew": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeAnswers(DECLINED);
    await klarna.authorize();
    equal(klarna.state, "declined");
    await klarna.load(stage.container, ORDER);
    equal(klarna.state, "loaded");
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal((await klarna.authorize()).status, "approved");
  },

  "containers that Klarna would lose its frame in are refused before it is called": async (
    stage,
  ) => {
    const klarna = await stage.load();
    const host = document.createElement("div");
    document.body.append(host);
    const inside = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(inside);
    const iframe = document.createElement("iframe");
    document.body.append(iframe);
    const foreign = /** @type {Document} */ (iframe.contentDocument).createElement("div");
    iframe.contentDocument?.body.append(foreign);
    const adopted = document.createElement("div");
    iframe.contentDocument?.body.append(adopted);
    for (const [what, container] of /** @type {[string, any][]} */ ([
      ["a selector of nothing", "#nowhere"],
      ["no selector", "###"],
      ["an empty string", ""],
      ["a selector as long as a book", `#${"a".repeat(1_000_000)}`],
      ["undefined", undefined],
      ["null", null],
      ["a number", 7],
      ["NaN", Number.NaN],
      ["a BigInt", 1n],
      ["a symbol", Symbol("container")],
      ["an object", { nodeType: 1, isConnected: true }],
      ["a function", () => stage.container],
      ["a list", [stage.container]],
      ["the document", document],
      ["a text node", document.createTextNode("x")],
      ["a drawing", document.createElementNS("http://www.w3.org/2000/svg", "svg")],
      ["a detached element", document.createElement("div")],
      ["an element in a fragment", part(document.createDocumentFragment())],
      ["an element inside a shadow root", inside],
      ["an element of another document", foreign],
      ["an element that moved to another document", adopted],
      ["a proxy of an element", new Proxy(stage.container, {})],
      ["a string object", new String("#klarna")],
    ])) {
      await failsWith(() => klarna.load(container), "INVALID_CONTAINER", "container", what);
      const review = () => klarna.loadPaymentReview(container);
      await failsWith(review, "INVALID_CONTAINER", "container", what);
    }
    equal([stage.sdk.to("load").length, klarna.state], [0, "ready"]);
    for (const element of [host, iframe]) element.remove();
    check((await klarna.load("#klarna")).status === "shown", "a right one is taken afterwards");
  },

  "a container that calls back into the purchase does no harm": async (stage) => {
    const klarna = await stage.withWidget();
    const box = document.createElement("div");
    document.body.append(box);
    const other = await stage.load();
    /** @type {Promise<unknown>[]} */
    const inner = [];
    box.contains = () => {
      inner.push(other.load(box));
      return false;
    };
    stage.sdk.does.load = () => {};
    const shown = other.load(box, ORDER);
    Object.defineProperty(stage.container, "isConnected", {
      configurable: true,
      get: () => {
        klarna.dispose();
        return true;
      },
    });
    await failsWith(() => klarna.authorize(), "DISPOSED");
    equal(klarna.state, "disposed");
    other.dispose();
    equal(inner.length, 1, "it called back");
    for (const load of [shown, ...inner]) await failsWith(() => load, "DISPOSED");
    box.remove();
  },
};

/** @param {DocumentFragment} fragment */
function part(fragment) {
  const element = document.createElement("div");
  fragment.append(element);
  return element;
}
