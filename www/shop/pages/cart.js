import { element, need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { t } from "../parts/messages.js";
import { money } from "../parts/money.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { ask } from "../parts/shop-api.js";

/** @typedef {{ id: string, name: string, description: string, price: number, monthly?: boolean }} Product */

const summary = need("#summary");
const announcement = need("#announcement");

const [catalogue, cart] = await essential(
  Promise.all([ask("GET", "/api/catalogue"), ask("GET", "/api/cart")]),
);
need("#catalogue").replaceChildren(...catalogue.products.map(productElement));
showCart(cart);

/** @param {import("../parts/order-summary.js").Order} cart */
function showCart(cart) {
  const empty = cart.lines.length === 0;
  need("#basket-empty").hidden = !empty;
  need("#checkouts").hidden = empty;
  summary.hidden = empty;
  const focused = document.activeElement?.id;
  showOrder(summary, cart, quantityControl);
  // The buttons are new: the keyboard must not lose its place.
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * @param {string} productId
 * @param {number} quantity
 * @returns {Promise<boolean>} whether the basket has it
 */
async function setQuantity(productId, quantity) {
  try {
    showCart(await ask("PUT", `/api/cart/lines/${productId}`, { quantity }));
    clearOutcome();
    return true;
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
    return false;
  }
}

/** @param {import("../parts/order-summary.js").Line} line */
function quantityControl(line) {
  const name = { name: line.name };
  return element(
    "span",
    { class: "quantity", role: "group", "aria-label": t("cart.quantity", name) },
    stepButton(line, -1, "−", t("cart.fewer", name)),
    element("span", { "data-quantity": line.reference }, String(line.quantity)),
    stepButton(line, 1, "+", t("cart.more", name)),
  );
}

/**
 * @param {import("../parts/order-summary.js").Line} line
 * @param {number} step
 * @param {string} sign
 * @param {string} label
 */
function stepButton(line, step, sign, label) {
  const id = `${step > 0 ? "more" : "fewer"}-${line.reference}`;
  const button = element(
    "button",
    { type: "button", class: "step", id, "aria-label": label },
    sign,
  );
  button.addEventListener("click", () => setQuantity(line.reference, line.quantity + step));
  return button;
}

/** @param {Product} product */
function productElement(product) {
  const price = money(product.price);
  return element(
    "li",
    { class: product.monthly ? "product monthly" : "product", "data-product": product.id },
    element("img", { src: `/shop/art/${product.id}.svg`, alt: "", width: "240", height: "200" }),
    element("h3", {}, product.name),
    element("p", { class: "description" }, product.description),
    element("p", { class: "price" }, product.monthly ? t("cart.perMonth", { price }) : price),
    product.monthly ? subscribeLink() : addButton(product),
  );
}

function subscribeLink() {
  return element(
    "a",
    { class: "button", id: "to-subscription", href: "/subscription" },
    t("cart.subscribe"),
  );
}

/** @param {Product} product */
function addButton(product) {
  const name = { name: product.name };
  const button = element(
    "button",
    {
      type: "button",
      class: "button",
      "data-add": product.id,
      "aria-label": t("cart.addNamed", name),
    },
    t("cart.add"),
  );
  button.addEventListener("click", async () => {
    const shown = document.querySelector(`[data-quantity="${product.id}"]`);
    const added = await setQuantity(product.id, Number(shown?.textContent ?? 0) + 1);
    announcement.textContent = added ? t("cart.added", name) : "";
  });
  return button;
}
