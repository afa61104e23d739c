// What a shop changes in its options: how a checkout tells that it did, and how long it waits for more.

/** As shops wait before they load a changed order, since a customer mostly changes more than one thing. In milliseconds. */
const ORDER_DELAY_MS = 500;

/**
 * A value as a text that tells it from others; also one that JSON cannot write, which the package refuses.
 *
 * @param {unknown} value
 */
export function asText(value) {
  try {
    return `${JSON.stringify(value)}`;
  } catch (error) {
    return `${error}`;
  }
}

/**
 * Acts once what is wanted changes no more. Frameworks draw again when nothing has changed: that puts nothing off.
 *
 * @param {() => void} act
 */
export function afterChanges(act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What it waits with. @type {string | undefined} */
  let due;
  const stop = () => {
    clearTimeout(timer);
    due = undefined;
  };
  return {
    stop,
    /** @param {unknown} wanted */
    wait: (wanted) => {
      const text = asText(wanted);
      if (text === due) return;
      stop();
      due = text;
      timer = setTimeout(() => {
        due = undefined;
        act();
      }, ORDER_DELAY_MS);
    },
  };
}
