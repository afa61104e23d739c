// What the shop hears.

import { check, equal, failsWith } from "./claims.js";
import { DISMISSED, ORDER } from "./payments_stage.js";

/** @typedef {import("klarna-payments-wasm").PaymentsEvents} PaymentsEvents */

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every change of state is told once, in order": async (stage) => {
    const klarna = await stage.load({ backend: "/orders" });
    /** @type {string[]} */
    const states = [klarna.state];
    klarna.on("statechange", ({ state, previous }) => {
      equal(previous, states.at(-1));
      equal(klarna.state, state);
      states.push(state);
    });
    await klarna.load(stage.container, ORDER);
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize();
    await klarna.finalize();
    equal(states, [
      ...["ready", "loading", "loaded", "authorizing", "finalize_required", "finalizing"],
      ...["delivering", "delivered"],
    ]);
  },

  "every handler hears the states in the order in which they came": async (stage) => {
    const klarna = await stage.load();
    /** @type {Promise<unknown>} */
    let outcome = Promise.resolve();
    klarna.on("statechange", ({ state }) => {
      if (state === "loaded") outcome = klarna.authorize();
    });
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state }) => states.push(state));
    stage.authorizeWaits();
    await klarna.load(stage.container, ORDER);
    equal(klarna.state, "authorizing");
    equal(states, ["loading", "loaded", "authorizing"]);
    klarna.dispose();
    await failsWith(() => outcome, "DISPOSED");
  },

  "Klarna's events come under the names of this package": async (stage) => {
    const klarna = await stage.withWidget();
    /** @type {unknown[]} */
    const heard = [];
    for (const event of /** @type {const} */ (["heightchanged", "overlayshown", "overlayhidden"])) {
      klarna.on(event, (/** @type {unknown} */ payload) => heard.push([event, payload]));
    }
    stage.sdk.report("heightChanged", 230, "klarna");
    stage.sdk.report("fullscreenOverlayShown", "klarna");
    stage.sdk.report("fullscreenOverlayHidden", "klarna");
    // The documentation knows of no name.
    stage.sdk.report("heightChanged", 1);
    stage.sdk.report("fullscreenOverlayShown");
    equal(heard, [
      ["heightchanged", { height: 230 }],
      ["overlayshown", {}],
      ["overlayhidden", {}],
      ["heightchanged", { height: 1 }],
      ["overlayshown", {}],
    ]);
  },

  "the events of another widget are not told": async (stage) => {
    const klarna = await stage.withWidget({ instanceId: "mine" });
    await stage.load({ instanceId: "yours" });
    /** @type {number[]} */
    const heights = [];
    klarna.on("heightchanged", ({ height }) => {
      heights.push(height);
    });
    stage.sdk.report("heightChanged", 100, "yours");
    stage.sdk.report("heightChanged", 200, "mine");
    // A static widget goes by a name of Klarna's own.
    stage.sdk.report("heightChanged", 300, "one");
    equal(heights, [200, 300]);
  },

  "a handler that throws starves no other, neither ours nor Klarna's": async (stage) => {
    const klarna = await stage.withWidget();
    let heard = 0;
    const thrown = new Error("of the shop's");
    for (const event of /** @type {(keyof PaymentsEvents)[]} */ (["statechange", "overlayshown"])) {
      klarna.on(event, () => {
        throw thrown;
      });
      klarna.on(event, () => heard++);
    }
    stage.sdk.listeners.push(["fullscreenOverlayShown", () => heard++]);
    stage.sdk.report("fullscreenOverlayShown", "klarna");
    equal([heard, stage.sdk.swallowed], [2, undefined]);
    stage.authorizeAnswers(DISMISSED);
    equal(await klarna.authorize(), { status: "dismissed" });
    equal(heard, 4, "and both changes of state");
    check(
      stage.reported.length === 3 && stage.reported.every((error) => error === thrown),
      "the page's monitoring sees the errors",
    );
  },

  "a handler is taken away by the function that on gave, as often as one likes": async (stage) => {
    const klarna = await stage.withWidget();
    let heard = 0;
    const handler = () => void heard++;
    const off = klarna.on("overlayshown", handler);
    const other = klarna.on("overlayshown", handler);
    stage.sdk.report("fullscreenOverlayShown");
    off();
    off();
    stage.sdk.report("fullscreenOverlayShown");
    equal(heard, 3, "the same function, added twice, is taken away once");
    other();
    stage.sdk.report("fullscreenOverlayShown");
    equal(heard, 3);
  },

  "handlers may come and go while an event is told": async (stage) => {
    const klarna = await stage.withWidget();
    /** @type {string[]} */
    const heard = [];
    const off = klarna.on("overlayshown", () => {
      heard.push("first");
      off();
      klarna.on("overlayshown", () => heard.push("added"));
    });
    klarna.on("overlayshown", () => heard.push("second"));
    stage.sdk.report("fullscreenOverlayShown");
    equal(heard, ["first", "second"]);
    stage.sdk.report("fullscreenOverlayShown");
    equal(heard, ["first", "second", "second", "added"]);
  },

  "a handler may make Klarna report again": async (stage) => {
    const klarna = await stage.withWidget();
    /** @type {number[]} */
    const heights = [];
    klarna.on("heightchanged", ({ height }) => {
      heights.push(height);
      if (height < 3) stage.sdk.report("heightChanged", height + 1);
    });
    stage.sdk.report("heightChanged", 1);
    equal([heights, stage.sdk.swallowed, stage.reported], [[1, 2, 3], undefined, []]);
  },

  "a handler may dispose of everything": async (stage) => {
    const klarna = await stage.withWidget();
    klarna.on("statechange", () => klarna.dispose());
    await failsWith(() => klarna.authorize(), "DISPOSED");
    equal([klarna.state, stage.sdk.listeners], ["disposed", []]);
  },

  "an event that does not exist is an error, and so is a handler that is no function": async (
    stage,
  ) => {
    const klarna = await stage.load();
    const on = /** @type {any} */ (klarna.on.bind(klarna));
    for (const event of ["statechanged", "heightChanged", "", "toString", undefined, null, 1, {}]) {
      await failsWith(() => on(event, () => {}), "INVALID_ARGUMENT", "event");
    }
    for (const handler of [undefined, null, "x", {}, { handleEvent() {} }]) {
      await failsWith(() => on("statechange", handler), "INVALID_ARGUMENT", "handler");
    }
  },

  "an SDK without events is good enough": async (stage) => {
    Object.assign(stage.sdk.api, {
      on: () => {
        throw new Error("EventNotSupportedError");
      },
    });
    const klarna = await stage.withWidget();
    equal((await klarna.authorize()).status, "approved");
  },
};
