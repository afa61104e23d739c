import { element, need } from "../parts/element.js";
import { t } from "../parts/messages.js";
import { prefer, preference } from "./preferences.js";
import { offerStaging } from "./staging.js";
import { clearTimeline, record, timeline, watchTimeline } from "./timeline.js";

/**
 * The developer's side of the shop: what happens, as it happens, and what shall happen next.
 */

/** Where the window has room for the panel beside the shop. The same width is in `panel.css`. */
const hasRoom = matchMedia("(min-width: 64rem)");

const root = document.documentElement;
const toggle = need("#panel-toggle");
const list = need("#timeline");

toggle.addEventListener("click", () => show(true));
need("#panel-close").addEventListener("click", () => show(false));
need("#panel").addEventListener("keydown", (event) => {
  if (event.key === "Escape") show(false);
});
need("#timeline-clear").addEventListener("click", () => {
  clearTimeline();
  list.replaceChildren();
});

const backend = /** @type {HTMLSelectElement} */ (need("#backend"));
backend.value = preference("backend") ?? "shop";
backend.addEventListener("change", () => {
  prefer("backend", backend.value);
  need("#panel-status").textContent = t("panel.reload");
});

// The newest on top, where it is seen.
list.replaceChildren(...timeline().map(entryElement).reverse());
watchTimeline((entry) => list.prepend(entryElement(entry)));
record("page", location.pathname);
hasRoom.addEventListener("change", follow);
follow();
await offerStaging();

/** @param {boolean} open */
function show(open) {
  root.dataset.panel = open ? "open" : "closed";
  prefer("panel", open ? "open" : "closed");
  follow();
  if (open) need("#panel-close").focus();
  else toggle.focus();
}

/**
 * What the docs say of an error, where they are served.
 *
 * @param {string} kind
 * @param {string} label
 */
function help(kind, label) {
  if (kind !== "error" || !document.querySelector(".panel-docs")) return [];
  const href = `/docs/errors.html#${label.toLowerCase()}`;
  return [element("a", { href }, t("docs.help"))];
}

/** Whoever does not see the page knows whether the panel is there; what lies below it cannot be reached. */
function follow() {
  const { panel } = root.dataset;
  const isOpen = panel === "open" || (panel === "beside" && hasRoom.matches);
  toggle.setAttribute("aria-expanded", String(isOpen));
  /** @type {HTMLElement} */ (need(".shop")).inert = isOpen && !hasRoom.matches;
}

/** @param {import("./timeline.js").Entry} entry */
function entryElement({ kind, label, detail }) {
  const title = [element("span", { class: "kind" }, kind), label];
  const item = element("li", { "data-kind": kind });
  if (detail === undefined) item.append(...title);
  else {
    const text = JSON.stringify(detail, null, 2);
    item.append(
      element(
        "details",
        {},
        element("summary", {}, ...title),
        element("pre", {}, text),
        ...help(kind, label),
      ),
    );
  }
  return item;
}
