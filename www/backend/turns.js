/** Runs work of the same key one after the other, in the order in which it was asked for. */
export class Turns {
  /** @type {Map<string, Promise<unknown>>} */
  #last = new Map();

  /**
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  take(key, work) {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work, work);
    this.#last.set(key, turn);
    const leave = () => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  }
}
