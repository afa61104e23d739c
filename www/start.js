#!/usr/bin/env node
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startShop } from "./backend/shop.js";

/** The demo as a command; for tests, `startShop`. */
export { startShop };

/** @typedef {import("./backend/shop.js").Shop} Shop */

/** The site that `npm run docs` builds. */
const DOCS = fileURLToPath(new URL("../.cache/docs/", import.meta.url));

async function main() {
  const { env } = process;
  const docs = existsSync(DOCS) ? DOCS : undefined;
  const shop = await startShop({
    port: Number(env.PORT ?? 8080),
    host: env.HOST ?? "127.0.0.1",
    sandboxPort: Number(env.SANDBOX_PORT ?? 8081),
    database: env.DATABASE ?? ".cache/shop.sqlite",
    env,
    log: env.LOG === undefined ? false : { level: env.LOG },
    ...(docs ? { docs } : {}),
  });
  console.log(`The shop is open at ${shop.url}`);
  if (docs) console.log(`The docs are at ${shop.url}/docs/`);
  console.log(
    shop.sandbox ? `Klarna is played by the sandbox at ${shop.sandbox.url}` : "Klarna is Klarna",
  );
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await shop.close();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
