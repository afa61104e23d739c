import { whileBusy } from "../parts/busy.js";
import { need } from "../parts/element.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { t } from "../parts/messages.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { ask } from "../parts/shop-api.js";

/** @typedef {Awaited<ReturnType<typeof openKlarna>>} Opened */

const button = /** @type {HTMLButtonElement} */ (need("#buy"));

const cart = await ask("GET", "/api/cart");
showOrder(need("#summary"), cart);
showAddress(cart.customer);
need("#chosen-method").textContent = t("review.method.klarna");

try {
  const opened = await openKlarna("payments");
  button.disabled = false;
  button.addEventListener("click", () => buy(opened));
} catch (error) {
  fail(error);
}

/** @param {Opened} opened */
async function buy(opened) {
  clearOutcome();
  // `finalize` may open a window of Klarna's: it is called here and now, in the click's own task.
  const finalization = opened.klarna.finalize(orderFor(opened.session, cart.customer));
  try {
    settle(await whileBusy(button, "busy.finalizing", finalization));
  } catch (error) {
    fail(error, opened);
  }
}

/** @param {Awaited<ReturnType<Opened["klarna"]["finalize"]>>} outcome */
function settle(outcome) {
  if (outcome.status === "approved") confirmOrder(outcome.delivery?.body);
  else if (outcome.status === "correction_required")
    showOutcome("correction_required", [nextStep.toPayment]);
  else if (outcome.status === "dismissed") showOutcome("dismissed", [nextStep.toPayment]);
  else if (outcome.status === "declined") showOutcome("declined", [nextStep.toPayment]);
}

/** @param {unknown} answer of the shop's server */
function confirmOrder(answer) {
  const order = /** @type {{ redirect_url?: string, order_number: string }} */ (answer);
  location.assign(
    order.redirect_url ?? `/confirmation?order=${encodeURIComponent(order.order_number)}`,
  );
}

/**
 * @param {unknown} error
 * @param {Opened} [opened]
 */
function fail(error, opened) {
  const outcome = outcomeOf(error);
  if (outcome !== "undelivered" || !opened) {
    showOutcome(
      outcome,
      outcome === "order_refused" ? [nextStep.contact] : [nextStep.toPayment, nextStep.reload],
    );
    return;
  }
  // The token is safe in this page: sending it again is all that is left to do.
  button.hidden = true;
  showOutcome("undelivered", [
    { id: "deliver-again", message: "action.retry", run: () => deliverAgain(opened) },
  ]);
}

/** @param {Opened} opened */
async function deliverAgain(opened) {
  clearOutcome();
  button.hidden = false;
  try {
    const delivery = await whileBusy(button, "busy.delivering", opened.klarna.deliver());
    confirmOrder(delivery.body);
  } catch (error) {
    fail(error, opened);
  }
}

/** @param {import("../parts/customer-form.js").Customer | null} customer */
function showAddress(customer) {
  if (!customer) return;
  const { given_name, family_name, street_address, postal_code, city, email } = customer;
  need("#address").textContent =
    `${given_name} ${family_name}\n${street_address}\n${postal_code} ${city}\n${email}`;
}
