import { whileBusy } from "../parts/busy.js";
import { customerForm } from "../parts/customer-form.js";
import { need } from "../parts/element.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { ask } from "../parts/shop-api.js";

/** @typedef {Awaited<ReturnType<typeof openKlarna>>} Opened */

const button = /** @type {HTMLButtonElement} */ (need("#continue"));
const widget = need("#klarna-widget");

const cart = await ask("GET", "/api/cart");
showOrder(need("#summary"), cart);
const form = customerForm(
  /** @type {HTMLFormElement} */ (need("#customer")),
  cart.customer,
  saveCustomer,
);

if (cart.lines.length === 0) showOutcome("cart_empty", [nextStep.toCart]);
else await offerKlarna();

async function offerKlarna() {
  try {
    const opened = await openKlarna("payments");
    const shown = await opened.klarna.load("#klarna-widget", opened.session.order_data);
    widget.removeAttribute("aria-busy");
    if (shown.status === "unavailable") return withdrawKlarna("unavailable");
    if (shown.status === "correction_required") correct(shown.invalidFields);
    // Everything is loaded now, so that the click below reaches Klarna in its own task: pop-ups need that.
    button.disabled = false;
    button.addEventListener("click", () => authorize(opened));
  } catch (error) {
    widget.removeAttribute("aria-busy");
    showOutcome(outcomeOf(error), [nextStep.reload]);
  }
}

/** @param {Opened} opened */
async function authorize({ klarna, session }) {
  clearOutcome();
  const customer = form.check();
  if (!customer) return;
  const authorization = klarna.authorize({ autoFinalize: false }, orderFor(session, customer));
  const saved = saveCustomer(customer);
  try {
    const outcome = await whileBusy(button, "busy.authorizing", authorization);
    await saved;
    settle(outcome);
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
  }
}

/** @param {Awaited<ReturnType<Opened["klarna"]["authorize"]>>} outcome */
function settle(outcome) {
  switch (outcome.status) {
    case "finalize_required":
      location.assign("/review");
      return;
    case "approved": {
      // Klarna saw no need for a second confirmation: the token has been posted, the order is placed.
      const order = /** @type {{ redirect_url?: string, order_number: string }} */ (
        outcome.delivery?.body
      );
      location.assign(order.redirect_url ?? `/confirmation?order=${order.order_number}`);
      return;
    }
    case "correction_required":
      correct(outcome.invalidFields);
      return;
    case "dismissed":
      showOutcome("dismissed");
      return;
    case "declined":
      withdrawKlarna("declined");
  }
}

/** @param {string[]} invalidFields */
function correct(invalidFields) {
  showOutcome("correction_required");
  form.reject(invalidFields);
}

/**
 * Klarna is no longer offered; the other ways to pay are.
 * @param {string} outcome
 */
function withdrawKlarna(outcome) {
  const klarna = /** @type {HTMLInputElement} */ (need('input[value="klarna"]'));
  const other = /** @type {HTMLInputElement} */ (need('input[value="transfer"]'));
  klarna.disabled = true;
  other.checked = true;
  need("#klarna-part").hidden = true;
  showOutcome(outcome);
}

/** @param {import("../parts/customer-form.js").Customer} customer */
function saveCustomer(customer) {
  return ask("PUT", "/api/cart/customer", customer, { keepalive: true });
}
