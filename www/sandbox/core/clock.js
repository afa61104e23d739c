/** @typedef {{ due: number, run: () => void, handle: NodeJS.Timeout | undefined }} Timer */

/** The sandbox's time. It runs with the real clock and can be moved ahead, so that lifetimes and retries need no waiting. */
export class Clock {
  #ahead = 0;
  /** @type {Set<Timer>} */
  #timers = new Set();
  /** Sandbox time per unit of Klarna's own waits. */
  waitScale = 0.01;

  /** Milliseconds since the epoch, as the sandbox sees it. */
  now() {
    return Date.now() + this.#ahead;
  }

  /**
   * ISO 8601 form of the time `inMs` milliseconds from now.
   * @param {number} [inMs]
   */
  iso(inMs = 0) {
    return new Date(this.now() + inMs).toISOString();
  }

  /** Milliseconds by which this clock is ahead of the real one. */
  get aheadMs() {
    return this.#ahead;
  }

  /**
   * Runs `run` once, `inMs` sandbox milliseconds from now.
   * @param {number} inMs
   * @param {() => void} run
   */
  after(inMs, run) {
    /** @type {Timer} */
    const timer = { due: this.now() + inMs, run, handle: undefined };
    this.#timers.add(timer);
    this.#arm(timer);
  }

  /**
   * Runs `run` after a wait of Klarna's, such as the one between two attempts; it is shortened by `waitScale`.
   * @param {number} ms
   * @param {() => void} run
   */
  afterWait(ms, run) {
    this.after(ms * this.waitScale, run);
  }

  /**
   * Moves time ahead; what falls due on the way runs now, in order.
   * @param {number} byMs
   */
  advance(byMs) {
    this.#ahead += byMs;
    const due = [...this.#timers]
      .filter((timer) => timer.due <= this.now())
      .sort((a, b) => a.due - b.due);
    for (const timer of due) this.#fire(timer);
    for (const timer of this.#timers) this.#arm(timer);
  }

  /** Forgets every timer and goes back to the real time. */
  reset() {
    for (const timer of this.#timers) clearTimeout(timer.handle);
    this.#timers.clear();
    this.#ahead = 0;
  }

  /** @param {Timer} timer */
  #arm(timer) {
    clearTimeout(timer.handle);
    const wait = Math.max(0, timer.due - this.now());
    timer.handle = setTimeout(() => this.#fire(timer), Math.min(wait, 2 ** 31 - 1));
    timer.handle.unref();
  }

  /** @param {Timer} timer */
  #fire(timer) {
    clearTimeout(timer.handle);
    if (timer.due > this.now()) return this.#arm(timer);
    if (this.#timers.delete(timer)) timer.run();
  }
}
