// Asking the shop's server what became of a payment.

import { CLICK, equal, failsWith, settled, turn } from "./web_sdk_stage.js";

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "the server is asked until it has decided": async (stage) => {
    const klarna = await stage.load();
    const answers = [
      { status: "pending" },
      new Response("", { status: 503 }),
      { status: "approved", order: 7 },
    ];
    stage.backend = () => answers.shift();
    equal(await klarna.confirm("krn:payment/1"), {
      status: "approved",
      body: { status: "approved", order: 7 },
    });
    equal(
      stage.sent.map(({ method, url, body }) => [method, new URL(url).pathname, body ?? null]),
      Array(3).fill(["GET", "/api/payments/krn%3Apayment%2F1", null]),
    );
  },

  "an access token that has expired is renewed once": async (stage) => {
    let asked = 0;
    const status = {
      url: "/api/payments",
      headers: () => ({ authorization: `Bearer ${++asked}` }),
    };
    const klarna = await stage.load({ backend: { authorize: "/authorize", status } });
    stage.backend = ({ headers }) =>
      headers.get("authorization") === "Bearer 2"
        ? { status: "approved" }
        : new Response("{}", { status: 401 });
    equal((await klarna.confirm("krn:1")).status, "approved");
    equal((await failsWith(() => klarna.confirm("krn:1"), "BACKEND_REJECTED")).status, 401);
    equal(asked, 4);
  },

  "every decision is a value": async (stage) => {
    const klarna = await stage.load();
    for (const status of ["approved", "declined", "expired"]) {
      stage.backend = () => ({ status });
      equal((await klarna.confirm("krn:1")).status, status);
    }
    stage.backend = () => ({ status: "pending" });
    equal(await klarna.confirm("krn:1", { timeoutMs: 500 }), {
      status: "pending",
      body: { status: "pending" },
    });
  },

  "only what became of the current payment makes room for another": async (stage) => {
    const { klarna, element } = await stage.withButton();
    klarna.on("complete", () => false);
    stage.backend = () => ({ result: "STEP_UP_REQUIRED", paymentRequestId: "krn:1" });
    await element.click(CLICK);
    await Promise.all(
      stage.sdk.report("complete", { paymentRequestId: "krn:1", state: "COMPLETED" }),
    );
    stage.backend = () => ({ status: "declined" });
    await klarna.confirm("krn:0");
    equal(klarna.state, "completed");
    await failsWith(() => element.click(CLICK), "INVALID_STATE");
    await klarna.confirm("krn:1");
    equal(klarna.state, "ready");
  },

  "what no repetition can mend is an error": async (stage) => {
    const klarna = await stage.load();
    stage.backend = () => new Response("", { status: 404 });
    equal((await failsWith(() => klarna.confirm("krn:1"), "BACKEND_REJECTED")).status, 404);
    stage.backend = () => ({ status: "who knows" });
    await failsWith(() => klarna.confirm("krn:1"), "BACKEND_INVALID_RESPONSE", "status");
    stage.backend = () => new TypeError("down");
    const error = await failsWith(
      () => klarna.confirm("krn:1", { timeoutMs: 500 }),
      "BACKEND_UNREACHABLE",
    );
    equal(error.retryable, true);
    const without = await stage.load({ backend: { authorize: "/a" } });
    await failsWith(() => without.confirm("krn:1"), "INVALID_ARGUMENT", "backend.status");
  },

  "a function for the headers that fails is named": async (stage) => {
    const thrown = new Error("signed out");
    const headers = () => {
      throw thrown;
    };
    const status = { url: "/api/payments", headers };
    const klarna = await stage.load({ backend: { authorize: "/authorize", status } });
    const error = await failsWith(
      () => klarna.confirm("krn:1", { timeoutMs: 500 }),
      "BACKEND_UNREACHABLE",
      "backend.status.headers",
    );
    equal(error.message, "the function for the headers failed; see cause");
    equal([error.retryable, error.cause === thrown, stage.sent], [true, true, []]);
  },

  "the caller can stop asking": async (stage) => {
    const klarna = await stage.load();
    stage.backend = () => ({ status: "pending" });
    const abort = new AbortController();
    const confirming = klarna.confirm("krn:1", { signal: abort.signal });
    abort.abort(new Error("left the page"));
    equal((await failsWith(() => confirming, "ABORTED")).cause.message, "left the page");
    await failsWith(() => klarna.confirm("krn:1", { signal: abort.signal }), "ABORTED");
    await failsWith(() => klarna.confirm("", {}), "INVALID_ARGUMENT", "paymentRequestId");
  },

  "disposal settles a confirm that waits to ask again": async (stage) => {
    const klarna = await stage.load();
    stage.backend = () => new Response("", { status: 503, headers: { "Retry-After": "30" } });
    const confirming = klarna.confirm("krn:1");
    while (stage.sent.length === 0) await turn();
    await turn();
    klarna.dispose();
    equal(await settled(confirming), "DISPOSED");
  },
};
