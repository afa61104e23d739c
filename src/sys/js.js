// Objects that cannot throw, or not into the module: what is missing or throws counts as `undefined`. Asked of the engine through the
// module, each miss would be an exception that is thrown and caught, a quarter of a click's time, and a slot of the module's table of
// values that is never used again.

/** The window. */
export const page = () => globalThis;

/** @param {unknown} value @returns {value is any} */
const hasMembers = (value) =>
  typeof value === "function" || (typeof value === "object" && value !== null);

/** A member of an object; a primitive has none. @param {unknown} target @param {string} key */
export const get = (target, key) => {
  try {
    return hasMembers(target) ? target[key] : undefined;
  } catch {}
};

/**
 * An object of our own: a member that is `undefined` is left out.
 *
 * @param {string} names separated by spaces
 * @param {unknown[]} values
 */
export const record = (names, values) =>
  Object.fromEntries(
    names.split(" ").flatMap((name, at) => (values[at] === undefined ? [] : [[name, values[at]]])),
  );

/**
 * The members of several objects of our own, of which some may not be there; of two of a name the later counts.
 *
 * @param {(object | undefined)[]} objects
 */
export const joined = (objects) =>
  Object.fromEntries(objects.flatMap((members) => Object.entries(members ?? {})));

/**
 * An error of ours. Its members are defined, since a frozen prototype forbids a plain write.
 *
 * @param {string} message
 * @param {object} members
 */
export const failure = (message, members) => {
  const error = new Error(message);
  for (const [key, value] of Object.entries({ name: "KlarnaError", ...members }))
    Object.defineProperty(error, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  return error;
};

/** What a method answers. @param {unknown} target @param {string} method @param {unknown[]} values */
export const ask = (target, method, values) => {
  const found = get(target, method);
  try {
    return typeof found === "function" ? Reflect.apply(found, target, values) : undefined;
  } catch {}
};

/**
 * Hears of whoever reaches for a method, which stays what it is, whatever becomes of us. `false`: the object does not let us.
 *
 * @param {object} target
 * @param {string} key
 * @param {unknown} method
 * @param {() => unknown} reached
 */
export const watch = (target, key, method, reached) => {
  try {
    Object.defineProperty(target, key, {
      configurable: true,
      enumerable: true,
      get() {
        try {
          reached();
        } catch {}
        return method;
      },
      set(next) {
        method = next;
      },
    });
    return true;
  } catch {
    return false;
  }
};
