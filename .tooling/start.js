// Sets up what is missing, builds the package for development and serves the demo shop.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { build } from "./build.js";
import { ROOT } from "./environment.js";
import { script } from "./process.js";
import { START_STEPS, setUp } from "./setup.js";

await script(async () => {
  await setUp(START_STEPS);
  const folder = await build("development");
  const env = { ...process.env, PACKAGE_FOLDER: folder };
  const server = spawn(process.execPath, ["www/start.js"], { cwd: ROOT, env, stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => server.kill(signal));
  }
  // npm's shell does not pass a signal on to us: when it is gone, so is whoever wanted the shop.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && server.kill(), 500).unref();
  const [code] = await once(server, "exit");
  process.exitCode = code ?? 0;
});
