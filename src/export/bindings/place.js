// Where Klarna's part of the page goes, as whatever draws the page says it.

/**
 * @param {() => void} move hears that the place is another one, or none, once the rendering is over
 */
export function createPlace(move) {
  /** @type {HTMLElement | null} */
  let element = null;
  /** What it was when the last rendering was over. @type {HTMLElement | null | undefined} */
  let known = null;
  return {
    read: () => element,
    /**
     * @param {HTMLElement | null} given
     * @param {boolean} [isTakenOut] of the page: Klarna's frame is lost, also where it is put back in the same task
     */
    place: (given, isTakenOut) => {
      // Vue says it with each rendering.
      if (given === element) return;
      if (isTakenOut) known = undefined;
      element = given;
      queueMicrotask(() => {
        // React takes it away and gives it back in one rendering, where a `ref` is another function each time.
        if (given !== element || given === known) return;
        known = given;
        move();
      });
    },
  };
}
