// Shows that a long step is alive: one line rewritten on a terminal, a line now and then in a log.

/** How often a log gets a line, in milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** @param {number} ms milliseconds */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`;
}

/** The running display of one step. */
export class Progress {
  #started = Date.now();
  #latest = "";
  #isTerminal = process.stderr.isTTY === true;
  /** @type {NodeJS.Timeout} */
  #timer;

  /** @param {string} title */
  constructor(title) {
    this.title = title;
    if (!this.#isTerminal) console.error(`… ${title}`);
    this.#timer = setInterval(() => this.#draw(), this.#isTerminal ? 200 : LOG_INTERVAL_MS);
  }

  /** Milliseconds since the step began. */
  get elapsed() {
    return Date.now() - this.#started;
  }

  /**
   * Take a piece of the command's output; its last line is what gets shown.
   *
   * @param {string} text
   */
  show(text) {
    const lines = text.split(/[\r\n]/).filter((line) => line.trim() !== "");
    this.#latest = lines.at(-1)?.trim() ?? this.#latest;
  }

  /**
   * Replace the display by a closing line.
   *
   * @param {string} line
   */
  end(line) {
    clearInterval(this.#timer);
    if (this.#isTerminal) process.stderr.write("\r\x1b[2K");
    console.error(line);
  }

  #draw() {
    const line = `… ${this.title} (${duration(this.elapsed)}) ${this.#latest}`;
    if (this.#isTerminal)
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    else console.error(line.slice(0, 160));
  }
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
