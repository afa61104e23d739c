/**
 * Lets one thing wait for the other: a page shows one journey, whatever a shop has started.
 * @template {unknown[]} Args
 * @param {(...args: Args) => Promise<void>} act
 */
export function oneAtATime(act) {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (/** @type {Args} */ ...args) => {
    const turn = last.then(() => act(...args));
    last = turn.catch(() => {});
    return turn;
  };
}
