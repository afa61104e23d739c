// How the Web SDK is loaded and configured.

import { check, equal, failsWith, turn } from "./web_sdk_stage.js";

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every wrong option is named before anything is loaded": async (stage) => {
    const { backend } = stage.options();
    const rows = /** @type {[string, string, Record<string, unknown>][]} */ ([
      ["INVALID_ARGUMENT", "clientId", { clientId: undefined }],
      ["INVALID_ARGUMENT", "clientId", { clientId: 7 }],
      ["INVALID_ARGUMENT", "locale", { locale: "english please" }],
      ["INVALID_ARGUMENT", "products", { products: ["MESSAGING"] }],
      ["INVALID_ARGUMENT", "products[1]", { products: ["PAYMENT", "EVERYTHING"] }],
      ["INVALID_ARGUMENT", "products[0]", { products: [Number.NaN] }],
      ["INVALID_ARGUMENT", "acquiringConfig", { acquiringConfig: {} }],
      ["INVALID_ARGUMENT", "acquiringConfig", { acquiringConfig: () => {} }],
      ["INVALID_ARGUMENT", "backend", { backend: undefined }],
      ["INVALID_ARGUMENT", "backend.authorize", { backend: {} }],
      [
        "INSECURE_ENDPOINT",
        "backend.authorize",
        { backend: { authorize: "http://shop.example/" } },
      ],
      [
        "INSECURE_ENDPOINT",
        "backend.status.url",
        { backend: { ...backend, status: { url: "http://x.example" } } },
      ],
      ["INVALID_ARGUMENT", "declineUrl", { declineUrl: "javascript:alert(1)" }],
      ["INVALID_ARGUMENT", "returnUrl", { returnUrl: "http://shop.example/thanks" }],
      ["INVALID_ARGUMENT", "expose[0]", { expose: ["everything"] }],
      ["INVALID_ARGUMENT", "sdk.url", { sdk: { url: "https://evil.example/klarna.mjs" } }],
      ["INVALID_ARGUMENT", "log", { log: "console" }],
      ["INVALID_ARGUMENT", "fallback", { fallback: "compat" }],
    ]);
    for (const [code, path, options] of rows) {
      await failsWith(() => stage.loadRaw({ ...stage.options(), ...options }), code, path);
    }
    await failsWith(() => stage.loadRaw("klarna_test_client"), "INVALID_ARGUMENT", "options");
    equal(stage.klarna.evaluations, 0);
  },

  "options of a prototype, of a throwing getter or of a proxy do no harm": async (stage) => {
    const inherited = Object.assign(
      Object.create({ declineUrl: "javascript:alert(1)" }),
      stage.options(),
    );
    await stage.loadRaw(inherited);
    const throwing = {
      ...stage.options(),
      get locale() {
        throw new Error("no");
      },
    };
    await failsWith(() => stage.loadRaw(throwing), "INVALID_ARGUMENT", "locale");
    const proxy = new Proxy(stage.options(), {
      getOwnPropertyDescriptor() {
        throw "a string";
      },
    });
    await failsWith(() => stage.loadRaw(proxy), "INVALID_ARGUMENT", "clientId");
  },

  "Klarna gets what was given and nothing else": async (stage) => {
    await stage.load({ locale: undefined });
    equal(Object.keys(stage.sdk.configuration), ["clientId"]);
    const given = {
      clientId: "klarna_test_client_full",
      locale: "sv-SE",
      partnerAccountId: "krn:partner",
      sdkToken: "sdk-token",
      products: /** @type {["PAYMENT", "MESSAGING"]} */ (["PAYMENT", "MESSAGING"]),
      acquiringConfig: { paymentAccountId: "krn:account" },
    };
    await stage.load({ ...given, returnUrl: "/thanks" });
    equal(stage.sdk.configuration, given);
  },

  "equal configurations share one instance": async (stage) => {
    const [first, second] = await Promise.all([stage.load(), stage.load()]);
    check(first !== second, "each caller has an object of its own");
    await stage.load();
    equal(stage.made.length, 1);
    await stage.load({ locale: "de-DE" });
    equal([stage.made.length, stage.klarna.evaluations], [2, 1]);
  },

  "a failed import is tried again at an address of its own": async (stage) => {
    stage.klarna.failingEvaluations = 2;
    await stage.load({ sdk: { url: stage.url, retries: 2 } });
    equal(stage.klarna.evaluations, 3);
  },

  "a module that arrives while the next attempt is awaited is not evaluated again": async (
    stage,
  ) => {
    const { random } = Math;
    Math.random = () => 0.999; // the longest wait: 450 ms
    stage.klarna.evaluation = new Promise((resolve) => setTimeout(resolve, 150));
    try {
      await stage.load({ sdk: { url: stage.url, retries: 1, timeoutMs: 30 } });
    } finally {
      Math.random = random;
    }
    equal([stage.klarna.evaluations, stage.made.length], [1, 1]);
  },

  "a failure is not kept": async (stage) => {
    stage.klarna.failingEvaluations = 1;
    const error = await failsWith(() => stage.load(), "SDK_LOAD_FAILED");
    equal([error.retryable, error.cause?.message], [true, "evaluated too early"]);
    await stage.load();
    const { make } = stage.klarna;
    stage.klarna.make = () => Promise.reject(new Error("denied"));
    await failsWith(() => stage.load({ locale: "fi-FI" }), "SDK_ERROR");
    stage.klarna.make = make;
    await stage.load({ locale: "fi-FI" });
  },

  "an SDK that lacks what is needed is incompatible": async (stage) => {
    await failsWith(() => stage.load({ sdk: { url: import.meta.url } }), "SDK_INCOMPATIBLE");
    for (const broken of [undefined, null, "sdk", {}, { Payment: {} }, { Payment: { on() {} } }]) {
      stage.klarna.make = async () => broken;
      await failsWith(() => stage.load(), "SDK_INCOMPATIBLE");
    }
    stage.klarna.make = () => {
      throw { errorCode: "PERMISSION_DENIED", errorId: "1", errorType: "ACCESS_ERROR" };
    };
    const error = await failsWith(() => stage.load(), "SDK_ERROR");
    equal(error.klarna, {
      errorCode: "PERMISSION_DENIED",
      errorId: "1",
      errorType: "ACCESS_ERROR",
    });
  },

  "an SDK that never answers is a timeout": async (stage) => {
    stage.klarna.make = () => new Promise(() => {});
    await failsWith(() => stage.load({ sdk: { timeoutMs: 1_000 } }), "SDK_TIMEOUT");
  },

  "an SDK that answers after the time limit is what the next call gets, since it may be made only once":
    async (stage) => {
      const { make } = stage.klarna;
      let answered = () => {};
      stage.klarna.make = async (configuration) => {
        stage.klarna.make = async () => {
          throw new DOMException("already defined", "NotSupportedError");
        };
        await new Promise((resolve) => {
          answered = () => resolve(undefined);
        });
        return make(configuration);
      };
      const options = { sdk: { timeoutMs: 1_000 } };
      await failsWith(() => stage.load(options), "SDK_TIMEOUT");
      await failsWith(() => stage.load(options), "SDK_ERROR");
      answered();
      await turn();
      await stage.load(options);
      equal(stage.made.length, 1);
    },

  "a caller who aborts waits no longer, the next one gets the SDK": async (stage) => {
    const abort = new AbortController();
    const loading = stage.load({ sdk: { signal: abort.signal } });
    abort.abort();
    await failsWith(() => loading, "ABORTED");
    await failsWith(() => stage.load({ sdk: { signal: abort.signal } }), "ABORTED");
    await stage.load();
    await turn();
    equal(stage.made.length, 1);
  },
};
