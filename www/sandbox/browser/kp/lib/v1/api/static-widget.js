/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./application.js").Session} Session
 */

/** The name that events give this widget. */
const ONE_OFFERING = "one";
const STATIC_PAGE = "/one-offering/v1/static/default/en-us/buy/one/variate-1.html";

/** Klarna's own element in each container. @type {WeakMap<Element, { host: Element, root: ShadowRoot }>} */
const roots = new WeakMap();
/** The order data of the last `load`, and the session it was for. @type {{ token: string, data: unknown } | undefined} */
let lastLoaded;

/**
 * A widget without a frame: a page of Klarna's in a closed shadow root, in an element beside what the container holds.
 * It brings its own style and script; nobody asks Klarna's servers about the purchase, and an exception of the callback is
 * an unhandled rejection.
 *
 * @param {Session} session
 * @param {Element} container
 * @param {unknown} data
 * @param {Callback} callback
 * @param {import("./events.js").Events} events
 */
export async function loadStaticWidget({ token, claims }, container, data, callback, events) {
  lastLoaded = { token, data };
  const section = await showPage(container, claims.base_url + STATIC_PAGE).catch(() => undefined);
  if (!section) return callback({ show_form: false });
  // It tells its height at first, and whenever the container is hidden or leaves.
  new ResizeObserver(() =>
    events.emit("heightChanged", Math.ceil(section.getBoundingClientRect().height), ONE_OFFERING),
  ).observe(section);
  callback({ show_form: true });
}

/**
 * @param {Element} container
 * @param {string} url
 */
async function showPage(container, url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Klarna answered ${response.status}`);
  const html = await response.text();
  const { host, root } = roots.get(container) ?? makeRoot();
  roots.set(container, { host, root });
  const section = document.createElement("section");
  section.innerHTML = html; // a page that wants Trusted Types refuses it
  for (const written of section.querySelectorAll("script")) written.replaceWith(copied(written));
  root.replaceChildren(section);
  if (host.parentElement !== container) container.append(host);
  return section;
}

function makeRoot() {
  const host = document.createElement("div");
  return { host, root: host.attachShadow({ mode: "closed" }) };
}

/**
 * A script that runs, as one that was written into an element does not.
 * @param {HTMLScriptElement} written
 */
function copied(written) {
  const script = document.createElement("script");
  script.textContent = written.textContent;
  return script;
}

/**
 * With this widget, what `load` was told counts for `authorize` as well, where that says nothing else.
 * @param {Session} session
 * @param {unknown} data
 */
export const withLoadedData = ({ token }, data) =>
  lastLoaded?.token === token ? merged(lastLoaded.data, data) : data;

/**
 * @param {unknown} under
 * @param {unknown} over
 * @returns {unknown}
 */
function merged(under, over) {
  if (!isPlain(under) || !isPlain(over)) return over === undefined ? under : over;
  return Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((key) => [
      key,
      merged(under[key], over[key]),
    ]),
  );
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
