import { emit } from "./events.js";

/**
 * @typedef {import("./arguments.js").Callback} Callback
 * @typedef {import("./session.js").Session} Session
 */

/** The name that events give this widget. */
const ONE_OFFERING = "one";
const PAGE = "/one-offering/v1/static/default/en-us/buy/one/variate-1.html";

const staticSheet = new CSSStyleSheet();
staticSheet.replaceSync(`
  section { padding: 0.75rem; border: 1px solid #c9c9d1; border-radius: 0.5rem; color: #1b1b1f; background: #fff; font: 1rem / 1.4 system-ui, sans-serif; }
  h1 { margin: 0 0 0.5rem; font-size: 1.1rem; }
  p { margin: 0; font-size: 0.9rem; }
  .banner { margin-bottom: 0.5rem; color: #6b3d00; font-size: 0.8rem; }
`);

/** @type {WeakMap<Element, ShadowRoot>} */
const roots = new WeakMap();
/** The order data of the last `load`, and the session it was for. @type {{ token: string, data: unknown } | undefined} */
let loaded;

/**
 * A widget without a frame: a page of Klarna's in a closed shadow root of the container. Nobody asks Klarna's servers
 * about the purchase, and an exception of the callback is an unhandled rejection.
 *
 * @param {Session} session
 * @param {Element} container
 * @param {unknown} data
 * @param {Callback} callback
 */
export async function loadStaticWidget({ token, claims }, container, data, callback) {
  loaded = { token, data };
  const section = await showPage(container, claims.base_url + PAGE).catch(() => undefined);
  if (!section) return callback({ show_form: false });
  emit("heightChanged", Math.ceil(section.getBoundingClientRect().height), ONE_OFFERING);
  callback({ show_form: true });
}

/**
 * @param {Element} container
 * @param {string} url
 */
async function showPage(container, url) {
  const content = await fetchPage(url);
  const root = roots.get(container) ?? container.attachShadow({ mode: "closed" });
  roots.set(container, root);
  root.adoptedStyleSheets = [staticSheet];
  const section = document.createElement("section");
  section.append(...content.body.childNodes);
  root.replaceChildren(section);
  return section;
}

/**
 * With this widget, what `load` was told counts for `authorize` as well, where that says nothing else.
 * @param {Session} session
 * @param {unknown} data
 */
export const withLoadedData = ({ token }, data) =>
  loaded?.token === token ? merged(loaded.data, data) : data;

/**
 * @param {string} url
 * @returns {Promise<Document>} parsed by the browser, with no sink that Trusted Types would refuse
 */
function fetchPage(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () =>
      request.status === 200 && request.response ? resolve(request.response) : reject();
    request.onerror = () => reject();
    request.send();
  });
}

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
