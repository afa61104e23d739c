// Runs in the test page: what the rows of the look-alike's table need there.

/** How long a call may go unanswered; a row that expects silence has less patience. */
let patienceMs = 15_000;

/** @param {number} ms */
const beQuickWithSilence = (ms) => {
  patienceMs = ms;
};

/** @param {number} ms */
const pause = (ms) => new Promise((go) => setTimeout(go, ms));

/**
 * Calls a method of a namespace; the promise gives what its callback gets first, "never" when nothing comes in time, and
 * `{ thrown }` when the call throws without calling back.
 * @param {string} method
 * @param {object | undefined} options
 * @param {unknown} [data]
 * @param {{ within?: number, on?: string, log?: string[] }} [more] `within`: milliseconds to wait; `on`: the namespace;
 *   `log`: gets the method's name when the callback runs
 * @returns {Promise<any>}
 */
function ask(method, options, data = {}, { within = patienceMs, on = "Payments", log = [] } = {}) {
  return new Promise((resolve) => {
    setTimeout(() => resolve("never"), within);
    try {
      window.Klarna[on][method](options, data, (/** @type {any} */ answer) => {
        log.push(method);
        resolve(answer);
      });
    } catch (error) {
      resolve({ thrown: /** @type {any} */ (error).name });
    }
  });
}

/** Opens no window, but counts how often one is asked for, and under which name. @type {string[]} */
const windows = [];

/** @param {(name: string) => Window | null} answer */
function replaceWindowOpen(answer) {
  window.open = (_url, name = "") => {
    windows.push(name);
    return answer(name);
  };
}

/** Lets the page listen to the events of the SDK. @param {string} [namespace] */
function listen(namespace = "Payments") {
  /** @type {any[][]} */
  const heard = [];
  for (const event of ["heightChanged", "fullscreenOverlayShown", "fullscreenOverlayHidden"])
    window.Klarna[namespace].on(event, (/** @type {any[]} */ ...args) =>
      heard.push([event, ...args]),
    );
  return heard;
}

/** The widget's main frame. */
const frame = (name = "klarna") =>
  /** @type {HTMLIFrameElement | null} */ (document.getElementById(`klarna-${name}-main`));

/** Resolves with the next thing that the widget's frame says. */
function frameSpeaks() {
  return new Promise((resolve) => {
    const hear = (/** @type {MessageEvent} */ event) => {
      if (event.source !== frame()?.contentWindow) return;
      removeEventListener("message", hear);
      resolve(undefined);
    };
    addEventListener("message", hear);
  });
}

/** @param {() => unknown} holds */
async function until(holds) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (holds()) return true;
    await pause(20);
  }
  return false;
}

/** Evaluates the SDK's script once more. @param {Partial<HTMLScriptElement>} [properties] of the tag */
function evaluateAgain(properties = {}) {
  const script = document.createElement("script");
  const [, own] = document.scripts;
  Object.assign(script, { src: own?.src, crossOrigin: "anonymous", ...properties });
  return new Promise((resolve) => {
    script.onload = script.onerror = resolve;
    document.head.append(script);
  });
}

Object.assign(window, {
  fact: {
    beQuickWithSilence,
    ask,
    pause,
    windows,
    replaceWindowOpen,
    listen,
    frame,
    frameSpeaks,
    until,
    evaluateAgain,
  },
});
