/**
 * An element with its attributes and what is in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | ((event: Event) => void)>} attributes functions are listeners
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} id of an element that the page has */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Tells sighted people and screen readers alike what was done. @param {string} text */
export const say = (text) => {
  byId("said").textContent = text;
};

/**
 * A button that copies a text.
 * @param {string} what it is
 * @param {string} text
 */
export const copyButton = (what, text) =>
  element(
    "button",
    {
      type: "button",
      class: "small",
      "aria-label": `Copy ${what}`,
      click: async () => {
        await navigator.clipboard.writeText(text);
        say(`Copied ${what}.`);
      },
    },
    "Copy",
  );
