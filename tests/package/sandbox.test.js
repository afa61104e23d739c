// The sandbox as a shop gets it: its package installed beside the other one, started from a test and as a command.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { addWorkspace, createProject, filesIn, NAME, ROOT } from "./outside-project.js";

const SOURCE = join(ROOT, "www/sandbox");

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
/** Where the sandbox is in it. @type {string} */
let installed;

before(async () => {
  project = await createProject();
  installed = await addWorkspace(project, "sandbox");
});
after(() => project.remove());

/** What a shop's server and its page ask of Klarna. */
const VISIT = `
async function visit(url) {
  const answer = await fetch(url + "/payments/v1/sessions", {
    method: "POST",
    headers: { authorization: "Basic " + btoa("sandbox:sandbox"), "content-type": "application/json" },
    body: JSON.stringify({
      purchase_country: "SE",
      purchase_currency: "SEK",
      order_amount: 100,
      order_lines: [{ name: "Pen", quantity: 1, unit_price: 100, total_amount: 100 }],
    }),
  });
  const files = ["/kp/lib/v1/api.js", "/web-sdk/v2/klarna.mjs", "/web-sdk/v2/sdk/klarna-sdk.js", "/kp/frames/main.html"];
  const answers = await Promise.all(files.map((file) => fetch(url + file)));
  return {
    session: await answer.json(),
    types: answers.map(({ status, headers }) => status + " " + headers.get("content-type").split(";")[0]),
    script: await answers[0].text(),
  };
}`;

const TYPES = [
  "200 text/javascript",
  "200 text/javascript",
  "200 text/javascript",
  "200 text/html",
];

test("a shop's own test starts the sandbox, uses it, asks its ledger and ends with it", async () => {
  const file = project.write(
    "use.js",
    `import { SCENARIOS, startSandbox } from "${NAME}/sandbox";
    ${VISIT}
    const sandbox = await startSandbox({ seed: 7 });
    const { session, types, script } = await visit(sandbox.url);
    sandbox.configure({ scenario: SCENARIOS.find(({ id }) => id === "denied").id });
    const { scenario } = sandbox.settings();
    const { sessions, requests } = sandbox.ledger();
    await sandbox.close();
    console.log(JSON.stringify({ session, types, script, scenario, sessions, requests, seed: sandbox.seed }));`,
  );
  const { stdout, stderr } = await project.node(file);
  const { session, types, script, scenario, sessions, requests, seed } = JSON.parse(stdout);
  assert.equal(stderr, "");
  assert.deepEqual(
    types.map((/** @type {string} */ type) => type.replace("application/", "text/")),
    TYPES,
  );
  assert.match(script, /klarnaAsyncCallback/);
  assert.equal(sessions[0].session_id, session.session_id);
  assert.equal(sessions[0].order_amount, 100);
  assert.equal(requests[0].path, "/payments/v1/sessions");
  assert.equal(scenario, "denied");
  assert.equal(seed, 7);
});

test("the command tells where it listens, serves a shop, and ends with Ctrl+C", async () => {
  const command = spawn("npx", ["klarna-sandbox", "--port", "0"], {
    cwd: project.folder,
    stdio: ["ignore", "pipe", "inherit"],
    // A group of its own, which is what a terminal interrupts.
    detached: true,
  });
  const ended = once(command, "close");
  try {
    const lines = createInterface(command.stdout)[Symbol.asyncIterator]();
    const { value: first } = await lines.next();
    const [url] = String(first).match(/http:\/\/127\.0\.0\.1:\d+$/) ?? [];
    assert.ok(url, `no address in: ${first}`);
    const file = project.write(
      "visit.js",
      `${VISIT}\nconsole.log(JSON.stringify(await visit("${url}")));`,
    );
    const { session, types } = JSON.parse((await project.node(file)).stdout);
    assert.equal(types.length, TYPES.length);
    const { sessions } = await (await fetch(`${url}/sandbox/ledger`)).json();
    assert.equal(sessions[0].session_id, session.session_id);
    process.kill(-Number(command.pid), "SIGINT");
    await ended;
    await assert.rejects(fetch(url), "it still listens");
  } finally {
    if (command.exitCode === null && command.signalCode === null)
      process.kill(-Number(command.pid), "SIGKILL");
  }
});

test("its types know options, control functions and ledger, by the name of either package", async () => {
  project.write(
    "checkout.ts",
    `import { type EndpointFault, type Sandbox, SCENARIOS, startSandbox } from "klarna-sandbox";
    import { startSandbox as sameFunction } from "${NAME}/sandbox";

    export const same: typeof startSandbox = sameFunction;
    const sandbox: Sandbox = await startSandbox({ port: 0, seed: 1, settings: { journey: "quick", flow: "popup" } });
    const fault: EndpointFault = { path: "/payments/*", kind: "status", status: 503, stage: "after", times: 1 };
    sandbox.injectFault(fault);
    sandbox.injectSdkFault({ sdk: "payments", call: "authorize", kind: "callback-then-throw" });
    sandbox.advanceClock(60_000);
    const amounts: number[] = sandbox.ledger().orders.map(({ order_amount }) => order_amount);
    const paths: unknown[] = sandbox.ledger().requests.map((request) => request["path"]);
    const states: string[] = sandbox.ledger().paymentRequests.map(({ state }) => state);
    const customers: string[] = SCENARIOS.map(({ customer }) => customer);
    const journey: "full" | "quick" | "instant" = sandbox.settings().journey;
    // @ts-expect-error there is no such option
    await startSandbox({ ports: 4010 });
    // @ts-expect-error there is no such journey
    sandbox.configure({ journey: "slow" });
    // @ts-expect-error there is no such fault
    sandbox.injectFault({ path: "/", kind: "fire" });
    // @ts-expect-error the ledger has no such list
    sandbox.ledger().refunds;
    const closed: Promise<void> = sandbox.close();
    export { amounts, closed, customers, journey, paths, states };`,
  );
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022"],
    module: "nodenext",
    types: [],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["checkout.ts"] }));
  const { stdout } = await project.node(join(ROOT, "node_modules/typescript/bin/tsc"), "-p", ".");
  assert.equal(stdout, "");
});

test("the example of the docs passes as it stands", async () => {
  const guide = readFileSync(join(ROOT, "www/docs/testing.md"), "utf8");
  const [, example] = guide.match(/^## Whole purchases$.*?^```js\n(.*?)^```$/ms) ?? [];
  project.write("checkout.test.js", String(example));
  const { stdout } = await project.node("--test", "--test-reporter=tap");
  assert.match(stdout, /^# pass 1$/m);
});

test("it is all that its package holds, without its tests", () => {
  const files = filesIn(installed);
  const served = filesIn(join(SOURCE, "browser")).map((file) => join("browser", file));
  assert.deepEqual(
    served.filter((file) => !files.includes(file)),
    [],
  );
  assert.deepEqual(
    files.filter((file) => file.startsWith("tests/")),
    [],
  );
  for (const paper of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"])
    assert.ok(files.includes(paper), paper);
});

test("publint has nothing to say about it", async () => {
  const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test("without it, the other package says what to install", async () => {
  const alone = await createProject();
  try {
    const file = alone.write("use.js", `import "${NAME}/sandbox";`);
    await assert.rejects(alone.node(file), /npm install --save-dev klarna-sandbox/);
  } finally {
    alone.remove();
  }
});
