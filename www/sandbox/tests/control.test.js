import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { SCENARIOS, startSandbox } from "../index.js";
import { ask, authorize, createSession, ORDER } from "./merchant.js";

const README = new URL("../README.md", import.meta.url);
const CLI = new URL("../cli.js", import.meta.url).pathname;
const TESTS = new URL(".", import.meta.url);

/** The titles of a file's tests and groups; what is filled in for each case may be anything. @param {string} source */
const titlesIn = (source) =>
  [...source.matchAll(/\b(?:it|describe)\(\s*(["'`])((?:\\.|(?!\1)[^\\])+)\1/g)].map(
    ([, , title = ""]) => {
      const fixed = title
        .split(/\$\{[^}]*\}/)
        .map((part) => part.replace(/\\(.)/g, "$1").replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return new RegExp(`^${fixed.join(".+")}$`);
    },
  );

describe("the sandbox's control", () => {
  /** @type {import("../index.js").Sandbox} */
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

  it("is steered by pages of this machine and its network, and by no other site's", async () => {
    const put = (/** @type {Record<string, string>} */ headers) =>
      fetch(`${sandbox.url}/sandbox/settings`, {
        method: "PUT",
        // Which a page may send without asking first.
        headers: { "content-type": "text/plain", ...headers },
        body: "{}",
      });
    for (const origin of ["https://evil.example", "null", "http://1.2.3.4:8080"])
      assert.equal((await put({ origin })).status, 403, origin);
    for (const origin of ["http://localhost:5173", "https://shop.test", sandbox.url])
      assert.equal((await put({ origin })).status, 200, origin);
    assert.equal((await put({})).status, 200);
    const origin = "https://shop.example";
    const call = JSON.stringify({ sdk: "payments", call: "load", details: {} });
    const headers = { origin, "content-type": "text/plain" };
    const told = await fetch(`${sandbox.url}/sandbox/sdk-calls`, {
      method: "POST",
      headers,
      body: call,
    });
    assert.ok(told.ok, "the SDK of a shop's page tells what was called");
  });

  it("changes settings one by one, over HTTP as in the module", async () => {
    assert.deepEqual((await control("GET", "settings")).body, {
      scenario: "approved",
      journey: "full",
      flow: "iframe",
      categories: ["klarna"],
      sdkVersion: "v1.10.0-2173-g3087d075",
      repeatedOrder: "session-completed",
      orderAddresses: "may-be-left-out",
      sdkVariant: {},
      browserUrl: "",
    });
    await control("PUT", "settings", { scenario: "denied" });
    await control("PUT", "settings", { journey: "quick", flow: "popup" });
    assert.deepEqual(sandbox.settings(), {
      scenario: "denied",
      journey: "quick",
      flow: "popup",
      categories: ["klarna"],
      sdkVersion: "v1.10.0-2173-g3087d075",
      repeatedOrder: "session-completed",
      orderAddresses: "may-be-left-out",
      sdkVariant: {},
      browserUrl: "",
    });
  });

  it("refuses what it does not know", async () => {
    assert.equal((await control("PUT", "settings", { scenario: "sunshine" })).status, 400);
    assert.equal((await control("PUT", "settings", { weather: "fine" })).status, 400);
    assert.equal((await control("POST", "faults", { path: "/", kind: "fire" })).status, 400);
    assert.equal((await control("POST", "sdk-faults", { sdk: "payments" })).status, 400);
    assert.equal((await control("PUT", "settings", { sdkVersion: "latest" })).status, 400);
    const never = { sdk: "web-sdk", call: "complete", kind: "late-failure" };
    assert.equal((await control("POST", "sdk-faults", never)).status, 400);
    assert.deepEqual(sandbox.faults(), { endpoints: [], sdk: [] });
  });

  it("names what it does not know, instead of being a test that tests nothing", () => {
    const wrong = /** @type {any} */ (sandbox);
    /** @type {[() => unknown, RegExp][]} */
    const MISTAKES = [
      [
        () => wrong.configure({ scenario: "sunshine" }),
        /^settings\.scenario: is none of approved,/,
      ],
      [() => wrong.configure({ scenaro: "denied" }), /^settings\.scenaro: /],
      [() => wrong.configure({ categories: [] }), /^settings\.categories: /],
      [() => wrong.configure({ sdkVersion: "latest" }), /^settings\.sdkVersion: .*"latest"/],
      [() => wrong.injectFault({ path: "/", kind: "fire" }), /^fault\.kind: is none of latency,/],
      [() => wrong.injectFault({ kind: "drop" }), /^fault\.path: /],
      [
        () => wrong.injectSdkFault({ sdk: "payments", call: "autorize", kind: "never" }),
        /\.call: /,
      ],
      [
        () => wrong.injectSdkFault({ sdk: "payments", call: "init", kind: "never" }),
        /none of throw/,
      ],
      [() => wrong.injectSdkFault({ sdk: "v1", call: "init", kind: "throw" }), /^fault\.sdk: /],
      [() => wrong.advanceClock(-1), /^byMs: /],
      [() => wrong.advanceClock(Number.NaN), /^byMs: /],
      [() => wrong.setCustomerToken("t", "LOST"), /^state: is none of ACTIVE,/],
      [() => wrong.reviewOrder("o", "PERHAPS"), /^decision: is none of ACCEPTED,/],
      [() => wrong.reset(0.5), /^seed: /],
    ];
    for (const [mistake, message] of MISTAKES)
      assert.throws(mistake, { name: "RangeError", message });
  });

  it("does not start with options that it does not know", async () => {
    for (const [options, message] of /** @type {[any, RegExp][]} */ ([
      [{ prot: 4010 }, /^options\.prot: /],
      [{ port: "4010" }, /^options\.port: /],
      [{ seed: -1 }, /^options\.seed: /],
      [{ settings: { flow: "pop-up" } }, /^options\.settings\.flow: is none of iframe,/],
      [{ credentials: { user: "me" } }, /^options\.credentials\.user: /],
    ]))
      await assert.rejects(startSandbox(options), { name: "RangeError", message });
  });

  it("deals the same identifiers for the same requests, whatever else is asked for in between", async () => {
    /** @param {() => Promise<unknown>} disturbance */
    async function identifiers(disturbance) {
      sandbox.reset(4);
      const session = await createSession(sandbox);
      await disturbance();
      const { authorization_token: token } = await authorize(sandbox, session);
      await disturbance();
      const order = await ask(sandbox, "POST", `/payments/v1/authorizations/${token}/order`, ORDER);
      const authorization = `Basic ${sandbox.credentials.apiKey}`;
      const path = `/v2/accounts/${sandbox.credentials.accountId}/payment`;
      const query = "/presentation?currency=EUR";
      const shown = await ask(sandbox, "GET", path + query, undefined, { authorization });
      await disturbance();
      const currency = { currency: "EUR" };
      const request = await ask(sandbox, "POST", `${path}/requests`, currency, { authorization });
      return [
        session,
        token,
        order.body.order_id,
        shown.body.payment_option.payment_option_id,
        request.body.payment_request_id,
      ];
    }
    const undisturbed = await identifiers(async () => {});
    const disturbed = await identifiers(async () => {
      sandbox.injectFault({ path: "/favicon.ico", kind: "status", probability: 0.5 });
      sandbox.advanceClock(1_000);
      for (const path of ["/favicon.ico", "/v2/nothing", "/payments/v1/sessions/nobody"])
        await ask(sandbox, "GET", path);
    });
    assert.deepEqual(disturbed, undisturbed);
  });

  it("answers for what is not there in the format of the API that was asked", async () => {
    const network = await ask(sandbox, "GET", "/v2/nothing");
    assert.deepEqual([network.status, network.body.error_code], [404, "RESOURCE_NOT_FOUND"]);
    const payments = await ask(sandbox, "GET", "/payments/v1/nothing");
    assert.deepEqual([payments.status, payments.body.error_code], [404, "NOT_FOUND"]);
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
      purchase_currency: "SEK",
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

  it("knows the faults of the SDKs that the README lists", async () => {
    const rows = [
      ...(await readFile(README, "utf8")).matchAll(
        /^\| `(payments|web-sdk)` \| (.+) \| (.+) \|$/gm,
      ),
    ];
    const words = (/** @type {string} */ cell) =>
      [...cell.matchAll(/`(.+?)`/g)].map(([, word]) => word);
    assert.ok(rows.length > 4);
    for (const [, sdk, calls = "", kinds = ""] of rows)
      for (const call of words(calls))
        for (const kind of words(kinds))
          sandbox.injectSdkFault(/** @type {any} */ ({ sdk, call, kind }));
    assert.ok(sandbox.faults().sdk.length > 70);
  });

  it("has a conformance table that names tests which exist", async () => {
    const [, section = ""] = (await readFile(README, "utf8")).split("\n## Conformance\n");
    const rows = [...section.matchAll(/^\|(?! behaviour |---| \*\*).* \| (.+) \|$/gm)];
    assert.ok(rows.length > 100);
    for (const [, cell = ""] of rows) {
      const [, name, folder, title = ""] =
        /^`([a-z-]+)`(?:, in `([a-z/]+)`)?: (.+)$/.exec(cell) ?? [];
      assert.ok(name, `no test is named in "${cell}"`);
      const place = folder ? new URL(`../../../${folder}/`, import.meta.url) : TESTS;
      const file = (await readdir(place, { recursive: !folder })).find((one) =>
        [`${name}.test.js`, `${name}.browser.test.js`].includes(basename(one)),
      );
      assert.ok(file, `no tests ${name}`);
      const titles = titlesIn(await readFile(new URL(file, place), "utf8"));
      assert.ok(
        titles.some((one) => one.test(title)),
        `no test "${title}" in ${file}`,
      );
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

  /** @param {string[]} args @returns {Promise<[code: number, errors: string]>} */
  const refused = (...args) =>
    new Promise((resolve) => {
      const child = execFile(process.execPath, [CLI, ...args], (_error, _stdout, stderr) =>
        resolve([child.exitCode ?? 0, stderr]),
      );
    });

  it("as a command refuses what it does not know, and says how it is used", async () => {
    const answers = await Promise.all([
      refused("--journey", "slow"),
      refused("--port", "http"),
      refused("--colour", "red"),
      refused("--flow", "pop-up"),
    ]);
    for (const [code, errors] of answers) {
      assert.equal(code, 2);
      assert.match(errors, /^Usage: klarna-sandbox/m);
      assert.doesNotMatch(errors, / at /, "no stack");
    }
  });

  it("as a command says in a line that its port is taken", async () => {
    const [code, errors] = await refused("--port", String(sandbox.port));
    assert.equal(code, 1);
    assert.match(errors, /^listen EADDRINUSE.*\n$/);
  });
});
