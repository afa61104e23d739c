import { control } from "./control.js";
import { byId, copyButton, element } from "./element.js";

/** @typedef {import("../public.js").Settings} Settings */

const CHOICES = {
  journey: ["full", "quick", "instant"],
  flow: ["iframe", "popup", "purchase-flow", "static-widget"],
  repeatedOrder: ["session-completed", "invalid-operation", "same-order"],
  orderAddresses: ["may-be-left-out", "strict"],
};

/**
 * Fills what does not change, and listens.
 * @param {import("./main.js").Overview} overview
 */
export function openSettings({ scenarios }) {
  const choices = { scenario: scenarios.map(({ id }) => id), ...CHOICES };
  for (const [name, words] of Object.entries(choices)) {
    const select = selectOf(name);
    select.replaceChildren(...words.map((word) => element("option", { value: word }, word)));
    select.addEventListener("change", () =>
      control("PUT", "settings", { [name]: select.value }, `${name}: ${select.value}.`),
    );
  }
  byId("customers").replaceChildren(
    ...scenarios.map(({ customer, payments, network }) =>
      element(
        "tr",
        {},
        element("td", {}, element("code", {}, customer), " ", copyButton(customer, customer)),
        element("td", {}, payments),
        element("td", {}, network),
      ),
    ),
  );
  for (const button of document.querySelectorAll("button[data-advance]"))
    button.addEventListener("click", () =>
      control(
        "POST",
        "clock",
        { advanceMs: Number(button.getAttribute("data-advance")) },
        `${button.textContent}: done.`,
      ),
    );
  byId("reset").addEventListener("click", () =>
    control("POST", "reset", undefined, "Everything is forgotten."),
  );
}

/** @param {import("./main.js").Overview} overview */
export function showSettings({ settings, clock }) {
  for (const name of ["scenario", ...Object.keys(CHOICES)])
    selectOf(name).value = String(settings[/** @type {keyof Settings} */ (name)]);
  byId("clock").textContent = `The sandbox's time: ${clock.now.slice(0, 19).replace("T", " ")}`;
}

/** @param {string} id */
const selectOf = (id) => /** @type {HTMLSelectElement} */ (byId(id));
