#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startSandbox } from "./index.js";

const USAGE = `Usage: klarna-sandbox [--port 4010] [--host 127.0.0.1] [--seed 1] [--journey full|quick|instant] [--scenario approved]`;

/** @param {string} message */
function refuse(message) {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

/**
 * @param {string | undefined} text
 * @param {string} name
 */
function wholeNumber(text, name) {
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 0
    ? number
    : refuse(`--${name} takes a whole number`);
}

const text = /** @type {const} */ ({ type: "string" });
const { values } = parseArgs({
  options: {
    port: text,
    host: text,
    seed: text,
    journey: text,
    scenario: text,
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const port = wholeNumber(values.port, "port") ?? 4010;
const seed = wholeNumber(values.seed, "seed");
const sandbox = await startSandbox({
  port,
  ...(values.host === undefined ? {} : { host: values.host }),
  ...(seed === undefined ? {} : { seed }),
});
const { journey } = values;
if (journey !== undefined && journey !== "full" && journey !== "quick" && journey !== "instant")
  refuse("--journey takes full, quick or instant");
else if (journey !== undefined) sandbox.configure({ journey });
if (values.scenario !== undefined) sandbox.configure({ scenario: values.scenario });

console.log(`Klarna sandbox (not Klarna, and not affiliated with it) on ${sandbox.url}
  JS SDK v1     ${sandbox.url}/kp/lib/v1/api.js
  Web SDK v2    ${sandbox.url}/web-sdk/v2/klarna.mjs
  Basic auth    ${sandbox.credentials.username}:${sandbox.credentials.password}
  API key (v2)  ${sandbox.credentials.apiKey}
  client id     ${sandbox.credentials.clientId}
  account       ${sandbox.credentials.accountId}
  ledger        ${sandbox.url}/sandbox/ledger
  seed          ${sandbox.seed}`);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.once(signal, () => void sandbox.close());
