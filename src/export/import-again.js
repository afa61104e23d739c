// An `import()` that may be tried again.

/** Where Chromium and Firefox asked for what they did not get; WebKit does not say. */
const ADDRESS = /imported module: (https?:\S+)$/;

/**
 * An `import()` that failed once fails for the life of the page, without a request, in Chromium before 156, Firefox before 154
 * and some releases of WebKit. So who asks again asks as the bundler has it, whose own loader may know better, and then at an
 * address that the browser has not seen.
 *
 * @param {() => Promise<any>} bring gives by an `import()`, of which a bundler makes a chunk, what is exported by the name
 * @param {string} name
 * @param {string} type of what is exported
 * @returns {() => Promise<any>}
 */
export const importing = (bring, name, type) => {
  let failures = 0;
  /** At another address there is another module each time: the first one that came is the page's. @type {Promise<any> | undefined} */
  let made;
  return () => {
    if (!made) {
      made = bring().catch((failure) => elsewhere(failure, failures++));
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  };

  /** @param {unknown} failure @param {number} before how often it had failed before */
  async function elsewhere(failure, before) {
    const [, address] = ADDRESS.exec(String(failure)) ?? [];
    if (!before || !address) throw failure;
    const url = new URL(address);
    url.searchParams.set("kpw-retry", String(before));
    const { [name]: made } = await import(/* webpackIgnore: true */ /* @vite-ignore */ url.href);
    // Parcel's chunks bring nothing but to their own loader.
    if (typeof made !== type) throw failure;
    return made;
  }
};
