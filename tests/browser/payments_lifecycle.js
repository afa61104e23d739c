// Beginning and ending, any number of times.

import { becomes, check, equal, failsWith, soak, turn } from "./claims.js";
import { frameId } from "./fake_payments.js";
import { ORDER, within } from "./payments_stage.js";

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "disposal takes the widget out and leaves no listener": async (stage) => {
    const theirs = () => {};
    stage.sdk.api.on("heightChanged", theirs);
    const klarna = await stage.withWidget();
    let heard = 0;
    klarna.on("overlayshown", () => heard++);
    check(stage.sdk.listeners.length > 1, "it listened to Klarna");
    klarna.dispose();
    klarna.dispose();
    equal(stage.container.childElementCount, 0);
    check(
      stage.sdk.listeners.length === 1 && stage.sdk.listeners[0]?.[1] === theirs,
      "the listeners of others stay",
    );
    equal([klarna.state, heard], ["disposed", 0]);
    for (const act of [
      () => klarna.load(stage.container),
      () => klarna.loadPaymentReview(stage.container),
      () => klarna.authorize(),
      () => klarna.reauthorize(),
      () => klarna.finalize(),
      () => klarna.deliver(),
      () => klarna.on("statechange", () => {}),
    ]) {
      await failsWith(act, "DISPOSED");
    }
  },

  "the shop hears of the disposal as of every other state": async (stage) => {
    const klarna = await stage.load();
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state }) => states.push(state));
    klarna.dispose();
    equal(states, ["disposed"]);
  },

  "disposal settles whatever waits": async (stage) => {
    for (const method of /** @type {const} */ (["load", "loadPaymentReview"])) {
      stage.sdk.does[method] = () => {};
      const klarna = await stage.load();
      const shown = klarna[method](stage.container);
      klarna.dispose();
      await failsWith(() => shown, "DISPOSED", undefined, method);
    }
    const { load } = new (await import("./fake_payments.js")).FakePayments().does;
    check(load, "the ordinary load");
    stage.sdk.does.load = (call) => {
      stage.sdk.show(call);
      setTimeout(() => call.answer({ show_form: true }));
    };
    for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
      stage.sdk.does[method] = () => {};
      const klarna = await stage.withWidget({ backend: "/orders" });
      const outcome = method === "authorize" ? klarna.authorize({}) : klarna[method]();
      klarna.dispose();
      await failsWith(() => outcome, "DISPOSED", undefined, method);
      stage.sdk.last(method).answer({ approved: true, authorization_token: "late" });
      await turn();
    }
    equal(stage.sent, [], "a late token goes nowhere");
  },

  "disposal settles every payment review that waits": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.does.loadPaymentReview = () => {};
    const reviews = [1, 2].map(() => klarna.loadPaymentReview(stage.container));
    klarna.dispose();
    equal(await Promise.all(reviews.map((review) => within(review))), ["DISPOSED", "DISPOSED"]);
  },

  "disposal during a load takes out the frame that the load had made": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.does.load = (call) => stage.sdk.show(call);
    const first = klarna.load(stage.container, ORDER);
    const second = klarna.load(stage.container, ORDER);
    klarna.dispose();
    for (const shown of [first, second]) await failsWith(() => shown, "DISPOSED");
    equal(document.getElementById(frameId("klarna")), null);
    stage.sdk.last("load").answer({ show_form: true });
    await turn();
    equal([stage.sdk.to("load").length, klarna.state], [1, "disposed"], "nothing is sent later");
  },

  "disposal takes out the frame of a load that Klarna never answered": async (stage) => {
    const klarna = await stage.load({ loadTimeoutMs: 20 });
    stage.sdk.does.load = (call) => stage.sdk.show(call);
    await failsWith(() => klarna.load(stage.container, ORDER), "SDK_TIMEOUT");
    klarna.dispose();
    equal(stage.container.childElementCount, 0);
  },

  "a token that came in the very moment of the disposal is delivered": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    stage.authorizeWaits();
    const outcome = klarna.authorize();
    stage.sdk.approve(stage.sdk.last("authorize"));
    klarna.dispose();
    equal((await outcome).status, "approved");
    equal([stage.sent.length, klarna.state], [1, "disposed"]);
  },

  "disposal while a token is on its way does not stop it": async (stage) => {
    const klarna = await stage.withWidget({ backend: "/orders" });
    /** @type {(answer: unknown) => void} */
    let answer = () => {};
    const posted = new Promise((resolve) => {
      stage.backend = () => {
        resolve(undefined);
        return new Promise((settle) => (answer = settle));
      };
    });
    const outcome = klarna.authorize();
    await posted;
    klarna.dispose();
    answer({ order_number: "1" });
    equal(/** @type {any} */ (await outcome).delivery.body, { order_number: "1" });
  },

  "a token that is on its way is not asked for again by an object that comes after the disposal":
    async (stage) => {
      const one = await stage.withWidget({ backend: "/orders" });
      /** @type {((answer: unknown) => void)[]} */
      const answers = [];
      stage.backend = () => new Promise((resolve) => answers.push(resolve));
      const outcome = one.authorize();
      await becomes(() => answers.length === 1, "the token is on its way");
      one.dispose();
      const two = await stage.withWidget({ backend: "/orders" });
      const second = within(two.authorize());
      equal([await second, stage.sdk.charged.length], ["IN_PROGRESS", 1]);
      for (const answer of answers) answer({ order_number: "1" });
      equal((await outcome).status, "approved");
    },

  "disposal stops timers and observers at once": async (stage) => {
    const { setTimeout: start, clearTimeout: stop } = window;
    // By its delay: WebKit's driver sets timers of its own with the page's `setTimeout`.
    const loadTimeoutMs = 34_567;
    const running = new Set();
    const observers = new Set();
    const { observe, disconnect } = MutationObserver.prototype;
    Object.assign(window, {
      setTimeout: (/** @type {any} */ run, /** @type {number} */ ms) => {
        const id = start(() => {
          running.delete(id);
          run();
        }, ms);
        if (ms === loadTimeoutMs) running.add(id);
        return id;
      },
      clearTimeout: (/** @type {any} */ id) => {
        running.delete(id);
        stop(id);
      },
    });
    Object.assign(MutationObserver.prototype, {
      /** @param {any[]} args @this {any} */
      observe(...args) {
        observers.add(this);
        return observe.apply(this, /** @type {any} */ (args));
      },
      /** @this {any} */
      disconnect() {
        observers.delete(this);
        return disconnect.apply(this);
      },
    });
    try {
      const loading = await stage.load({ loadTimeoutMs });
      stage.sdk.does.load = () => {};
      const shown = loading.load(stage.container);
      check(running.size === 1 && observers.size === 1, "the load is watched and limited");
      loading.dispose();
      await failsWith(() => shown, "DISPOSED");
      await turn();
      equal([running.size, observers.size], [0, 0], "after a load");
      stage.sdk.does.load = (call) => call.answer({ show_form: true });
      stage.sdk.does.authorize = () => {};
      const asking = await stage.withWidget({ loadTimeoutMs });
      const outcome = asking.authorize();
      check(observers.size === 1, "the widget is watched");
      asking.dispose();
      await failsWith(() => outcome, "DISPOSED");
      await turn();
      equal([running.size, observers.size], [0, 0], "after an authorize");
    } finally {
      Object.assign(window, { setTimeout: start, clearTimeout: stop });
      Object.assign(MutationObserver.prototype, { observe, disconnect });
    }
  },

  "a shop that comes back begins anew": async (stage) => {
    (await stage.withWidget()).dispose();
    const klarna = await stage.withWidget();
    equal((await klarna.authorize()).status, "approved");
    equal(stage.container.childElementCount, 1);
  },

  "a tag that a consent tool keeps from running is neither waited for nor taken away": async (
    stage,
  ) => {
    Reflect.deleteProperty(window, "Klarna");
    const address = "https://x.klarnacdn.net/kp/lib/v1/api.js";
    const blocked = Object.assign(document.createElement("script"), {
      type: "text/plain",
      src: address,
    });
    document.body.append(blocked);
    // Watched, since a tag that cannot be loaded here is gone soon.
    /** @type {Node[]} */
    const added = [];
    const observer = new MutationObserver((records) =>
      added.push(...records.flatMap(({ addedNodes }) => [...addedNodes])),
    );
    observer.observe(document.head, { childList: true });
    const loaded = stage.load({ sdk: { timeoutMs: 300, retries: 1 } }).catch(() => {});
    await turn();
    const ours = added.filter((node) => node instanceof HTMLScriptElement);
    equal(
      ours.map(({ src }) => src.startsWith(address)),
      [true],
      "a tag of our own comes at once",
    );
    await loaded;
    observer.disconnect();
    check(blocked.isConnected, "the shop's tag stays");
    blocked.remove();
  },

  "a thousand rounds of mounting, authorizing and disposing leave nothing behind": async (
    stage,
  ) => {
    stage.sdk.does.load = (call) => {
      stage.sdk.show(call);
      call.answer({ show_form: true });
    };
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    const round = async () => {
      const klarna = await stage.load({ backend: "/orders" });
      klarna.on("statechange", () => {});
      await klarna.load(stage.container, ORDER);
      equal((await klarna.authorize({ autoFinalize: false }, ORDER)).status, "approved");
      klarna.dispose();
      stage.made.length = stage.sdk.calls.length = stage.sent.length = 0;
    };
    const rounds = soak(250);
    /** How much these rounds add to the module's memory. What JavaScript held of it is free once it was collected. */
    const growth = async () => {
      const before = stage.memory().buffer.byteLength;
      for (let count = 0; count < rounds; count++) await round();
      await collectGarbage();
      return stage.memory().buffer.byteLength - before;
    };
    /** @type {number[]} */
    const grown = [];
    while (grown.length < 4 || (grown.at(-1) !== 0 && grown.length < 12))
      grown.push(await growth());
    equal(stage.sdk.charged.length, rounds * grown.length);
    equal([stage.sdk.listeners.length, stage.container.childElementCount], [0, 0]);
    equal(grown.at(-1), 0, `the module's memory stays as it is: ${grown}`);
  },
};

/** Makes the engine collect garbage, by giving it a lot. */
async function collectGarbage() {
  for (let count = 0; count < 20; count++) {
    Array.from({ length: 100_000 }, (_, index) => ({ index }));
    await turn();
  }
}
