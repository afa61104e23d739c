import {
  KlarnaButtonElement,
  KlarnaPaymentsElement,
} from "../../../src/export/bindings/element.js";
import { stage } from "./stage.js";

stage((root, kind, options, report) => {
  const element = /** @type {any} */ (
    kind === "button" ? new KlarnaButtonElement() : new KlarnaPaymentsElement()
  );
  if (kind === "review") element.setAttribute("review", "");
  element.innerHTML = `<button type="button" class="buy" data-klarna-buy>Buy</button>`;
  /** @param {any} options */
  const update = ({ onOutcome, onError, ...options }) => {
    Object.assign(element, options);
    shop = { onOutcome, onError };
  };
  /** @type {any} */
  let shop;
  update(options);
  element.addEventListener("klarna-status", () => report(element));
  const section = document.createElement("section");
  // They bubble.
  section.addEventListener("klarna-outcome", (event) =>
    shop.onOutcome(/** @type {any} */ (event).detail),
  );
  section.addEventListener("klarna-error", (event) =>
    shop.onError(/** @type {any} */ (event).detail),
  );
  section.append(element);
  root.append(section);
  report(element);
  return { update, unmount: () => section.remove() };
});
