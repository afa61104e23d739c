import assert from "node:assert/strict";
import { it } from "node:test";
import { API_JS, answer, inTurn } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";

const SDK = "/sdk/api.js";
const MODULE = "payments/klarna_payments_wasm_bg.wasm";
const WASM = `/pkg/${MODULE}`;
/** The same within JavaScript, as the whole package has it. */
const CHUNK = "/pkg/payments/klarna_payments_wasm_text.js";

inEveryEngine("Klarna's script is loaded", (visit) => {
  const requests = () => visit().server.to(SDK);
  const tags = () =>
    visit().run(() => [...document.scripts].filter(({ src }) => src.includes("/sdk/")).length);
  /** Loads once and gives the state, or the error. @param {PurchaseOptions} [options] */
  const load = (options = {}) =>
    visit().run(
      (given) => window.told(async () => (await window.purchase(given)).state),
      /** @type {any} */ (options),
    );

  it("once, by one tag, for any number of callers", async () => {
    await visit().open();
    const states = await visit().run(async () => {
      const first = await Promise.all([1, 2, 3, 4, 5].map(() => window.purchase()));
      const later = await window.purchase();
      return [...first, later].map(({ state }) => state);
    });
    assert.deepEqual(states, Array(6).fill("ready"));
    assert.deepEqual([requests().length, await tags()], [1, 1]);
    assert.equal(await visit().run(() => window.evaluations), 1);
  });

  it("by nobody but the first caller, who need not be the one that waits", async () => {
    visit().server.sdk = [
      (response) => setTimeout(() => answer.script(API_JS)(response, never), 300),
    ];
    await visit().open();
    const [first, second] = await visit().run(async () => {
      const controller = new AbortController();
      const first = window.told(() => window.purchase({ sdk: { signal: controller.signal } }));
      const second = window.told(async () => (await window.purchase()).state);
      setTimeout(() => controller.abort("gone"), 50);
      return [await first, await second];
    });
    assert.equal(first?.failed?.code, "ABORTED");
    assert.equal(first?.failed?.cause, "gone");
    assert.equal(second?.ok, "ready");
    assert.deepEqual([requests().length, await tags()], [1, 1]);
  });

  it("by the tag that the page has already, also while it still loads", async () => {
    /** @type {() => void} */
    let release = () => {};
    const released = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    visit().server.sdk = [
      async (response) => {
        await released;
        answer.script(API_JS)(response, never);
      },
    ];
    await visit().open();
    // After the page has loaded, for which a driver waits.
    await visit().run(async (src) => {
      document.head.append(Object.assign(document.createElement("script"), { src }));
      const { preload } = await window.klarnaModule();
      await preload({ for: "payments", sdk: { url: src } });
      window.kept = window.told(async () => (await window.purchase()).state);
      // By then another one would be there.
      for (let frame = 0; frame < 10; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }, SDK);
    assert.deepEqual([requests().length, await tags()], [1, 1]);
    release();
    assert.deepEqual(await visit().run(() => window.kept), { ok: "ready" });
    assert.deepEqual([requests().length, await tags()], [1, 1]);
  });

  it("not at all where it is there", async () => {
    visit().server.pageHead = `<script src="${SDK}?from-the-page"></script>`;
    await visit().open();
    assert.deepEqual(await load(), { ok: "ready" });
    assert.deepEqual([requests().length, await tags()], [1, 1]);
  });

  it("again when the tag that the page has is dead", async () => {
    visit().server.sdk = [answer.status(404), answer.script(API_JS)];
    visit().server.pageHead = `<script src="${SDK}"></script>`;
    await visit().open();
    const started = performance.now();
    assert.deepEqual(await load(), { ok: "ready" });
    assert.ok(performance.now() - started < 5000, "without waiting for a time limit");
    assert.deepEqual([requests().length, await tags()], [2, 1]);
  });

  it("by a tag of its own beside one that a consent tool keeps from running", async () => {
    visit().server.pageHead = `<script type="text/plain" src="${SDK}"></script>`;
    await visit().open();
    assert.deepEqual(await load({ sdk: { timeoutMs: 300, retries: 0 } }), { ok: "ready" });
    assert.deepEqual([requests().length, await tags()], [1, 2]);
  });

  it("again, at another address, when it stalls", async () => {
    visit().server.sdk = [answer.nothing, answer.script(API_JS)];
    await visit().open();
    assert.deepEqual(await load({ sdk: { timeoutMs: 300 } }), { ok: "ready" });
    const [first, second, ...more] = requests().map(({ path }) => path);
    assert.deepEqual([second, more], [`${first}&kpw-retry=1`, []]);
    assert.equal(await tags(), 1);
  });

  it("for as long as the time limit and the retries say, and then it is a timeout", async () => {
    visit().server.sdk = [answer.nothing];
    await visit().open();
    const { failed } = await load({ sdk: { timeoutMs: 200, retries: 1 } });
    assert.deepEqual([failed?.code, failed?.retryable], ["SDK_LOAD_TIMEOUT", true]);
    assert.deepEqual([requests().length, await tags()], [2, 0]);
    visit().server.sdk = [answer.script(API_JS)];
    assert.deepEqual(await load(), { ok: "ready" }, "a later call tries again");
  });

  it("again after an error of the server's or of the connection", async () => {
    const breaks = [answer.status(503), answer.drop, answer.cutOff(API_JS, "text/javascript")];
    for (const fault of breaks) {
      visit().server.reset();
      visit().server.sdk = [fault, answer.script(API_JS)];
      await visit().open();
      assert.deepEqual(await load({ sdk: { timeoutMs: 2000 } }), { ok: "ready" });
      assert.equal(await tags(), 1);
    }
  });

  it("or it is an error, and a later call tries again", async () => {
    visit().server.sdk = [answer.status(404)];
    await visit().open();
    const { failed } = await load();
    assert.deepEqual(
      [failed?.name, failed?.code, failed?.retryable],
      ["KlarnaError", "SDK_LOAD_FAILED", true],
    );
    assert.deepEqual([requests().length, await tags()], [3, 0], "with two retries");
    visit().server.sdk = [answer.script(API_JS)];
    assert.deepEqual(await load(), { ok: "ready" });
  });

  it("and has what is needed, or it is incompatible", async () => {
    const answers = /** @type {const} */ ([
      ["window.Klarna = { Payments: { init() {} } }", 1],
      ["throw new Error()", 2],
    ]);
    for (const [text, tries] of answers) {
      visit().server.reset();
      visit().server.sdk = [answer.script(text)];
      await visit().open();
      const { failed } = await load({ sdk: { retries: 1 } });
      assert.deepEqual([failed?.code, requests().length], ["SDK_INCOMPATIBLE", tries], text);
    }
  });

  it("again, at another address, where what came was no script of Klarna's", async () => {
    visit().server.sdk = [
      (response, asked) =>
        answer.script(asked.path.includes("kpw-retry") ? API_JS : "({")(response, asked),
    ];
    // WebKit keeps for the next page what was preloaded.
    for (const page of ["the first page", "the next one"]) {
      await visit().open();
      assert.deepEqual(await load(), { ok: "ready" }, page);
      assert.equal(await tags(), 1);
    }
  });

  it("beside other scripts of Klarna's, and their objects stay", async () => {
    visit().server.pageHead =
      "<script>window.Klarna = { OnsiteMessaging: { here: true } }</script>";
    await visit().open();
    assert.deepEqual(await load(), { ok: "ready" });
    const kept = await visit().run(() => /** @type {any} */ (window).Klarna.OnsiteMessaging);
    assert.deepEqual(kept, { here: true });
  });

  it("and is gone on with although another script of Klarna's puts its object in the place of it", async () => {
    await visit().open();
    const told = await visit().run(async () => {
      const page = /** @type {any} */ (window);
      const klarna = await window.purchase();
      page.Klarna = { OnsiteMessaging: { here: true } };
      await klarna.load("#klarna");
      const { status } = await klarna.authorize();
      klarna.dispose();
      const next = await window.told(() => window.bought({ session: "session-2" }));
      return [status, next, page.Klarna.OnsiteMessaging.here];
    });
    assert.deepEqual(told, ["approved", { ok: "approved" }, true]);
    assert.equal(visit().server.to("/orders", "POST").length, 2);
  });

  it("with the shop's own klarnaAsyncCallback called once and kept", async () => {
    visit().server.pageHead = `<script>
      window.called = [];
      window.klarnaAsyncCallback = window.theirs = function () {
        window.called.push([arguments.length, typeof Klarna.Payments.init]);
      };
    </script>`;
    await visit().open();
    assert.deepEqual(await load(), { ok: "ready" });
    assert.deepEqual(
      await visit().run(() => {
        const page = /** @type {any} */ (window);
        return [page.called, page.klarnaAsyncCallback === page.theirs];
      }),
      [[[0, "function"]], true],
    );
  });

  it("although the shop's klarnaAsyncCallback throws", async () => {
    visit().server.pageHead = `<script>window.klarnaAsyncCallback = () => { throw new Error() }</script>`;
    await visit().open();
    assert.deepEqual(await load(), { ok: "ready" });
  });

  for (const [entry, path] of /** @type {const} */ ([
    ["index", CHUNK],
    ["index-external", WASM],
  ]))
    it(`after the package's own WebAssembly, which may fail and come later, by ${entry}`, async () => {
      for (const fault of [answer.status(503), answer.status(404), answer.html(), answer.drop]) {
        visit().server.reset();
        visit().server.paths = { [path]: fault };
        await visit().open(`/checkout?${performance.now()}`);
        for (const _ of ["once", "and again"]) {
          const { failed } = await load({ entry });
          assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", true]);
        }
        visit().server.paths = {};
        const status = await visit().run((entry) => window.bought({ entry }), entry);
        assert.equal(status, "approved");
        assert.equal(visit().server.to("/orders", "POST").length, 1);
      }
    });
});

/** How each module begins. */
const BEGINNING = "\0asm\x01\0\0\0";

/** How an answer stalls: before its head, before its body, within its body. */
const STALLS = [
  answer.nothing,
  answer.stallAfter("", "application/wasm"),
  answer.stallAfter(BEGINNING, "application/wasm"),
  // Not compiled while it arrives.
  answer.stallAfter(BEGINNING, "application/octet-stream"),
];

inEveryEngine("The package's own WebAssembly is loaded", (visit) => {
  const entry = /** @type {const} */ ("index-external");
  const requests = () => visit().server.to(WASM);
  /** Opens the page and makes the first time limit of 30 s one of 300 ms: later ones are no matter of haste. */
  const openWithShortLimit = async () => {
    await visit().open();
    // WebKit's driver has a timer of 30 s in the page, too, unless told otherwise.
    await visit().browser.setTimeout({ script: 20_000 });
    await visit().run(() => {
      const real = window.setTimeout;
      let isFirst = true;
      /** @type {any} */ (window).setTimeout = (
        /** @type {any} */ act,
        /** @type {any} */ ms,
        /** @type {any[]} */ ...more
      ) => {
        const isShort = isFirst && ms === 30_000;
        if (isShort) isFirst = false;
        return real(act, isShort ? 300 : ms, ...more);
      };
    });
  };

  it("again after it stalled, also when the next call comes at once", async () => {
    for (const stall of STALLS) {
      visit().server.reset();
      visit().server.paths = { [WASM]: inTurn(stall, answer.file(MODULE)) };
      await openWithShortLimit();
      const [first, second] = await visit().run(
        async (entry) => [
          await window.told(() => window.purchase({ entry })),
          await window.told(async () => (await window.purchase({ entry })).state),
        ],
        entry,
      );
      assert.deepEqual(
        [first?.failed?.name, first?.failed?.code, first?.failed?.retryable],
        ["KlarnaError", "WASM_LOAD_FAILED", true],
      );
      assert.match(first?.failed?.message ?? "", /30000 ms/);
      assert.deepEqual(second, { ok: "ready" });
      assert.equal(requests().length, 2);
    }
  });

  it("again from an address of the shop's, and by the entry for one SDK", async () => {
    for (const entry of /** @type {const} */ (["index-external", "payments-external"])) {
      visit().server.reset();
      visit().server.paths = { [WASM]: inTurn(answer.nothing, answer.file(MODULE)) };
      await openWithShortLimit();
      const [first, second] = await visit().run(
        async (entry, address) => {
          const { preload } = await window.klarnaModule("pkg", entry);
          return [
            await window.told(() => preload(`${address}?theirs`)),
            await window.told(async () => (await window.purchase({ entry })).state),
          ];
        },
        entry,
        WASM,
      );
      assert.equal(first?.failed?.code, "WASM_LOAD_FAILED");
      assert.deepEqual(second, { ok: "ready" });
      assert.deepEqual(
        requests().map(({ path }) => path),
        [`${WASM}?theirs`, WASM],
      );
    }
  });

  it("by one request for all who wait, and one for all who try again", async () => {
    visit().server.paths = { [WASM]: inTurn(answer.nothing, answer.file(MODULE)) };
    await openWithShortLimit();
    const [first, second] = await visit().run(async (entry) => {
      const one = () => window.told(async () => (await window.purchase({ entry })).state);
      const all = () => Promise.all([one(), one(), one()]);
      return [await all(), await all()];
    }, entry);
    assert.deepEqual(
      first?.map(({ failed }) => failed?.code),
      Array(3).fill("WASM_LOAD_FAILED"),
    );
    assert.deepEqual(second, Array(3).fill({ ok: "ready" }));
    assert.equal(requests().length, 2);
  });

  it("once, by a slow answer that comes within the limit", async () => {
    visit().server.paths = { [WASM]: answer.late(300, answer.file(MODULE)) };
    await visit().open();
    const outcome = await visit().run(
      (entry) => window.told(async () => (await window.purchase({ entry })).state),
      entry,
    );
    assert.deepEqual(outcome, { ok: "ready" });
    assert.equal(requests().length, 1);
  });

  it("by the whole package from JavaScript: what stalls is an error in time, and what comes then serves the next call", async () => {
    /** @type {() => void} */
    let release = () => {};
    visit().server.paths = {
      [CHUNK]: (response, asked) => {
        release = () => answer.file(CHUNK.replace("/pkg/", ""))(response, asked);
      },
    };
    await openWithShortLimit();
    const told = () => visit().run(() => window.told(async () => (await window.purchase()).state));
    const { failed } = await told();
    assert.deepEqual([failed?.code, failed?.retryable], ["WASM_LOAD_FAILED", true]);
    assert.match(failed?.message ?? "", /30000 ms/);
    release();
    assert.deepEqual(await told(), { ok: "ready" });
    assert.equal(visit().server.to(CHUNK).length, 1);
  });

  it("from whatever the shop has", async () => {
    for (const kind of ["address", "URL", "Request", "Response", "promise", "bytes", "module"]) {
      await visit().open();
      const outcome = await visit().run(
        (address, kind) =>
          window.told(async () => {
            const { preload } = await window.klarnaModule();
            const bytes = async () => (await fetch(address)).arrayBuffer();
            /** @type {Record<string, () => unknown>} */
            const sources = {
              address: () => address,
              URL: () => new URL(address, location.href),
              Request: () => new Request(address),
              Response: () => fetch(address),
              bytes,
              module: async () => WebAssembly.compile(await bytes()),
              promise: () => [fetch(address)],
            };
            // Only the promise is passed on as one.
            const source = /** @type {any} */ (await sources[kind]?.());
            await preload(Array.isArray(source) ? source[0] : source);
            return (await window.purchase()).state;
          }),
        `${WASM}?theirs`,
        kind,
      );
      assert.deepEqual(outcome, { ok: "ready" }, kind);
      assert.equal(visit().server.asked.at(-2)?.path, `${WASM}?theirs`, kind);
    }
  });

  it("again after it stalled at a request of the shop's, which the shop aborts", async () => {
    for (const kind of ["Request", "Response"]) {
      // Not before its body: Firefox has no Response then.
      const stall = answer.stallAfter(BEGINNING, "application/wasm");
      visit().server.paths = { [WASM]: inTurn(stall, answer.file(MODULE)) };
      await visit().open();
      const [first, second] = await visit().run(
        async (address, kind, entry) => {
          const { preload } = await window.klarnaModule("pkg", entry);
          const controller = new AbortController();
          const request = new Request(address, controller);
          const source = /** @type {any} */ (kind === "Request" ? request : await fetch(request));
          setTimeout(() => controller.abort(), 100);
          return [
            await window.told(() => preload(source)),
            await window.told(async () => (await window.purchase({ entry })).state),
          ];
        },
        WASM,
        kind,
        entry,
      );
      assert.equal(first?.failed?.code, "WASM_LOAD_FAILED", kind);
      assert.deepEqual(second, { ok: "ready" }, kind);
    }
  });
});

/** For an answer that does not look at what was asked. */
const never = /** @type {import("./checkout-server.js").Asked} */ ({});
