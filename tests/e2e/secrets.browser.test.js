import assert from "node:assert/strict";
import { it } from "node:test";
import { answer } from "./checkout-server.js";
import { inEnginesOfTier } from "./visit.js";

/** What the tests' tokens have in common. */
const SECRETS = /authorization-token-1|\.signature|access-token|eyJzZXNzaW9u/;

inEnginesOfTier("No token is found", (visit) => {
  /** Everything that a page leaves for others to read. */
  const places = () =>
    visit().run(async () => {
      /** @param {Storage} storage */
      const all = (storage) => JSON.stringify({ ...storage });
      return {
        sessionStorage: all(sessionStorage),
        localStorage: all(localStorage),
        cookies: document.cookie,
        databases: JSON.stringify((await indexedDB.databases?.()) ?? []),
        caches: JSON.stringify("caches" in window ? await caches.keys() : []),
        document: document.documentElement.outerHTML,
        title: document.title,
        name: window.name,
        address: location.href,
        history: JSON.stringify(history.state),
        requests: performance
          .getEntries()
          .map(({ name }) => name)
          .join("\n"),
        console: window.seen.console.join("\n"),
        errors: [...window.seen.errors, ...window.seen.rejections].join("\n"),
        log: JSON.stringify(window.seen.log),
        globals: Object.keys(window)
          .filter((key) => key.startsWith("__klarna"))
          .map((key) => `${key} ${Reflect.get(window, key)}`)
          .join("\n"),
      };
    });

  /** @param {string} when */
  async function searched(when) {
    for (const [place, content] of Object.entries(await places())) {
      assert.doesNotMatch(content, SECRETS, `${when}: ${place}`);
    }
    assert.doesNotMatch(await visit().browser.getUrl(), SECRETS, when);
    for (const cookie of await visit().browser.getCookies()) {
      assert.doesNotMatch(cookie.value, SECRETS, when);
    }
  }

  const step = (/** @type {string} */ name) =>
    visit().run(
      (method) =>
        window.told(async () => {
          const { klarna } = window.kept;
          if (method === "load") return klarna.load("#klarna");
          return klarna[method](method === "authorize" ? { autoFinalize: false } : {});
        }),
      name,
    );

  /** @param {string} [path] */
  async function open(path) {
    await visit().open(path);
    await visit().run(async () => {
      const headers = { Authorization: "Bearer access-token" };
      const klarna = await window.purchase({
        backend: { url: "/orders", headers, maxAttempts: 2 },
      });
      window.kept = { klarna };
    });
  }

  it("anywhere but in the request, from the first page to the delivery on the second", async () => {
    visit().server.pageHeaders = { "referrer-policy": "unsafe-url" };
    await open();
    await searched("loaded");
    await visit().run(() => {
      window.fakeKlarna.answer = { approved: true, finalize_required: true };
    });
    await step("load");
    assert.equal((await step("authorize")).ok.status, "finalize_required");
    await searched("authorized");
    await open("/review?next");
    await searched("on the next page");
    assert.equal((await step("finalize")).ok.status, "approved");
    await searched("delivered");
    for (const { path, headers, method } of visit().server.asked) {
      assert.doesNotMatch(path, SECRETS);
      assert.doesNotMatch(`${headers.referer} ${headers.cookie}`, SECRETS);
      assert.ok(method === "POST" || headers.authorization === undefined);
    }
    const [post, ...more] = visit().server.to("/orders");
    assert.match(
      `${post?.body} ${post?.headers.authorization}`,
      /authorization-token-1.*access-token/,
    );
    assert.equal(more.length, 0);
    assert.ok((await visit().run(() => window.seen.log.length)) > 3, "there was a log to search");
    await visit().run(() => sessionStorage.setItem("left", "authorization-token-1"));
    await assert.rejects(searched("left on purpose"), "one that is there is found");
  });

  it("when the delivery fails, in its error or anywhere else, and after it worked at last", async () => {
    for (const fault of [answer.status(503), answer.html(), answer.json({ no: "thanks" }, 400)]) {
      visit().server.reset();
      visit().server.orders = [fault];
      await open();
      const { failed } = await step("finalize");
      assert.doesNotMatch(JSON.stringify(failed), SECRETS);
      assert.doesNotMatch(String(failed?.stack), SECRETS);
      await searched("not delivered");
      visit().server.orders = [answer.json({})];
      assert.equal((await step("deliver")).ok.status, 200);
      await searched("delivered at last");
    }
  });

  it("in an error about options that have one", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const bad = [
        { backend: { url: "http://shop.example/?token=access-token" } },
        { backend: { url: "/orders", headers: { Authorization: "access-token\n" } } },
        { backend: { url: "/orders", method: "access-token" } },
        { clientToken: `x.signature${"y".repeat(100_000)}` },
        { paymentMethodCategories: ["authorization-token-1"] },
        { sdk: { url: "https://evil.example/?access-token" } },
      ];
      const came = [];
      for (const options of bad)
        came.push(await window.told(() => window.purchase(/** @type {any} */ (options))));
      return came;
    });
    for (const { failed } of told) {
      assert.equal(failed?.name, "KlarnaError");
      assert.doesNotMatch(JSON.stringify(failed), SECRETS);
    }
    await searched("refused");
  });
});
