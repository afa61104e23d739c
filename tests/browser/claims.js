// What a scenario claims about what it sees.

/**
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} [about]
 */
export function equal(actual, expected, about = "") {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`${about && `${about}: `}expected ${b}, got ${a}`);
}

/**
 * @param {unknown} truth
 * @param {string} claim
 */
export function check(truth, claim) {
  if (!truth) throw new Error(`not so: ${claim}`);
}

/**
 * The error that something rejects or throws with.
 *
 * @param {() => unknown} act
 * @param {string} [about]
 * @returns {Promise<any>}
 */
export async function failure(act, about = "") {
  let value;
  try {
    value = await act();
  } catch (error) {
    return error;
  }
  throw new Error(`${about && `${about}: `}expected a failure, got ${JSON.stringify(value)}`);
}

/**
 * @param {() => unknown} act
 * @param {string} code
 * @param {string} [path]
 * @param {string} [about]
 */
export async function failsWith(act, code, path, about = "") {
  const error = await failure(act, about);
  equal([error?.name, error?.code, error?.path], ["KlarnaError", code, path], about);
  check(error instanceof Error, "a failure is an Error");
  return error;
}

/** Every promise that is settled by now has called its handlers afterwards. */
export const turn = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Waits for something that the page does in its own time.
 *
 * @param {() => unknown} look
 * @param {string} claim
 */
export async function becomes(look, claim) {
  const deadline = performance.now() + 5000;
  while (!look()) {
    check(performance.now() < deadline, claim);
    await turn();
  }
}

/**
 * How often to repeat what must leave nothing behind: long in one engine, and a short slope in the others.
 *
 * @param {number} rounds
 */
export const soak = (rounds) => (/Chrome\//.test(navigator.userAgent) ? rounds : rounds / 10);
