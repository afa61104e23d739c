import assert from "node:assert/strict";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { after, before, describe, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { memoryStore } from "../../www/server/src/index.js";
import { startShop } from "../../www/start.js";
import { openShop } from "./shop.js";

// Posts of other sites, and webhooks that are forged or replayed: `http.test.js`, `network.test.js`, and for the demo
// `own-pages.test.js` and `webhooks.test.js` in `tests/shop`.

const SLOW_MS = 1_500;
const MIB = 1024 * 1024;
const CUT = 0;
/** More than any of the three lets a request take to arrive. */
const PATIENCE_MS = 14_000;
/** Spellings of ways out of a folder. */
const WAYS_OUT = [
  "/../package.json",
  "/..%2fpackage.json",
  "/%2e%2e/package.json",
  "/..%5cpackage.json",
  "/%2e%2e%5cpackage.json",
  "/....//package.json",
  "/..;/package.json",
  "/%252e%252e/package.json",
  "/%00/../../package.json",
  "/%c0%ae%c0%ae/package.json",
  "//etc/passwd",
  "/%zz",
];

/**
 * @typedef {object} Served
 * @property {string} name
 * @property {string} url
 * @property {string} post an address that takes JSON
 * @property {string[]} roots addresses that files or endpoints are below
 * @property {Record<string, string>} [headers] that whoever may ask sends
 */

describe("what is sent to do harm", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {Awaited<ReturnType<typeof startShop>>} */
  let demo;
  /** @type {Awaited<ReturnType<typeof openShop>>} */
  let library;
  /** @type {Served[]} */
  let all;
  before(async () => {
    sandbox = await startSandbox();
    demo = await startShop({ sandbox, requestMs: SLOW_MS });
    const store = memoryStore();
    const options = { limits: { bodyMs: SLOW_MS } };
    library = await openShop({ sandbox, store, options });
    const { username, password } = sandbox.credentials;
    all = [
      {
        name: "the library",
        url: library.url,
        post: "/api/klarna/orders",
        roots: ["/api/klarna", "/api/klarna/payments", "/api/klarna/callbacks/authorization"],
      },
      {
        name: "the demo",
        url: demo.url,
        post: "/api/klarna/orders",
        roots: ["", "/shop", "/pkg", "/api/klarna", "/api/klarna/payments", "/api/orders"],
      },
      {
        name: "the demo's own routes",
        url: demo.url,
        post: "/api/orders",
        roots: [],
      },
      {
        name: "the sandbox",
        url: sandbox.url,
        post: "/payments/v1/sessions",
        roots: ["", "/kp", "/web-sdk/v2", "/sandbox", "/payments/v1/sessions"],
        headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
      },
    ];
  });
  after(async () => {
    await library.close();
    await demo.close();
    await sandbox.close();
  });

  it("is not read when it says that it is too large", async () => {
    for (const { name, ...served } of all) {
      const { status } = await send(served, { "content-length": String(50 * MIB) });
      assert.equal(status, 413, name);
    }
  });

  it("is not read further when it turns out to be too large", async () => {
    for (const { name, ...served } of all) {
      const chunk = `${(64 * 1024).toString(16)}\r\n${" ".repeat(64 * 1024)}\r\n`;
      const { status, sent } = await send(served, { "transfer-encoding": "chunked" }, chunk, 2_000);
      // Whoever goes on sending may find the connection cut before the answer can be read.
      assert.ok(status === 413 || status === CUT, `${name}: ${status}`);
      assert.ok(sent < 100 * MIB, `${name} took ${sent} bytes`);
    }
  });

  it("is no form, which another site's page could send", async () => {
    for (const { name, url, post, headers } of all)
      for (const type of ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
        const answer = await fetch(url + post, {
          method: "POST",
          headers: { ...headers, "content-type": type },
          body: "authorization_token=x&session_id=y",
        });
        assert.equal(answer.status, 415, `${name}, ${type}`);
      }
  });

  it("finds no way out of the folders that are served, and nothing that it makes fail", async () => {
    for (const { name, url, roots } of all)
      for (const root of roots)
        for (const way of WAYS_OUT) {
          const { status, text } = await raw(url, `GET ${root}${way} HTTP/1.1`);
          assert.ok(status >= 300 && status < 500, `${name} ${root}${way}: ${status}`);
          assert.doesNotMatch(text, /"workspaces"|root:x:|"name": "/, `${name} ${root}${way}`);
        }
  });

  it("is answered 408 when it does not arrive, and keeps nobody else waiting", async () => {
    await Promise.all(
      all.map(async ({ name, ...served }) => {
        const slow = send(served, { "content-length": "100" }, '{"half":');
        const answer = await fetch(served.url);
        assert.ok(answer.status < 500, name);
        assert.equal((await slow).status, 408, name);
      }),
    );
  });

  it("comes from this machine alone, unless the shop says otherwise", async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((known) => known ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { name, url } of all)
      for (const { address } of others)
        await assert.rejects(
          fetch(`http://${address}:${new URL(url).port}/`),
          /fetch failed/,
          `${name} listens at ${address}`,
        );
    assert.equal(new URL(demo.url).hostname, "127.0.0.1");
    assert.equal(new URL(sandbox.url).hostname, "127.0.0.1");
  });
});

/**
 * Posts by hand, and goes on sending `body` for a while, as no client would.
 *
 * @param {Omit<Served, "name">} served
 * @param {Record<string, string>} headers
 * @param {string} [body]
 * @param {number} [forMs] how long the body is sent again; else once
 */
function send({ url, post, headers: own }, headers, body = "", forMs = 0) {
  const lines = Object.entries({ "content-type": "application/json", ...own, ...headers });
  const head = `POST ${post} HTTP/1.1\r\n${lines.map(([key, value]) => `${key}: ${value}\r\n`).join("")}`;
  return raw(url, head, body, forMs);
}

/**
 * @param {string} url
 * @param {string} head without the host
 * @param {string} [body]
 * @param {number} [forMs]
 * @returns {Promise<{ status: number, text: string, sent: number }>}
 */
function raw(url, head, body = "", forMs = 0) {
  const { hostname, port } = new URL(url);
  const until = Date.now() + forMs;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    let sent = 0;
    const done = () => {
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? CUT), text, sent });
    };
    const more = () => {
      sent += body.length;
      socket.write(body, () => {
        if (Date.now() < until && !socket.destroyed) setImmediate(more);
      });
    };
    socket.setEncoding("utf8");
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("there was no answer")));
    socket.on("connect", () => {
      socket.write(`${head.trimEnd()}\r\nhost: ${hostname}:${port}\r\n\r\n`);
      if (body) more();
    });
    socket.on("data", (chunk) => {
      text += chunk;
      if (text.includes("\r\n\r\n")) done();
    });
    socket.on("close", done);
    socket.on("error", (error) => ("code" in error && sent > 0 ? done() : reject(error)));
  });
}
