/** So many of each kind are remembered: a suite that never resets would otherwise fill the memory. */
export const LIMIT = 10_000;

/**
 * What the sandbox remembers, by its id; of too many, the oldest are forgotten.
 * @template T
 * @extends {Map<string, T>}
 */
export class Kept extends Map {
  #limit;

  /** @param {number} [limit] */
  constructor(limit = LIMIT) {
    super();
    this.#limit = limit;
  }

  /**
   * @override
   * @param {string} id
   * @param {T} value
   */
  set(id, value) {
    super.set(id, value);
    const [oldest] = this.keys();
    if (this.size > this.#limit && oldest !== undefined) this.delete(oldest);
    return this;
  }
}
