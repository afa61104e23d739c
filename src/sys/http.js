// One request and the text of its answer, within a limit that nothing can hold up. What is made of it is decided elsewhere.
//
// Not gloo-net's `send`, which panics when `fetch` rejects with something that is no `Error` (a string given to `abort`, a wrapper
// of the shop's), nor its builder, which takes every address apart to add a query, and knows no `keepalive`.

/**
 * A promise of the browser's own for a promise or anything else. (Not by `resolve` or `await` alone: they go round what somebody
 * made of a promise's `then`.)
 *
 * @param {any} value
 * @returns {Promise<any>}
 */
const settled = (value) => Promise.race([value]);

/** `Retry-After` in seconds, which may be a date. @param {any} response */
const waitOf = (response) => {
  try {
    const text = response.headers?.get?.("Retry-After");
    const [seconds, date] = [Number(text), Date.parse(text)];
    if (text === null || (Number.isNaN(seconds) && Number.isNaN(date))) return undefined;
    return Number.isNaN(seconds) ? Math.max((date - Date.now()) / 1000, 0) : seconds;
  } catch {}
};

/**
 * The reader of a body; none without streams, or of one that cannot be read. (WebKit's take a member `mode` of a polluted
 * prototype for an option.)
 *
 * @param {any} body
 */
const readerOf = (body) => {
  try {
    return body?.getReader?.();
  } catch {}
};

/**
 * The text of an answer; empty if there is none, or if it is too long. What is no response at all throws.
 *
 * @param {any} response
 * @param {number} longest in bytes
 */
const textOf = async (response, longest) => {
  const reader = readerOf(Reflect.get(response, "body"));
  if (response.status === 204 || response.status === 205) return "";
  if (!reader) {
    const text = await settled(response.text?.());
    return typeof text === "string" && text.length <= longest ? text : "";
  }
  const decoder = new TextDecoder();
  let [text, room] = ["", longest];
  for (;;) {
    const { done, value } = await settled(reader.read());
    if (done) return text + decoder.decode();
    room -= value.byteLength;
    if (room < 0) return "";
    text += decoder.decode(value, { stream: true });
  }
};

/** @param {string} text */
const parsed = (text) => {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {}
};

/**
 * Sends a request once.
 *
 * @param {string} url
 * @param {object} members of a `RequestInit`
 * @param {number} limitMs
 * @param {number} longest bytes of an answer that are read
 * @param {(() => unknown) | undefined} ask the shop's function for its headers
 * @param {(given: unknown) => Headers | undefined} makeHeaders `undefined`: they are refused
 * @returns {Promise<[string, unknown?, number?, number?]>} how it ended; the JSON or what was thrown; status; seconds to wait
 */
export const attempt = (url, members, limitMs, longest, ask, makeHeaders) => {
  let [isSent, isOver] = [false, false];
  const controller = typeof AbortController === "function" ? new AbortController() : undefined;
  /** @returns {Promise<[string, unknown?, number?, number?]>} */
  const send = async () => {
    let given;
    try {
      given = ask && (await settled(ask()));
    } catch (cause) {
      return ["unsent", cause];
    }
    const headers = isOver ? undefined : makeHeaders(given);
    // Of a module that trapped meanwhile there are none either.
    if (!(headers instanceof Headers)) return ["refused"];
    isSent = true;
    try {
      // Without a prototype: a polluted one would say where a token goes, and how.
      const init = Object.assign(Object.create(null), members, {
        mode: "cors",
        redirect: "manual",
        cache: "no-store",
        signal: controller?.signal,
        headers,
      });
      // The request is made first, so that a wrapper of `fetch` that drops its second argument sends the same one. What it is goes
      // there all the same: Firefox loses `keepalive` from a request.
      const response = await settled(globalThis.fetch(new Request(url, init), init));
      const text = await textOf(response, longest);
      if (response.type === "opaqueredirect") return ["redirected"];
      return ["answered", parsed(text), response.status, waitOf(response)];
    } catch (cause) {
      return ["failed", cause];
    }
  };
  return new Promise((done) => {
    const timer = setTimeout(() => {
      isOver = true;
      done([isSent ? "late" : "late headers"]);
      // Without a reason: `fetch` then rejects with an `Error`, whatever reads the rejection.
      controller?.abort();
    }, limitMs);
    send().then((outcome) => {
      clearTimeout(timer);
      done(outcome);
    });
  });
};
