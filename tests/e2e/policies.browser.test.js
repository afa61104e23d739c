import assert from "node:assert/strict";
import { it } from "node:test";
import { API_JS, answer, CheckoutServer } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";

/** What a shop with a strict policy sends; the page's own script has the nonce. @param {string[]} more */
const policy = (...more) => ({
  "content-security-policy": [
    "default-src 'none'",
    "connect-src 'self'",
    "img-src data:",
    ...more,
  ].join("; "),
});
const NONCE = "'nonce-of-the-page' 'wasm-unsafe-eval'";

inEveryEngine("Under a strict policy", (visit) => {
  /** @param {PurchaseOptions} [options] */
  const buy = (options = {}) =>
    visit().run((given) => window.told(() => window.bought(given)), /** @type {any} */ (options));
  const violations = () => visit().run(() => window.seen.violations);

  it("everything works where the scripts' hosts are named, and nothing is violated", async () => {
    visit().server.pageHeaders = policy("script-src 'self' 'wasm-unsafe-eval'");
    await visit().open();
    assert.deepEqual(await buy(), { ok: "approved" });
    assert.deepEqual(await violations(), []);
  });

  it("Klarna's script gets the nonce that the page demands", async () => {
    visit().server.pageHeaders = policy(`script-src ${NONCE} 'strict-dynamic'`);
    await visit().open();
    // strict-dynamic would let the script in for its own sake; without it only the nonce counts.
    assert.deepEqual(await buy(), { ok: "approved" });
    visit().server.reset();
    const shop = visit().server.url;
    visit().server.pageHeaders = policy(`script-src ${NONCE} ${shop}/pkg/`);
    await visit().open();
    const { failed } = await buy({ sdk: { retries: 0 } });
    assert.equal(failed?.code, "SDK_LOAD_FAILED", "without the nonce");
    assert.deepEqual(await buy({ sdk: { nonce: "of-the-page" } }), { ok: "approved" });
  });

  it("a script that the policy blocks is an error at once", async () => {
    const other = await CheckoutServer.start();
    try {
      visit().server.pageHeaders = policy("script-src 'self' 'wasm-unsafe-eval'");
      await visit().open();
      const started = performance.now();
      const { failed } = await buy({ sdk: { url: `${other.url}/sdk/api.js`, retries: 1 } });
      assert.deepEqual([failed?.code, failed?.retryable], ["SDK_LOAD_FAILED", true]);
      assert.ok(performance.now() - started < 5000);
      assert.equal(other.asked.length, 0);
    } finally {
      await other.close();
    }
  });

  it("a page that forbids WebAssembly is told so", async () => {
    visit().server.pageHeaders = policy("script-src 'self'");
    await visit().open();
    const { failed } = await buy();
    assert.equal(failed?.code, "WASM_LOAD_FAILED");
  });

  it("the backend has to be allowed as well, or it is an error and the token is kept", async () => {
    const other = await CheckoutServer.start();
    try {
      visit().server.pageHeaders = policy("script-src 'self' 'wasm-unsafe-eval'");
      await visit().open();
      const { failed } = await buy({ backend: { url: `${other.url}/orders`, maxAttempts: 1 } });
      assert.deepEqual([failed?.code, failed?.retryable], ["BACKEND_UNREACHABLE", true]);
    } finally {
      await other.close();
    }
  });

  it("a host that is not Klarna's is refused unless the shop names it", async () => {
    await visit().open();
    for (const url of [
      "https://evil.example/api.js",
      "https://x.klarnacdn.net.evil.example/a.js",
    ]) {
      const { failed } = await buy({ sdk: { url } });
      assert.deepEqual([failed?.code, failed?.path], ["INVALID_ARGUMENT", "sdk.url"], url);
    }
    // Named, it is asked for; there is no such host.
    const { failed } = await buy({
      sdk: {
        url: "https://cdn.shop.invalid/api.js",
        allowedHosts: ["cdn.shop.invalid"],
        retries: 0,
      },
    });
    assert.equal(failed?.code, "SDK_LOAD_FAILED");
    assert.equal(visit().server.to("/sdk/api.js").length, 0);
  });
});

inEveryEngine("Where Trusted Types are enforced", (visit) => {
  const enforced = policy(
    "script-src 'self' 'wasm-unsafe-eval'",
    "require-trusted-types-for 'script'",
    "trusted-types klarna of-the-shop",
  );
  /** @param {string} how */
  const load = (how) =>
    visit().run(
      (which) =>
        window.told(async () => {
          const { trustedTypes } = /** @type {any} */ (window);
          const given = () =>
            trustedTypes.createPolicy("of-the-shop", {
              createScriptURL: (/** @type {string} */ url) => {
                window.kept = url;
                return url;
              },
            });
          const policies = /** @type {Record<string, any>} */ ({
            none: undefined,
            named: "klarna",
            forbidden: "not-in-the-policy",
          });
          const trustedTypesPolicy = which === "given" ? given() : policies[which];
          return (await window.purchase({ sdk: { trustedTypesPolicy, retries: 0 } })).state;
        }),
      how,
    );
  const isEnforced = () => visit().run(() => "trustedTypes" in window);

  it("a policy's name, or the shop's own policy, lets Klarna's script in", async (t) => {
    visit().server.pageHeaders = enforced;
    for (const how of ["named", "given"]) {
      await visit().open();
      if (!(await isEnforced())) return t.skip("this release of the engine has no Trusted Types");
      assert.deepEqual(await load(how), { ok: "ready" }, how);
      const asked = visit().server.to("/sdk/api.js").length;
      assert.deepEqual(await load(how === "given" ? "none" : how), { ok: "ready" }, "and again");
      assert.equal(visit().server.to("/sdk/api.js").length, asked);
    }
    assert.match(await visit().run(() => window.kept), /\/sdk\/api\.js\?/);
  });

  it("a policy serves every attempt, though the page allows its name once", async (t) => {
    visit().server.pageHeaders = enforced;
    visit().server.sdk = [answer.status(503), answer.script(API_JS)];
    await visit().open();
    if (!(await isEnforced())) return t.skip("this release of the engine has no Trusted Types");
    const { failed } = await load("named");
    assert.equal(failed?.code, "SDK_LOAD_FAILED");
    assert.deepEqual(await load("named"), { ok: "ready" });
  });

  it("without a policy, or with one that is not allowed, it is an error and nothing runs", async (t) => {
    visit().server.pageHeaders = enforced;
    await visit().open();
    if (!(await isEnforced())) return t.skip("this release of the engine has no Trusted Types");
    for (const [how, path] of [
      ["none", undefined],
      ["forbidden", "sdk.trustedTypesPolicy"],
    ]) {
      const { failed } = await load(String(how));
      assert.deepEqual([failed?.code, failed?.path ?? undefined], ["SDK_LOAD_FAILED", path]);
    }
    assert.equal(await visit().run(() => window.evaluations ?? 0), 0);
  });

  it("a policy's name does no harm where nothing is enforced", async () => {
    await visit().open();
    assert.deepEqual(await load("named"), { ok: "ready" });
  });
});
