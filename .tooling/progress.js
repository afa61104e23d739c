// Shows that long work is alive: one line rewritten on a terminal, a line now and then in a log.

const IS_TERMINAL = process.stderr.isTTY === true;
const INTERVAL_MS = IS_TERMINAL ? 200 : 10_000;
const CLEAR = IS_TERMINAL ? "\r\x1b[2K" : "";

/** @param {number} ms milliseconds */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
}

/** What runs now. @type {Set<Progress>} */
const running = new Set();
/** @type {NodeJS.Timeout | undefined} */
let timer;

/** The running display of one piece of work; several may run at once. */
export class Progress {
  #started = Date.now();
  #latest = "";

  /** @param {string} title */
  constructor(title) {
    this.title = title;
    running.add(this);
    timer ??= setInterval(draw, INTERVAL_MS);
  }

  /** Milliseconds since the work began. */
  get elapsed() {
    return Date.now() - this.#started;
  }

  get line() {
    return `${this.title} (${duration(this.elapsed)}) ${this.#latest}`.trimEnd();
  }

  /** Take a piece of the command's output; its last line is what gets shown. @param {string} text */
  show(text) {
    const lines = text.split(/[\r\n]/).filter((line) => line.trim() !== "");
    this.#latest = lines.at(-1)?.trim() ?? this.#latest;
  }

  /** Replace the display by a closing line. @param {string} line */
  end(line) {
    running.delete(this);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    process.stderr.write(`${CLEAR}${line}\n`);
  }
}

function draw() {
  const width = IS_TERMINAL ? (process.stderr.columns ?? 80) - 2 : 160;
  const share = Math.floor(width / running.size) - 3;
  const line = [...running].map((progress) => progress.line.slice(0, share)).join(" | ");
  process.stderr.write(`${CLEAR}… ${line}${IS_TERMINAL ? "" : "\n"}`);
}

/**
 * Display a task while it runs.
 *
 * @template T
 * @param {string} title
 * @param {(onOutput: (text: string) => void) => Promise<T>} task
 * @returns {Promise<T>} what the task gives
 */
export async function show(title, task) {
  const progress = new Progress(title);
  let mark = "✗";
  try {
    const result = await task((text) => progress.show(text));
    mark = "✓";
    return result;
  } finally {
    progress.end(`${mark} ${title} (${duration(progress.elapsed)})`);
  }
}
