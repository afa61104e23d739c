// The demo as a shop's developer copies it: outside of the repository, with the packed packages.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { Shopper } from "../shop/shopper.js";
import { addWorkspace, createProject, linkPackages, ROOT } from "./outside-project.js";

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
/** Where the library is in it. @type {string} */
let library;

before(async () => {
  project = await createProject();
  await addWorkspace(project, "sandbox");
  library = await addWorkspace(project, "server");
  for (const part of ["backend", "shop", "start.js"])
    cpSync(join(ROOT, "www", part), join(project.folder, part), { recursive: true });
  const { dependencies } = JSON.parse(
    readFileSync(join(project.folder, "backend/package.json"), "utf8"),
  );
  const isInstalled = (/** @type {string} */ name) =>
    existsSync(join(project.folder, "node_modules", name));
  linkPackages(
    project.folder,
    Object.keys(dependencies).filter((name) => !isInstalled(name)),
  );
});
after(() => project.remove());

test("a copy of the demo starts, shows its pages and takes an order", async () => {
  const child = spawn(process.execPath, ["start.js"], {
    cwd: project.folder,
    env: { PATH: process.env.PATH, PORT: "0", SANDBOX_PORT: "0", DATABASE: "shop.sqlite" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const urlIn = async () => /http:\S+/.exec((await lines.next()).value)?.[0] ?? "";
    const [url, sandbox] = [await urlIn(), await urlIn()];
    for (const path of ["/", "/payment", "/pkg/index.js"])
      assert.equal((await fetch(url + path)).status, 200, path);
    await fetch(`${sandbox}/sandbox/settings`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ scenario: "known" }),
    });
    const shopper = new Shopper({ url, sandbox: /** @type {any} */ ({ url: sandbox }) });
    const { session, token } = await shopper.authorizedSession();
    const { body } = await shopper.ask("POST", "/api/klarna/orders", {
      authorization_token: token,
      session_id: session.session_id,
    });
    const { status } = await shopper.ask("GET", `/api/orders/${body.order_number}`);
    assert.equal(status, 200);
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  }
});

test("publint has nothing to say about the library", async () => {
  const { messages, pkg } = await publint({ pkgDir: library, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  );
});

test("the library's package holds what its README says, and no test", () => {
  for (const paper of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "openapi.json"])
    assert.ok(existsSync(join(library, paper)), paper);
  const { exports } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
  for (const entry of Object.values(exports))
    for (const path of [entry].flatMap((one) =>
      typeof one === "string" ? one : Object.values(one),
    ))
      assert.ok(existsSync(join(library, path)), path);
});
