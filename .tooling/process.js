// Child processes: run one to its end, quietly or in full view.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** How many lines of a failed command's output its error carries: where it began to fail, and how it ended. */
const HEAD_LINES = 15;
const TAIL_LINES = 45;

/** A command that ended badly; `output` holds the beginning and the end of what it printed. */
export class CommandError extends Error {
  /** @param {string} command @param {string} reason @param {string} output */
  constructor(command, reason, output) {
    super(`\`${command}\` ${reason}`);
    this.name = "CommandError";
    const lines = output.trimEnd().split("\n");
    const tooMany = lines.length - HEAD_LINES - TAIL_LINES;
    if (tooMany > 0) lines.splice(HEAD_LINES, tooMany, "…");
    this.output = lines.join("\n");
  }
}

/**
 * Run a command to its end without a shell.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void, silenceMs?: number }} [options]
 *   `onOutput` sees standard output and standard error as they come; a command that prints nothing for `silenceMs`
 *   is killed with all that it started.
 * @returns {Promise<string>} what it printed
 * @throws {CommandError} when it cannot start, is killed, or ends with another code than 0
 */
export function run(command, args, { cwd, env = process.env, onOutput, silenceMs } = {}) {
  return new Promise((resolve, reject) => {
    const detached = silenceMs !== undefined;
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached });
    const kill = () => child.pid && process.kill(-child.pid, "SIGKILL");
    const silence = detached ? setTimeout(kill, silenceMs) : undefined;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        silence?.refresh();
        onOutput?.(text);
      });
    }
    /** @param {string} reason */
    const fail = (reason) => reject(new CommandError([command, ...args].join(" "), reason, output));
    child.on("error", (error) => fail(`could not start: ${error.message}`));
    child.on("close", (code, signal) => {
      clearTimeout(silence);
      if (code === 0) resolve(output);
      else fail(signal ? `was killed by ${signal}` : `ended with code ${code}`);
    });
  });
}

/**
 * What a quick command prints on standard output, or `null` when it is missing or fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function ask(command, args, env = process.env) {
  const { status, stdout } = spawnSync(command, args, { env, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/**
 * The full path of a program, as the shell would find it.
 *
 * @param {string} program
 * @param {string} [path] a `PATH`
 * @returns {string | null}
 */
export function which(program, path = process.env.PATH ?? "") {
  const isProgram = (/** @type {string} */ file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const files = path.split(delimiter).map((folder) => join(folder, program));
  return files.find(isProgram) ?? null;
}

/** Run a script's task; when it fails, say why and end with code 1. @param {() => Promise<unknown>} task */
export async function script(task) {
  try {
    await task();
  } catch (error) {
    if (error instanceof CommandError) console.error(error.output);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
