// Whatever the page has become (polluted or frozen prototypes, patched promises, other fetches), the border holds.

import { check, equal, failsWith } from "./claims.js";
import { DECLINED, ORDER } from "./payments_stage.js";

/** The usual polyfill of `fetch` over XMLHttpRequest has no streams. @param {string} text */
const withoutStreams = (text) => ({
  status: 201,
  ok: true,
  type: "default",
  headers: new Headers(),
  text: async () => text,
});

/** A promise that somebody patched. @param {string} key @param {PropertyDescriptor} descriptor */
const patched = (key, descriptor) => Object.defineProperty(Promise.resolve({}), key, descriptor);

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a polluted prototype does not change how a token is sent": async (stage) => {
    const klarna = await stage.withWidget({ backend: { url: "/orders", maxAttempts: 1 } });
    /** @type {unknown[]} */
    const asked = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      const { redirect, credentials, method, mode } = new Request(input, init);
      asked.push(redirect, credentials, method, mode);
      return fetch(input, init);
    };
    const polluted = {
      redirect: "follow",
      credentials: "include",
      method: "PUT",
      mode: "no-cors",
      integrity: "sha256-x",
    };
    Object.assign(Object.prototype, polluted);
    try {
      await klarna.authorize();
    } finally {
      for (const key of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, key);
    }
    equal(asked, ["manual", "same-origin", "POST", "cors"]);
  },

  "nothing is posted after the deadline": async (stage) => {
    Object.defineProperty(navigator, "onLine", { configurable: true, value: false });
    try {
      const klarna = await stage.withWidget({ backend: { url: "/orders", deadlineMs: 900 } });
      stage.backend = () => new TypeError("offline");
      const began = performance.now();
      await failsWith(() => klarna.authorize(), "BACKEND_UNREACHABLE");
      check(performance.now() - began > 800, "it waits for the connection until the deadline");
      equal(stage.sent.length, 1);
    } finally {
      Reflect.deleteProperty(navigator, "onLine");
    }
  },

  "an answer that comes through another window's fetch is read": async (stage) => {
    const klarna = await stage.withWidget({ backend: { url: "/orders", maxAttempts: 1 } });
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const other = /** @type {any} */ (frame.contentWindow);
    globalThis.fetch = async () => new other.Response('{"order_number":"1"}', { status: 201 });
    try {
      const { delivery } = /** @type {any} */ (await klarna.authorize());
      equal([delivery.status, delivery.body], [201, { order_number: "1" }]);
    } finally {
      frame.remove();
    }
  },

  "an answer of a fetch that has no streams is read": async (stage) => {
    const klarna = await stage.withWidget({ backend: { url: "/orders", maxAttempts: 1 } });
    globalThis.fetch = async () => /** @type {any} */ (withoutStreams(`"${"x".repeat(2 ** 20)}"`));
    await failsWith(() => klarna.authorize(), "BACKEND_INVALID_RESPONSE");
    globalThis.fetch = async () => /** @type {any} */ (withoutStreams('{"order_number":"1"}'));
    const { status, body } = await klarna.deliver();
    equal([status, body], [201, { order_number: "1" }]);
  },

  "no handler hears of anything after the disposal": async (stage) => {
    const klarna = await stage.withWidget();
    klarna.on("statechange", ({ state }) => {
      if (state === "authorizing") klarna.dispose();
    });
    /** @type {string[]} */
    const states = [];
    klarna.on("statechange", ({ state }) => states.push(state));
    await failsWith(() => klarna.authorize(), "DISPOSED");
    equal(states.at(-1), "disposed", `the last word of ${states}`);
  },

  "a handler that another one takes away is not called any more": async (stage) => {
    const klarna = await stage.load();
    /** @type {string[]} */
    const heard = [];
    let off = () => {};
    klarna.on("statechange", () => {
      heard.push("first");
      off();
    });
    off = klarna.on("statechange", () => {
      heard.push("second");
    });
    klarna.dispose();
    equal(heard, ["first"]);
  },

  "an error has its name also where the prototypes are frozen": async (stage) => {
    const klarna = await stage.load();
    const before = /** @type {PropertyDescriptor} */ (
      Object.getOwnPropertyDescriptor(Error.prototype, "name")
    );
    Object.defineProperty(Error.prototype, "name", { ...before, writable: false });
    try {
      await failsWith(() => klarna.authorize(), "INVALID_STATE");
    } finally {
      Object.defineProperty(Error.prototype, "name", before);
    }
  },

  "the message names what it is about, for logs that keep nothing else": async (stage) => {
    const error = await failsWith(
      () => stage.loadRaw({ backend: "/orders" }),
      "INVALID_ARGUMENT",
      "clientToken",
    );
    equal(error.message, "clientToken: this option is missing");
  },

  "a record that cannot be replaced does not stand in the way of finalize": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeAnswers(DECLINED);
    equal(await klarna.authorize({ autoFinalize: false }), { status: "declined" });
    await klarna.load(stage.container, ORDER);
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    try {
      stage.authorizeAnswers({ approved: true, finalize_required: true });
      equal(await klarna.authorize({ autoFinalize: false }), { status: "finalize_required" });
      equal((await klarna.finalize()).status, "approved");
    } finally {
      Storage.prototype.setItem = setItem;
    }
  },

  "a promise for headers that cannot be awaited is a failure of the shop's function": async (
    stage,
  ) => {
    const thrown = new Error("no");
    const refuses = () => {
      throw thrown;
    };
    for (const [answer, what] of /** @type {const} */ ([
      [patched("constructor", { get: refuses }), "getter of constructor"],
      [patched("then", { get: refuses }), "getter of then"],
      [patched("then", { value: refuses }), "then"],
    ])) {
      const backend = { url: "/orders", maxAttempts: 1, deadlineMs: 1000, headers: () => answer };
      const klarna = await stage.withWidget({ backend: /** @type {any} */ (backend) });
      const act = () => klarna.authorize();
      const error = await failsWith(act, "BACKEND_UNREACHABLE", "backend.headers", what);
      equal(error.message, "the function for the headers failed; see cause", what);
      check(error.cause === thrown, `${what}: the cause is what was thrown`);
      equal(stage.sent, [], "nothing was sent");
      klarna.dispose();
    }
  },

  "a promise for headers that answers at once is awaited": async (stage) => {
    const atOnce = (/** @type {any} */ done) => done({ "X-Shop": "1" });
    const promise = patched("then", { value: atOnce });
    const klarna = await stage.withWidget({
      backend: { url: "/orders", maxAttempts: 1, deadlineMs: 1000, headers: () => promise },
    });
    equal((await klarna.authorize()).status, "approved");
    equal(stage.sent[0]?.headers.get("x-shop"), "1");
  },
};
