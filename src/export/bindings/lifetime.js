/**
 * The time between being mounted and unmounted. Who is mounted again at once, as under React's StrictMode, has not been away.
 *
 * @param {() => () => void} begin gives what ends it
 */
export function lifetime(begin) {
  let isWanted = false;
  /** @type {(() => void) | undefined} */
  let end;
  return {
    start: () => {
      isWanted = true;
      end = end || begin();
    },
    stop: () => {
      isWanted = false;
      queueMicrotask(() => {
        if (isWanted) return;
        end?.();
        end = undefined;
      });
    },
  };
}
