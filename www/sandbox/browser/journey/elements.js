/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, unknown>} properties
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/**
 * @param {string} id
 * @param {string} text
 * @param {() => void} clicked
 */
export function button(id, text, clicked) {
  const made = element("button", { id, type: "button" }, text);
  made.addEventListener("click", clicked);
  return made;
}

/**
 * A labelled input.
 * @param {string} id
 * @param {string} text
 * @param {Record<string, unknown>} properties
 */
export const field = (id, text, properties) =>
  element(
    "label",
    { htmlFor: id, className: "field" },
    element("span", {}, text),
    element("input", { id, name: id, ...properties }),
  );

/** What every page of the sandbox says first. */
export const banner = () =>
  element("p", { className: "banner" }, "Sandbox: this is not Klarna, and no money moves.");
