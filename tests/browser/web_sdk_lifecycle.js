// Beginning and ending, any number of times.

import { soak } from "./claims.js";
import { CLICK, check, equal, failsWith, turn } from "./web_sdk_stage.js";

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "disposal takes out what was mounted and leaves no listener": async (stage) => {
    const { klarna, presentation, button, element, heard } = await stage.withButton();
    presentation.mount("header", stage.container);
    klarna.on("shippingaddresschange", () => ({}));
    klarna.dispose();
    klarna.dispose();
    button.unmount();
    equal([stage.container.childElementCount, stage.sdk.handlers, stage.sdk.warnings], [0, [], []]);
    equal(klarna.state, "disposed");
    await failsWith(() => klarna.presentation({ currency: "EUR" }), "DISPOSED");
    await failsWith(() => presentation.refresh({ amount: 1 }), "DISPOSED");
    await failsWith(() => presentation.mount("header", stage.container), "DISPOSED");
    await failsWith(() => presentation.mountButton(stage.container), "DISPOSED");
    await failsWith(() => klarna.on("complete", () => {}), "DISPOSED");
    await failsWith(() => klarna.fetch("krn:1"), "DISPOSED");
    await failsWith(() => klarna.confirm("krn:1"), "DISPOSED");
    await failsWith(() => element.click(CLICK), "DISPOSED");
    equal([stage.sent, heard], [[], []]);
  },

  "an approval that comes after disposal still leads the customer on": async (stage) => {
    const { klarna, element } = await stage.withButton();
    const answer = element.click(CLICK);
    klarna.dispose();
    equal(await answer, { returnUrl: "https://shop.test/thanks" });
  },

  "a decline that comes after disposal is thrown into nobody's page": async (stage) => {
    const { klarna, element, heard } = await stage.withButton();
    /** @type {(answer: unknown) => void} */
    let decide = () => {};
    stage.backend = () =>
      new Promise((resolve) => {
        decide = resolve;
      });
    const refused = failsWith(() => element.click(CLICK), "DECLINED");
    while (stage.sent.length === 0) await turn();
    klarna.dispose();
    // The SDK throws an error into the page if nobody listens for it.
    equal(
      stage.sdk.handlers.map(([event]) => event),
      ["error"],
    );
    decide({ result: "DECLINED" });
    stage.sdk.report("error", await refused);
    equal([heard, stage.reported, stage.sdk.handlers], [[], [], []]);
  },

  "nothing listens any more once Klarna's SDK had the time to report a refusal": async (stage) => {
    const { klarna, element } = await stage.withButton();
    stage.backend = () => ({ result: "DECLINED" });
    const refused = failsWith(() => element.click(CLICK), "DECLINED");
    klarna.dispose();
    await refused;
    while (stage.sdk.handlers.length > 0) await turn();
    const approved = await stage.withButton();
    stage.backend = () => ({ result: "APPROVED", returnUrl: "/thanks" });
    const answer = approved.element.click(CLICK);
    approved.klarna.dispose();
    await answer;
    equal(stage.sdk.handlers, []);
  },

  "no button is mounted by a shop that disposes of everything when it hears of the end": async (
    stage,
  ) => {
    stage.prepare = (sdk) => sdk.replayed.push(["complete", [{ state: "COMPLETED" }]]);
    const klarna = await stage.load();
    klarna.on("statechange", ({ state }) => {
      if (state === "completed") klarna.dispose();
    });
    const presentation = await klarna.presentation({ currency: "EUR" });
    await failsWith(() => presentation.mountButton(stage.container), "DISPOSED");
    equal([stage.container.childElementCount, klarna.state], [0, "disposed"]);
    const left = stage.sdk.handlers.map(([event]) => event);
    check(!left.includes("abort") && !left.includes("error"), "no listener is added any more");
  },

  "nothing is left mounted by a shop that disposes of everything while Klarna mounts it": async (
    stage,
  ) => {
    const klarna = await stage.load();
    klarna.on("complete", () => klarna.dispose());
    const presentation = await klarna.presentation({ currency: "EUR" });
    presentation.mount("header", stage.container);
    const made = Object.getPrototypeOf(stage.sdk.lastElement);
    const { mount } = made;
    made.mount = function (/** @type {HTMLElement} */ container) {
      stage.sdk.report("complete", { state: "COMPLETED" });
      return mount.call(this, container);
    };
    try {
      await failsWith(() => presentation.mountButton(stage.container), "DISPOSED");
    } finally {
      made.mount = mount;
    }
    equal([stage.container.childElementCount, stage.sdk.warnings], [0, []]);
  },

  "nothing is left mounted by a shop that disposes of everything during a refresh": async (
    stage,
  ) => {
    const { klarna, presentation, element } = await stage.withButton();
    presentation.mount("header", stage.container);
    klarna.on("complete", () => klarna.dispose());
    const made = Object.getPrototypeOf(element);
    const { mount } = made;
    made.mount = function (/** @type {HTMLElement} */ container) {
      stage.sdk.report("complete", { state: "COMPLETED" });
      return mount.call(this, container);
    };
    try {
      await failsWith(() => presentation.refresh({ amount: 1 }), "DISPOSED");
    } finally {
      made.mount = mount;
    }
    equal([stage.container.childElementCount, stage.sdk.warnings], [0, []]);
  },

  "no journey and no post begins after disposal": async (stage) => {
    const { klarna, element } = await stage.withButton();
    stage.backend = () => {
      klarna.dispose();
      return { result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" };
    };
    await failsWith(() => element.click(CLICK), "DISPOSED");
    const other = await stage.withButton();
    other.klarna.on("statechange", () => other.klarna.dispose());
    await failsWith(() => other.element.click(CLICK), "DISPOSED");
    equal(stage.sent.length, 1);
  },

  "a click that is on its way is not posted again by an object that comes after the disposal":
    async (stage) => {
      const one = await stage.withButton();
      /** @type {((answer: unknown) => void)[]} */
      const answers = [];
      stage.backend = () => new Promise((resolve) => answers.push(resolve));
      const first = one.element.click(CLICK);
      while (answers.length < 1) await turn();
      one.klarna.dispose();
      const two = await stage.withButton();
      const second = two.element.click(CLICK);
      while (answers.length < 2) await turn();
      const keys = () => stage.sent.map((post) => post.headers.get("idempotency-key"));
      equal(new Set(keys()).size, 1, "one customer, one request");
      for (const answer of answers) answer({ result: "DECLINED" });
      await Promise.all([failsWith(() => first, "DECLINED"), failsWith(() => second, "DECLINED")]);
      stage.backend = () => ({ result: "APPROVED", returnUrl: "https://shop.test/thanks" });
      await two.element.click(CLICK);
      equal(new Set(keys()).size, 2, "a decision ends the key");
    },

  "loading again after disposal uses the same instance": async (stage) => {
    const first = await stage.withButton();
    first.klarna.dispose();
    const second = await stage.withButton();
    equal(stage.made.length, 1);
    equal(await second.element.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    equal(stage.container.childElementCount, 1);
  },

  "a shop that keeps nothing but its handlers is still heard and served": async (stage) => {
    /** @type {string[]} */
    const heard = [];
    await (async () => {
      const klarna = await stage.load();
      klarna.on("complete", ({ state }) => {
        heard.push(String(state));
      });
      (await klarna.presentation({ currency: "EUR" })).mountButton(stage.container);
      // As the garbage collector does once the shop holds the object no more.
      stage.subject._wbg_cb_unref();
    })();
    equal(await stage.sdk.lastElement.click(CLICK), { returnUrl: "https://shop.test/thanks" });
    stage.sdk.report("complete", { paymentRequestId: "krn:1", state: "COMPLETED" });
    equal(heard, ["COMPLETED"]);
  },

  "a thousand rounds of mounting, paying and disposing leave nothing behind": async (stage) => {
    const rounds = soak(1000);
    for (let round = 0; round < rounds; round++) {
      const { klarna, element } = await stage.withButton();
      stage.backend = () => ({ result: "DECLINED" });
      await element.click(CLICK).catch(() => {});
      klarna.dispose();
    }
    equal(
      [stage.made.length, stage.sdk.handlers.length, stage.container.childElementCount],
      [1, 0, 0],
    );
    equal(stage.sent.length, rounds, "every click was posted once");
  },

  "a log tells what happened and no token": async (stage) => {
    /** @type {any[]} */
    const log = [];
    const { element } = await stage.withButton(
      { log: (entry) => log.push(entry), sdkToken: "sdk-secret" },
      { initiationMode: "REDIRECT" },
    );
    stage.backend = () => ({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    await element.click(CLICK);
    stage.sdk.report("complete", {
      paymentRequestId: "krn:1",
      state: "COMPLETED",
      stateContext: { klarnaNetworkSessionToken: "secret" },
    });
    const events = new Set(log.map(({ event }) => event));
    for (const event of [
      "load",
      "presentation",
      "warning",
      "delivery",
      "outcome",
      "state",
      "event",
    ]) {
      check(events.has(event), `the log has an entry ${event}`);
    }
    check(!/session-token|secret/.test(JSON.stringify(log)), "no token in the log");
  },
};
