import { element } from "./element.js";
import { t } from "./messages.js";

/**
 * Shows on a button that something goes on, for as long as `work` takes: the button keeps its size, its label says
 * what is being waited for, and it cannot be pressed again.
 *
 * @template T
 * @param {HTMLButtonElement} button
 * @param {string} message key
 * @param {Promise<T>} work begun already: what needs the click's own task must not wait for this
 * @returns {Promise<T>}
 */
export async function whileBusy(button, message, work) {
  const label = [...button.childNodes];
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  button.replaceChildren(element("span", { class: "spinner", "aria-hidden": "true" }), t(message));
  try {
    return await work;
  } finally {
    button.replaceChildren(...label);
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
}
