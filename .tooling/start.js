// Sets up what is missing, builds the package and serves the demo shop.

import { spawn } from "node:child_process";
import { build } from "./build.js";
import { ROOT } from "./environment.js";
import { CommandError } from "./process.js";
import { BUILD_STEPS, setUp } from "./setup.js";

try {
  if (!(await setUp(BUILD_STEPS))) process.exit(1);
  await build();
} catch (error) {
  if (error instanceof CommandError) console.error(error.output);
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const server = spawn(process.execPath, ["www/server.js"], { cwd: ROOT, stdio: "inherit" });
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => server.kill(signal));
}
server.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
