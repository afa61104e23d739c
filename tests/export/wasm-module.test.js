import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { customSection } from "../../.tooling/link.js";
import { performWith, preloading, wasmModule } from "../../src/export/wasm-module.js";

const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
/** @param {string} build */
const moduleOf = (build) => Buffer.concat([EMPTY, customSection("build", build)]);

describe("preload, without a browser", () => {
  /** @type {import("node:http").Server} */
  let server;
  let origin = "";
  /** @type {unknown[]} */
  let instantiated = [];
  /** What the server has. @type {Record<string, [number, string, Uint8Array | string]>} */
  const files = {
    "/own.wasm": [200, "application/wasm", moduleOf("ours")],
    "/octets.wasm": [200, "application/octet-stream", moduleOf("ours")],
    "/theirs.wasm": [200, "application/wasm", moduleOf("theirs")],
    "/old.wasm": [200, "application/wasm", EMPTY],
    "/page.wasm": [200, "text/html; charset=utf-8", "<!doctype html>"],
    "/broken.wasm": [200, "application/wasm", "no module"],
  };
  before(async () => {
    server = createServer((request, response) => {
      // What a cache has, and what is had past it.
      const isStale = request.url === "/stale.wasm" && !request.headers["cache-control"];
      const path = request.url === "/stale.wasm" ? "/own.wasm" : (request.url ?? "");
      const [status, type, body] = files[isStale ? "/theirs.wasm" : path] ?? [
        404,
        "text/plain",
        "no",
      ];
      response.writeHead(status, { "content-type": type }).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    origin = `http://127.0.0.1:${port}`;
    Object.assign(globalThis, { window: globalThis, document: {} });
  });
  after(() => {
    for (const name of ["window", "document"]) Reflect.deleteProperty(globalThis, name);
    server.closeAllConnections();
    server.close();
  });

  const made = (path = "/own.wasm") => {
    instantiated = [];
    return wasmModule(
      "payments",
      { url: "/api.js", link: () => undefined },
      async ({ module_or_path }) => instantiated.push(module_or_path),
      {
        start: async () => "WebAssembly",
        post: async (_, ...others) => ["WebAssembly", ...others],
      },
      "ours",
      () => new URL(path, origin),
    );
  };
  const fresh = (path = "/own.wasm") => preloading(made(path));
  /** @param {unknown} source @param {typeof import("../../src/export/index.js").preload} [preload] */
  const failure = async (source, preload = fresh()) =>
    /** @type {any} */ (
      await preload(/** @type {any} */ (source)).then(
        () => null,
        (/** @type {unknown} */ error) => error,
      )
    );

  it("takes every kind of source, and instantiates once", async () => {
    const bytes = moduleOf("ours");
    for (const source of [
      undefined,
      `${origin}/own.wasm`,
      `${origin}/octets.wasm`,
      new URL("/own.wasm", origin),
      new Request(`${origin}/own.wasm`),
      await fetch(`${origin}/own.wasm`),
      fetch(`${origin}/own.wasm`),
      bytes,
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      await WebAssembly.compile(bytes),
    ]) {
      const preload = fresh();
      assert.equal(await failure(source, preload), null);
      await Promise.all([preload(), preload("/elsewhere")]);
      assert.equal(instantiated.length, 1);
    }
  });

  it("reads each of its options once, and none of a prototype", async () => {
    Object.assign(Object.prototype, { source: `${origin}/theirs.wasm` });
    try {
      assert.equal(await failure({ for: "payments" }), null);
    } finally {
      Reflect.deleteProperty(Object.prototype, "source");
    }
    /** @type {string[]} */
    const read = [];
    const fallback = async () => {};
    const given = {
      get for() {
        read.push("for");
        return "payments";
      },
      get fallback() {
        read.push("fallback");
        return fallback;
      },
    };
    assert.equal(await failure(given), null);
    assert.deepEqual(read, ["for", "fallback"]);
  });

  it("refuses another build before anything runs, and names both", async () => {
    for (const [path, theirs] of [
      ["/theirs.wasm", '"theirs"'],
      ["/old.wasm", "an older one"],
    ]) {
      const preload = fresh();
      const { code, message, retryable } = await failure(origin + path, preload);
      assert.deepEqual([code, retryable, instantiated], ["WASM_LOAD_FAILED", true, []]);
      assert.ok(message.includes('"ours"') && message.includes(theirs), message);
      assert.equal(await failure(undefined, preload), null, "the next call loads anew");
    }
  });

  it("asks once more, past the browser's cache, where an address brought another build", async () => {
    for (const source of [undefined, `${origin}/stale.wasm`, new URL("/stale.wasm", origin)]) {
      assert.equal(await failure(source, fresh("/stale.wasm")), null);
      assert.equal(instantiated.length, 1);
    }
    const { message } = await failure(await fetch(`${origin}/stale.wasm`));
    assert.match(message, /different builds/, "what has no address is as it is");
  });

  it("says what was asked and what came", async () => {
    for (const [path, words] of /** @type {[string, RegExp][]} */ ([
      ["/page.wasm", /\/page\.wasm.*page.*missing/],
      ["/none.wasm", /\/none\.wasm.*404/],
      ["/broken.wasm", /see cause/],
    ])) {
      const { code, message, retryable } = await failure(origin + path);
      assert.deepEqual([code, retryable], ["WASM_LOAD_FAILED", true]);
      assert.match(message, words);
    }
  });

  it("entries that share an instance begin anew after a trap, whichever of them it was made for", async () => {
    let instances = 0;
    let isMade = false;
    /** @type {any} */
    let wasm;
    /** @param {unknown} _from @param {any} guard */
    const initialize = async (_from, guard) => {
      if (isMade) return;
      isMade = true;
      const instance = ++instances;
      const { enter } = guard(() => {
        isMade = false;
      });
      wasm = enter({
        start: async () => instance,
        trap: () => {
          throw new Error("unreachable");
        },
      });
    };
    const entry = () =>
      wasmModule(
        "payments",
        { url: "/api.js", link: () => undefined },
        initialize,
        { start: async () => wasm.start(), trap: async () => wasm.trap() },
        "ours",
        () => new URL("/own.wasm", origin),
      );
    const [one, other] = [entry(), entry()];
    const start = (/** @type {typeof one} */ module) => performWith(module, "start", {});
    assert.deepEqual([await start(one), await start(other)], [1, 1]);
    for (const [module, instance] of /** @type {const} */ ([
      [one, 2],
      [other, 3],
    ])) {
      const trapping = performWith(module, "trap", {});
      const starting = start(module);
      await assert.rejects(trapping, { code: "INTERNAL" });
      await assert.rejects(starting, { code: "INTERNAL" }, "what a dead instance answers");
      assert.deepEqual([one.isReady(), other.isReady()], [false, false]);
      assert.deepEqual([await start(other), await start(one)], [instance, instance]);
    }
  });

  it("refuses what is no source, by name", async () => {
    for (const source of [null, "", 7, true, Symbol("x"), () => {}, {}, []]) {
      const { code, path } = await failure(source);
      assert.deepEqual([code, path], ["INVALID_ARGUMENT", "source"], String(source));
    }
  });

  /** Does something where WebAssembly cannot run: there is none, or the page's policy refuses it in one of two ways. */
  const withoutWebAssembly = async (/** @type {(words: RegExp) => Promise<void>} */ act) => {
    const real = globalThis.WebAssembly;
    try {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      await act(/no WebAssembly/);
      const refuse = () => {
        throw new real.CompileError("'unsafe-eval' is not allowed");
      };
      for (const forbid of [refuse, async () => refuse()]) {
        const methods = { compile: forbid, compileStreaming: forbid, instantiate: forbid };
        const WebAssembly = Object.assign(Object.create(real), methods);
        Object.assign(globalThis, { WebAssembly });
        await act(/'wasm-unsafe-eval'/);
      }
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", {
        configurable: true,
        writable: true,
        value: real,
      });
    }
  };
  const LINE = 'fallback: () => import("klarna-payments-wasm/payments/compat")';

  it("says that there is no WebAssembly, or that a policy forbids it, that trying again is no use, and what is", async () => {
    await withoutWebAssembly(async (words) => {
      const { code, retryable, message, reason } = await failure(undefined);
      assert.deepEqual([code, retryable], ["WASM_LOAD_FAILED", false]);
      assert.match(reason, words);
      assert.equal(message, `${reason}; or: ${LINE}`);
    });
  });

  describe("with a fallback", () => {
    let asked = 0;
    const brings = (build = "ours") => ({
      fallback: async () => {
        asked += 1;
        /** @param {unknown} _guard @param {string} act @param {unknown} _options @param {unknown[]} others */
        const perform = async (_guard, act, _options, ...others) =>
          act === "start" ? "JavaScript" : ["JavaScript", act, ...others];
        return { build, default: perform };
      },
    });

    it("does not ask for it where WebAssembly runs", async () => {
      asked = 0;
      const module = made();
      assert.equal(await performWith(module, "start", brings()), "WebAssembly");
      await preloading(module)(/** @type {any} */ (brings()));
      assert.equal(asked, 0);
    });

    it("runs it where WebAssembly cannot, once for all, and tells each log why", async () => {
      await withoutWebAssembly(async (words) => {
        asked = 0;
        const module = made();
        /** @type {any[]} */
        const log = [];
        const options = { ...brings(), log: (/** @type {any} */ entry) => log.push(entry) };
        assert.deepEqual(
          await Promise.all([
            performWith(module, "start", options),
            performWith(module, "start", options),
          ]),
          ["JavaScript", "JavaScript"],
        );
        assert.equal(
          await performWith(module, "start", {}),
          "JavaScript",
          "also of who hands over none",
        );
        assert.equal(asked, 1);
        assert.deepEqual(
          log.map(({ event }) => event),
          ["fallback", "fallback"],
        );
        assert.match(log[0].reason, words);
        assert.ok(!log[0].reason.includes("import"), "the reason, and no advice");
      });
    });

    it("hands everything on that the module is to do, by its name", async () => {
      assert.deepEqual(await performWith(made(), "post", {}, 1, 2), ["WebAssembly", 1, 2]);
      await withoutWebAssembly(async () => {
        const done = await performWith(made(), "post", brings(), 1, 2);
        assert.deepEqual(done, ["JavaScript", "post", 1, 2]);
      });
    });

    it("runs it for all who wait, also for who hands over none, and after a call that failed without", async () => {
      await withoutWebAssembly(async () => {
        const module = made();
        const both = [performWith(module, "start", {}), performWith(module, "start", brings())];
        assert.deepEqual(await Promise.all(both), ["JavaScript", "JavaScript"]);
        const other = made();
        await assert.rejects(performWith(other, "start", {}), { code: "WASM_LOAD_FAILED" });
        assert.equal(await performWith(other, "start", brings()), "JavaScript");
      });
    });

    it("runs it where the file is not there, and not for an error that may pass", async () => {
      for (const [path, ends] of [
        ["/none.wasm", "JavaScript"],
        ["/page.wasm", "JavaScript"],
        ["/broken.wasm", "WASM_LOAD_FAILED"],
      ]) {
        const end = await performWith(made(path), "start", brings()).catch(
          (/** @type {any} */ error) => error.code,
        );
        assert.equal(end, ends, path);
      }
    });

    it("that was preloaded, also beside a source of the shop's", async () => {
      await withoutWebAssembly(async () => {
        for (const source of [undefined, new URL("/own.wasm", origin)]) {
          const module = made();
          await preloading(module)(/** @type {any} */ ({ source, ...brings() }));
          assert.equal(await performWith(module, "start", {}), "JavaScript");
        }
      });
    });

    it("that cannot be had, or is of another build, says so, and the next call asks again", async () => {
      await withoutWebAssembly(async () => {
        const module = made();
        const broken = async () => {
          throw new Error("offline");
        };
        for (const [fallback, words] of /** @type {[any, RegExp][]} */ ([
          [broken, /offline/],
          [brings("theirs").fallback, /"theirs"/],
          [async () => undefined, /undefined/],
          [brings().fallback(), /not a function/],
        ])) {
          const error = await performWith(module, "start", { fallback }).catch(
            (/** @type {any} */ e) => e,
          );
          assert.deepEqual([error.code, error.retryable], ["WASM_LOAD_FAILED", true]);
          assert.match(`${error.message} ${error.cause?.message}`, words);
        }
        assert.equal(await performWith(module, "start", brings()), "JavaScript");
      });
    });

    it("is a function, not yet the module that one brings", async () => {
      const { code, path } = await failure({ fallback: brings().fallback() });
      assert.deepEqual([code, path], ["INVALID_ARGUMENT", "fallback"]);
    });

    it("belongs to one of the SDKs", async () => {
      const preload = preloading(made(), made());
      await assert.rejects(preload(/** @type {any} */ (brings())), {
        code: "INVALID_ARGUMENT",
        path: "for",
      });
    });
  });
});
