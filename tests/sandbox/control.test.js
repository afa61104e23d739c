import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, it } from "node:test";
import { SCENARIOS, startSandbox } from "../../www/sandbox/index.js";
import { ask, authorize, createSession } from "./merchant.js";

const README = new URL("../../www/sandbox/README.md", import.meta.url);
const CLI = new URL("../../www/sandbox/cli.js", import.meta.url).pathname;

describe("the sandbox's control", () => {
  /** @type {import("../../www/sandbox/index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 4 });
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  /** @param {string} method @param {string} path @param {unknown} [body] */
  const control = (method, path, body) => ask(sandbox, method, `/sandbox/${path}`, body);

  it("is on the loopback only, at a port of its own", () => {
    assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(new URL(sandbox.url).port, String(sandbox.port));
  });

  it("lets browsers call what is for browsers, and not Klarna's server APIs", async () => {
    const headers = { origin: "https://shop.test", "access-control-request-method": "POST" };
    for (const [path, allowed] of /** @type {const} */ ([
      ["/kp/lib/v1/api.js", "*"],
      ["/web-sdk/v2/klarna.mjs", "*"],
      ["/web-sdk/v2/api/sessions", "*"],
      ["/sandbox/settings", "*"],
      ["/payments/v1/sessions", null],
      ["/customer-token/v1/tokens/t/order", null],
      ["/v2/notification/webhooks", null],
    ])) {
      const answer = await fetch(sandbox.url + path, { method: "OPTIONS", headers });
      assert.equal(answer.headers.get("access-control-allow-origin"), allowed, path);
    }
  });

  it("changes settings one by one, over HTTP as in the module", async () => {
    assert.deepEqual((await control("GET", "settings")).body, {
      scenario: "approved",
      journey: "full",
      flow: "iframe",
      categories: ["klarna"],
      sdkVersion: "v1.10.0-2173-g3087d075",
    });
    await control("PUT", "settings", { scenario: "denied" });
    await control("PUT", "settings", { journey: "quick", flow: "popup" });
    assert.deepEqual(sandbox.settings(), {
      scenario: "denied",
      journey: "quick",
      flow: "popup",
      categories: ["klarna"],
      sdkVersion: "v1.10.0-2173-g3087d075",
    });
  });

  it("refuses what it does not know", async () => {
    assert.equal((await control("PUT", "settings", { scenario: "sunshine" })).status, 400);
    assert.equal((await control("PUT", "settings", { weather: "fine" })).status, 400);
    assert.equal((await control("POST", "faults", { path: "/", kind: "fire" })).status, 400);
    assert.equal((await control("POST", "sdk-faults", { sdk: "payments" })).status, 400);
    assert.equal((await control("PUT", "settings", { sdkVersion: "latest" })).status, 400);
    assert.throws(() => sandbox.configure({ scenario: "sunshine" }), RangeError);
    assert.throws(() => sandbox.configure({ sdkVersion: "latest" }), RangeError);
  });

  it("arms and clears faults", async () => {
    const fault = { path: "/kp/*", kind: "status" };
    const sdkFault = { sdk: "payments", call: "load", kind: "never" };
    assert.equal((await control("POST", "faults", fault)).status, 201);
    const staleEvent = { sdk: "web-sdk", call: "complete", kind: "stale" };
    assert.equal((await control("POST", "sdk-faults", sdkFault)).status, 201);
    const { body } = await control("POST", "sdk-faults", staleEvent);
    assert.deepEqual(body, { endpoints: [fault], sdk: [sdkFault, staleEvent] });
    assert.equal((await control("DELETE", "faults")).status, 204);
    assert.deepEqual((await control("GET", "faults")).body, { endpoints: [], sdk: [] });
  });

  it("moves the clock", async () => {
    const { body } = await control("POST", "clock", { advanceMs: 3_600_000 });
    assert.equal(body.aheadMs, 3_600_000);
    assert.ok(Date.parse(body.now) - Date.now() > 3_590_000);
  });

  it("suspends a customer token", async () => {
    const session = await createSession(sandbox, { intent: "tokenize" });
    const { authorization_token: token } = await authorize(sandbox, session);
    const path = `/payments/v1/authorizations/${token}/customer-token`;
    const { body } = await ask(sandbox, "POST", path, {
      purchase_country: "SE",
      locale: "sv-SE",
      description: "d",
      intended_use: "subscription",
    });
    const suspended = { state: "SUSPENDED" };
    const { status } = await control("PUT", `customer-tokens/${body.token_id}`, suspended);
    assert.equal(status, 204);
    assert.equal(sandbox.ledger().customerTokens[0]?.state, "SUSPENDED");
    assert.equal((await control("PUT", "customer-tokens/none", suspended)).status, 404);
  });

  it("forgets everything but its seedless names, and starts names again with a seed", async () => {
    const first = await createSession(sandbox);
    sandbox.configure({ scenario: "denied", journey: "quick" });
    await control("POST", "reset");
    const { sessions, entries } = sandbox.ledger();
    assert.deepEqual([sessions, entries], [[], []]);
    assert.equal(sandbox.settings().scenario, "approved");
    const second = await createSession(sandbox);
    assert.notEqual(second.session_id, first.session_id);
    await control("POST", "reset", { seed: 4 });
    const third = await createSession(sandbox);
    await control("POST", "reset", { seed: 4 });
    assert.equal((await createSession(sandbox)).session_id, third.session_id);
  });

  it("deals other names without a seed", async () => {
    const other = await startSandbox();
    const { session_id } = await createSession(other);
    await other.close();
    const another = await startSandbox();
    assert.notEqual((await createSession(another)).session_id, session_id);
    await another.close();
  });

  it("keeps every request in the ledger, but its own", async () => {
    await createSession(sandbox, { merchant_reference1: "r" });
    await control("GET", "ledger");
    const requests = sandbox.ledger().requests;
    assert.deepEqual(
      requests.map(({ method, path, status }) => [method, path, status]),
      [["POST", "/payments/v1/sessions", 200]],
    );
    assert.match(JSON.stringify(requests), /"merchant_reference1":"r"/);
    assert.doesNotMatch(JSON.stringify(requests), /authorization"/i);
  });

  it("lists the scenarios, which the README lists as well", async () => {
    const { body } = await control("GET", "scenarios");
    assert.deepEqual(body, JSON.parse(JSON.stringify(SCENARIOS)));
    const readme = await readFile(README, "utf8");
    for (const { customer, payments, network } of SCENARIOS)
      assert.ok(
        readme.includes(`| \`${customer}\` | ${payments} | ${network} |`),
        `the README's table lacks ${customer}`,
      );
  });

  it("has a conformance table that names tests which exist", async () => {
    const rows = [...(await readFile(README, "utf8")).matchAll(/\| `([a-z-]+)`: (.+?) \|$/gm)];
    assert.ok(rows.length > 100);
    for (const [, file, title = ""] of rows) {
      const tests = await readFile(new URL(`${file}.test.js`, import.meta.url), "utf8");
      assert.ok(tests.includes(title), `no test "${title}" in ${file}.test.js`);
    }
  });

  it("recognises test customers with a country, in any case", async () => {
    const billing_address = { email: "Customer+SE+Refused@klarna.com" };
    const session = await createSession(sandbox, { billing_address });
    const result = await authorize(sandbox, session);
    assert.deepEqual(result, { show_form: false, approved: false });
  });

  it("is a command too", async () => {
    const child = execFile(process.execPath, [CLI, "--port", "0", "--journey", "quick"]);
    const [text] = await once(/** @type {import("node:stream").Readable} */ (child.stdout), "data");
    const url = /on (http:\S+)/.exec(String(text))?.[1];
    const settings = await (await fetch(`${url}/sandbox/settings`)).json();
    assert.equal(settings.journey, "quick");
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
  });

  it("as a command refuses what it does not know", async () => {
    const child = execFile(process.execPath, [CLI, "--journey", "slow"]);
    const [code] = await once(child, "exit");
    assert.equal(code, 2);
  });
});
