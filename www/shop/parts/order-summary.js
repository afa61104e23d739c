import { element } from "./element.js";
import { t } from "./messages.js";
import { money } from "./money.js";

/**
 * @typedef {{ reference: string, type: string, name: string, quantity: number, total_amount: number }} Line
 * @typedef {{ lines: Line[], amount: number, tax_amount?: number }} Order
 */

/**
 * Draws the lines and the total of an order.
 *
 * @param {HTMLElement} container
 * @param {Order} order
 * @param {(line: Line) => HTMLElement} [control] what stands in place of the plain quantity
 */
export function showOrder(container, order, control) {
  const rows = order.lines.map((line) =>
    element(
      "li",
      { "data-line": line.reference },
      line.type === "shipping_fee" ? element("span", { class: "thumb" }) : picture(line.reference),
      element("span", { class: "line-name" }, line.name),
      line.type === "shipping_fee"
        ? ""
        : (control?.(line) ?? element("span", { class: "quantity" }, `× ${line.quantity}`)),
      element("span", { class: "amount" }, money(line.total_amount)),
    ),
  );
  const total = element(
    "p",
    { class: "total" },
    element("span", {}, t("summary.total")),
    element("strong", { "data-total": String(order.amount) }, money(order.amount)),
  );
  const tax =
    order.tax_amount === undefined
      ? []
      : [
          element(
            "p",
            { class: "fineprint" },
            t("summary.tax", { amount: money(order.tax_amount) }),
          ),
        ];
  container.replaceChildren(element("ul", { class: "lines" }, ...rows), total, ...tax);
}

/** @param {string} reference */
function picture(reference) {
  return element("img", {
    class: "thumb",
    src: `/shop/art/${reference}.svg`,
    alt: "",
    width: "48",
    height: "40",
  });
}
