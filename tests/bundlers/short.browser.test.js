// The two bundlers that this repository has itself; `npm run test:bundlers` tries all.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { chromium } from "playwright-core";
import { findEngine } from "../../.tooling/engines.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { createProject } from "../package/outside-project.js";
import { TOOLS } from "./tools.js";
import { tryTool } from "./try.js";

/** Each with one entry that is a module within the JavaScript, or has files. */
const ROWS = /** @type {const} */ ([
  ["esbuild iife", "build", "./payments"],
  ["Vite 8", "build", "./web-sdk"],
  ["Vite 8", "dev", "."],
]);

/** @type {import("./try.js").World} */
let world;
before(async () => {
  const project = await createProject();
  const load = Object.assign((/** @type {string} */ name) => import(name.replace(/-\d+$/, "")), {
    path: (/** @type {string} */ name) => name,
    into: () => {},
  });
  const browser = await chromium.launch({
    executablePath: String(findEngine("chromium")?.browser),
    args: ["--no-sandbox"],
  });
  world = { load, project, browser, sandbox: await startSandbox({ seed: 1 }) };
});
after(async () => {
  await world.browser.close();
  await world.sandbox.close();
  world.project.remove();
});

for (const [name, mode, entry] of ROWS)
  it(`${name}, ${mode}, bundles "${entry}" and nothing is missing`, async () => {
    const tool = TOOLS.find((one) => one.name === name && one.mode === mode);
    assert.ok(tool);
    assert.deepEqual(await tryTool(tool, entry, world, false), []);
  });
