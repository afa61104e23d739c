import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  copied,
  handOn,
  isLoopback,
  PAYMENTS_SCRIPT,
  WEB_SDK_SCRIPT,
} from "../../src/export/sdk-options.js";
import { readSettings } from "../../www/server/src/settings.js";

const ROOT = join(import.meta.dirname, "../..");
const source = (/** @type {string} */ path) => readFileSync(join(ROOT, path), "utf8");

test("Klarna's addresses and hosts are those that Rust lets in", () => {
  const rules = source("src/domain/sdk.rs");
  for (const { url } of [PAYMENTS_SCRIPT, WEB_SDK_SCRIPT])
    assert.ok(rules.includes(`"${url}"`), url);
  const hosts = (/** @type {string} */ text, /** @type {RegExp} */ list) =>
    [...(list.exec(text)?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, host]) => host);
  const allowed = hosts(rules, /KLARNA_HOSTS: .*= \[(.*)\]/);
  assert.ok(allowed.length > 0);
  assert.deepEqual(hosts(source("src/export/sdk-options.js"), /KLARNA_HOSTS = \[(.*)\]/), allowed);
});

test("of this machine is what Rust takes for it, for a page and for the shop's server", () => {
  // `src/domain/sdk.rs` reads the same.
  const { thisMachine, elsewhere } = JSON.parse(source("tests/cases/loopback.json"));
  const klarna = { url: "https://klarna.invalid", credentials: "user:password" };
  for (const hostname of [...thisMachine, ...elsewhere]) {
    const publicUrl = `http://${hostname}:3000`;
    assert.equal(new URL(publicUrl).hostname, hostname);
    const expected = thisMachine.includes(hostname);
    assert.equal(isLoopback(new URL(publicUrl)), expected, hostname);
    const given = { klarna, store: { write: () => {} }, order: () => {}, publicUrl };
    const settings = readSettings(/** @type {any} */ (given));
    assert.equal(settings.isCalledBack(), expected, hostname);
  }
});

test("what is no set of options is handed on as it is, and so is what cannot be read", () => {
  const throwing = new Proxy(
    {},
    {
      getOwnPropertyDescriptor: () => {
        throw new Error("unreadable");
      },
    },
  );
  for (const sdk of [undefined, null, 7, "text", [], throwing]) {
    const options = { clientToken: "token", sdk };
    assert.equal(handOn(/** @type {any} */ (options), PAYMENTS_SCRIPT, false), options);
  }
  for (const options of [undefined, null, 7, "text", [], throwing])
    assert.equal(handOn(/** @type {any} */ (options), PAYMENTS_SCRIPT, false), options);
});

test("a copy of the options is as they were, whatever the shop makes of them; each getter is read when it is wanted", () => {
  const log = () => {};
  /** @type {any} */
  const options = {
    clientToken: "token",
    backend: { url: "/orders", context: { cart: "one" } },
    get locale() {
      return assert.fail("read");
    },
  };
  Object.defineProperty(options, "log", { value: log, enumerable: false });
  const copy = copied(options);
  options.clientToken = "next";
  Object.assign(options.backend, { url: "/next", context: { cart: "two" } });
  const { clientToken, backend } = copy;
  assert.deepEqual([clientToken, copy.log], ["token", log]);
  assert.deepEqual(backend, { url: "/orders", context: { cart: "one" } });
  assert.equal(copied({ backend: "/orders" }).backend, "/orders");
  const unreadable = new Proxy(
    {},
    {
      getOwnPropertyDescriptor: () => {
        throw new Error("unreadable");
      },
    },
  );
  for (const given of [undefined, null, 7, "text", [], unreadable]) {
    assert.equal(copied(given), given);
  }
});

test("of the options nothing else is read, and everything else is handed on", () => {
  const sdk = {
    get url() {
      return "/api.js";
    },
    get timeoutMs() {
      throw new Error("read too early");
    },
  };
  class Options {
    sdk = sdk;
    get clientToken() {
      throw new Error("read too early");
    }
  }
  const handed = /** @type {any} */ (
    handOn(/** @type {any} */ (new Options()), PAYMENTS_SCRIPT, false)
  );
  assert.ok(handed instanceof Options);
  assert.equal(handed.sdk.url, "/api.js");
  assert.throws(() => handed.sdk.timeoutMs, /too early/);
  assert.equal(sdk.url, "/api.js");
});

test("where nothing can be fetched ahead, the options are handed on all the same", () => {
  const options = { clientToken: "token", sdk: { url: "http://[", trustedTypesPolicy: "klarna" } };
  const { sdk } = /** @type {any} */ (handOn(options, PAYMENTS_SCRIPT, true));
  assert.equal(sdk.url, "http://[");
  assert.equal(typeof sdk.trustedTypesPolicy.createScriptURL, "function");
});
