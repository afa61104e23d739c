import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { customSection } from "../../.tooling/link.js";
import { preloading, wasmModule } from "../../src/export/wasm_module.js";

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
      const [status, type, body] = files[request.url ?? ""] ?? [404, "text/plain", "no"];
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

  const fresh = () => {
    instantiated = [];
    return preloading(
      wasmModule(
        "payments",
        { url: "/api.js", link: () => undefined },
        async ({ module_or_path }) => instantiated.push(module_or_path),
        "ours",
        () => new URL("/own.wasm", origin),
      ),
    );
  };
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

  it("refuses what is no source, by name", async () => {
    for (const source of [null, "", 7, true, Symbol("x"), () => {}, {}, []]) {
      const { code, path } = await failure(source);
      assert.deepEqual([code, path], ["INVALID_ARGUMENT", "source"], String(source));
    }
  });

  it("says that there is no WebAssembly, or that a policy forbids it, and that trying again is no use", async () => {
    const real = globalThis.WebAssembly;
    try {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      const none = await failure(undefined);
      assert.deepEqual([none.code, none.retryable], ["WASM_LOAD_FAILED", false]);
      assert.match(none.message, /no WebAssembly/);
      const refuse = () => {
        throw new real.CompileError("'unsafe-eval' is not allowed");
      };
      for (const forbid of [refuse, async () => refuse()]) {
        const methods = { compile: forbid, compileStreaming: forbid, instantiate: forbid };
        const WebAssembly = Object.assign(Object.create(real), methods);
        Object.assign(globalThis, { WebAssembly });
        const forbidden = await failure(undefined);
        assert.deepEqual([forbidden.code, forbidden.retryable], ["WASM_LOAD_FAILED", false]);
        assert.match(forbidden.message, /'wasm-unsafe-eval'/);
      }
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", {
        configurable: true,
        writable: true,
        value: real,
      });
    }
  });
});
