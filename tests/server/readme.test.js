import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startSandbox } from "../../www/sandbox/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { orderOf } from "./shop.js";

const ROOT = join(import.meta.dirname, "../..");

/** The first example under a heading. @param {string} file @param {string} heading */
async function example(file, heading) {
  const text = await readFile(join(ROOT, file), "utf8");
  const found = new RegExp(`^##+ ${heading}$.*?^\`\`\`js\\n(.*?)^\`\`\`$`, "ms").exec(text)?.[1];
  return found ?? assert.fail(`${file} has no example under ${heading}`);
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, "close");
  return port;
}

/** @param {string} url */
async function reachable(url) {
  const answer = await fetch(url).catch(() => pause(100));
  return answer !== undefined;
}

describe("what the READMEs print", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  let folder = "";
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    await mkdir(join(ROOT, ".cache"), { recursive: true });
    folder = await mkdtemp(join(ROOT, ".cache/server-readme-"));
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("has each code that the package refuses with, and no other", async () => {
    const source = join(ROOT, "www/server/src");
    const files = (await readdir(source, { recursive: true })).filter((name) => /\.js$/.test(name));
    const code = await Promise.all(files.map((name) => readFile(join(source, name), "utf8")));
    const thrown = /new (?:Problem\(\s*(\d+),\s*"(\w+)"|OrderRefused\("(\w+)")/g;
    const refused = [...code.join().matchAll(thrown)].map(
      ([, status, name, ofOthers]) => `${status ?? 422} ${name ?? ofOthers}`,
    );
    const text = await readFile(join(ROOT, "www/server/README.md"), "utf8");
    const table = /^## Errors$.*?^## /ms.exec(text)?.[0] ?? "";
    const printed = [...table.matchAll(/^\| (\d.*?) \|/gm)].flatMap(([, cell = ""]) => {
      let status = "";
      return [...cell.matchAll(/(\d{3}) |`(\w+)`/g)].flatMap(([, number, name]) => {
        status = number ?? status;
        return name ? [`${status} ${name}`] : [];
      });
    });
    assert.deepEqual([...new Set(printed)].sort(), [...new Set(refused)].sort());
  });

  it("is a working shop in one copied file", async (t) => {
    const port = await freePort();
    const { apiKey, accountId } = sandbox.credentials;
    const code = (await example("www/server/README.md", "From zero to an order"))
      .replace("http://127.0.0.1:4010", sandbox.url)
      .replace("klarna_test_api_sandbox", apiKey)
      .replace("krn:partner:global:account:test:SANDBOX1", accountId)
      .replaceAll("8080", String(port));
    await writeFile(join(folder, "server.mjs"), code);
    const child = spawn(process.execPath, ["server.mjs"], { cwd: folder });
    t.after(() => child.kill("SIGKILL"));
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    const url = `http://127.0.0.1:${port}`;
    const buyer = new Buyer({ url }, sandbox);
    while (!(await reachable(url))) assert.equal(child.exitCode, null, said);
    const session = await buyer.session();
    const { body } = await buyer.post(session, await buyer.authorize(session));
    assert.equal(body.placed, true);
    assert.equal(sandbox.ledger().orders[0]?.order_amount, 11800);
    await eventually(() => (said.includes(`ordered ${body.reference}`) ? true : undefined));
  });

  it("is the server of a checkout, for both of Klarna's APIs", async () => {
    const code = await example("README.md", "Your server");
    const { username, password, apiKey, accountId } = sandbox.credentials;
    const apis = [btoa(`${username}:${password}`), apiKey];
    /** @type {string[]} */
    const ordered = [];
    for (const [index, credentials] of apis.entries()) {
      Object.assign(process.env, {
        KLARNA_URL: sandbox.url,
        KLARNA_CREDENTIALS: credentials,
        KLARNA_ACCOUNT: accountId,
        PUBLIC_URL: "http://127.0.0.1:9",
        DATABASE: ":memory:",
      });
      /** @type {any} */ (globalThis).printedShop = {
        cartOf: () => orderOf(`printed-${index}`, 1),
        ordered: (/** @type {any} */ purchase) => ordered.push(purchase.result.by),
      };
      const file = join(folder, `printed-${index}.mjs`);
      await writeFile(file, `const shop = globalThis.printedShop;\n${code}`);
      const { klarna, answer } = await import(pathToFileURL(file).href);
      /** @param {string} path @param {object} body */
      const post = async (path, body) => {
        const request = new Request(`http://127.0.0.1:9/api/klarna${path}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        return (await answer(request)).json();
      };
      const buyer = new Buyer({ url: "" }, sandbox);
      if (index === 0) {
        const session = await post("/session?step=payment", {});
        const authorization_token = await buyer.authorize(session);
        const { session_id } = session;
        assert.deepEqual(await post("/keep", { authorization_token, session_id }), { kept: true });
        assert.equal((await post("/session?step=review", {})).session_id, session_id);
        assert.equal((await post("/orders/kept", { session_id })).placed, true);
      } else {
        const klarnaNetworkSessionToken = await buyer.networkSession();
        const paid = await post("/authorize-payment", { klarnaNetworkSessionToken });
        assert.equal(paid.result, "APPROVED");
      }
      await klarna.stop();
    }
    assert.deepEqual(ordered, ["payments", "network"]);
  });
});
