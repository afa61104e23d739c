import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";

/** What other scripts of a page may have made of `fetch`, and the end it must come to. @type {[string, string, string?][]} */
const FETCHES = [
  ["rejects with a string", "() => Promise.reject('offline')", "BACKEND_UNREACHABLE"],
  ["rejects with nothing", "() => Promise.reject()", "BACKEND_UNREACHABLE"],
  ["rejects with an object", "() => Promise.reject({ status: 0 })", "BACKEND_UNREACHABLE"],
  ["throws at once", "() => { throw new Error('blocked') }", "BACKEND_UNREACHABLE"],
  ["throws a string", "() => { throw 'blocked' }", "BACKEND_UNREACHABLE"],
  ["never settles", "() => new Promise(() => {})", "BACKEND_TIMEOUT"],
  ["gives nothing", "() => undefined", "BACKEND_UNREACHABLE"],
  ["gives a thenable that throws", "() => ({ then() { throw 1 } })", "BACKEND_UNREACHABLE"],
  ["gives text", "() => 'OK'"],
  ["gives an object", "() => ({})"],
  ["gives what only looks like an answer", "() => ({ ok: true, status: 200, json: () => ({}) })"],
  [
    "gives a body that never ends",
    `async () => new Response(new ReadableStream({}), { headers: { "content-type": "application/json" } })`,
    "BACKEND_TIMEOUT",
  ],
  [
    "gives a body that breaks",
    "async () => new Response(new ReadableStream({ start(c) { c.error('broken') } }))",
    "BACKEND_UNREACHABLE",
  ],
  [
    "gives a body that was read already",
    "async () => { const r = new Response('{}'); await r.text(); return r }",
    "BACKEND_UNREACHABLE",
  ],
  ["is gone", "undefined", "BACKEND_UNREACHABLE"],
];

inEveryEngine("On a page where other scripts are", (visit) => {
  it("whatever they made of fetch, the call settles and the token is kept", async () => {
    for (const [what, patched, code] of FETCHES) {
      await visit().open();
      const came = await visit().run(async (source) => {
        const { fetch } = window;
        const backend = { url: "/orders", maxAttempts: 1, attemptTimeoutMs: 300 };
        const klarna = await window.purchase({ backend });
        /** @type {any} */ (window).fetch = new Function(`return ${source}`)();
        const first = await window.told(() => klarna.finalize());
        const { state } = klarna;
        Object.assign(window, { fetch });
        const again = await window.told(() => klarna.deliver());
        return { first, state, again };
      }, patched);
      const { failed } = came.first;
      assert.equal(failed?.name, "KlarnaError", what);
      if (code) assert.equal(failed?.code, code, what);
      else assert.match(String(failed?.code), /^BACKEND_/, what);
      assert.equal(came.state, "undelivered", what);
      assert.deepEqual(came.again.ok?.body, { order_number: "1" }, what);
    }
  });

  it("a patched fetch that works is used", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const klarna = await window.purchase();
      const { fetch } = window;
      window.kept = 0;
      window.fetch = (...call) => {
        window.kept++;
        return fetch(...call);
      };
      return [(await klarna.finalize()).status, window.kept];
    });
    assert.deepEqual(told, ["approved", 1]);
  });

  it("a wrapper that drops the signal cannot hold up the time limit", async () => {
    visit().server.orders = [answer.nothing, answer.json({ order_number: "2" })];
    await visit().open();
    const { ok } = await visit().run(() =>
      window.told(async () => {
        const { fetch } = window;
        window.fetch = (input) => fetch(input);
        const backend = { url: "/orders", attemptTimeoutMs: 300 };
        const klarna = await window.purchase({ backend });
        return /** @type {any} */ (await klarna.finalize()).delivery.body;
      }),
    );
    assert.deepEqual(ok, { order_number: "2" });
  });

  it("globals that are patched, frozen or gone do not stop a purchase", async () => {
    for (const patch of [
      "delete window.crypto.randomUUID",
      "Object.defineProperty(window, 'crypto', { value: undefined })",
      "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied') } })",
      "Object.defineProperty(performance, 'now', { value: undefined })",
      "delete window.reportError; delete window.AbortController",
      "Object.prototype.polluted = 1; Array.prototype.polluted = 2",
      "Object.freeze(Object.prototype); Object.freeze(Array.prototype)",
      "window.MutationObserver = undefined",
    ]) {
      await visit().open();
      const { ok, failed } = await visit().run(
        (source) =>
          window.told(async () => {
            new Function(source)();
            return window.bought();
          }),
        patch,
      );
      assert.equal(ok, "approved", `${patch}: ${failed?.message}`);
    }
  });
});
