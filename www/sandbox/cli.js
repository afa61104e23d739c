#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startSandbox } from "./index.js";

const USAGE = `Usage: klarna-sandbox [--port 4010] [--host 127.0.0.1] [--seed 1] [--journey full|quick|instant]
                      [--scenario approved] [--flow iframe|popup|purchase-flow|static-widget]`;

/** A mistake in the command line, to be told without a stack. */
class UsageError extends Error {}

const text = /** @type {const} */ ({ type: "string" });

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: text,
      host: text,
      seed: text,
      journey: text,
      scenario: text,
      flow: text,
      help: { type: "boolean", short: "h" },
    },
  });
  const { host, journey, scenario, flow, help = false } = values;
  const port = wholeNumber(values.port, "port") ?? 4010;
  const seed = wholeNumber(values.seed, "seed");
  /** @type {import("./index.js").SandboxOptions} */
  const options = {
    port,
    ...(host === undefined ? {} : { host }),
    ...(seed === undefined ? {} : { seed }),
    // What these may be is checked where they are used.
    settings: /** @type {import("./public.js").Settings} */ ({ journey, scenario, flow }),
  };
  return { help, options };
}

/**
 * @param {string | undefined} given
 * @param {string} name
 */
function wholeNumber(given, name) {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (!/^\d+$/.test(given) || number >= 2 ** 32)
    throw new UsageError(`--${name} takes a whole number`);
  return number;
}

async function main() {
  const { help, options } = readOptions();
  if (help) return console.log(USAGE);
  const sandbox = await startSandbox(options);
  const { url, credentials, seed } = sandbox;
  console.log(`Klarna sandbox (not Klarna, and not affiliated with it) on ${url}
  JS SDK v1     ${url}/kp/lib/v1/api.js
  Web SDK v2    ${url}/web-sdk/v2/klarna.mjs
  Basic auth    ${credentials.username}:${credentials.password}
  API key (v2)  ${credentials.apiKey}
  client id     ${credentials.clientId}
  account       ${credentials.accountId}
  page          ${url}/
  ledger        ${url}/sandbox/ledger
  seed          ${seed}`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void sandbox.close());
}

/**
 * What is the caller's to mend is told without a stack: the command line, or a port that is taken.
 * @param {{ code?: string, message?: string, syscall?: string }} error
 */
function report(error) {
  const { code = "", message, syscall } = error;
  const isUsage =
    error instanceof UsageError ||
    error instanceof RangeError ||
    code.startsWith("ERR_PARSE_ARGS_");
  if (isUsage) console.error(`${message}\n${USAGE}`);
  else console.error(syscall === "listen" ? message : error);
  process.exitCode = isUsage ? 2 : 1;
}

main().catch(report);
