/**
 * Runs one piece of work per key at a time: whoever asks while it runs gets the same promise.
 *
 * @template T
 */
export class SingleFlight {
  /** @type {Map<string, Promise<T>>} */
  #running = new Map();

  /**
   * @param {string} key
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  run(key, work) {
    const before = this.#running.get(key);
    if (before) return before;
    const started = work().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return started;
  }

  /** Resolves when nothing runs any more; for an orderly end of the process. */
  async settled() {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }
}
