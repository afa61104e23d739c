import { whileBusy } from "../parts/busy.js";
import { need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { t } from "../parts/messages.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { goToConfirmation, placedOrder } from "../parts/placed-order.js";
import { ask } from "../parts/shop-api.js";

/** @typedef {Awaited<ReturnType<typeof openKlarna>>} Opened */

const button = /** @type {HTMLButtonElement} */ (need("#buy"));
const byTransfer = new URLSearchParams(location.search).get("method") === "transfer";

/** What the customer can do where asking the same again would help nobody. @type {Record<string, import("../parts/outcome.js").NextStep[]>} */
const NEXT_STEPS = {
  order_mismatch: [nextStep.reload],
  order_refused: [nextStep.contact],
  payment_refused: [nextStep.toPayment],
  declined: [nextStep.toPayment],
};

const cart = await essential(ask("GET", "/api/cart"));
showOrder(need("#summary"), cart);
showAddress(cart.customer);
need("#chosen-method").textContent = t(
  byTransfer ? "review.method.transfer" : "review.method.klarna",
);

if (cart.lines.length === 0) showOutcome("cart_empty", [nextStep.toCart]);
else if (byTransfer) ready(buyByTransfer);
else await openForKlarna();

async function openForKlarna() {
  try {
    const opened = await openKlarna("payments", cart.cart_id);
    ready(() => buy(opened));
  } catch (error) {
    fail(error);
  }
}

/** @param {() => void} onClick */
function ready(onClick) {
  button.disabled = false;
  button.addEventListener("click", onClick);
}

async function buyByTransfer() {
  clearOutcome();
  try {
    const { cart_id, purchase } = cart;
    const order = ask("POST", "/api/orders", { cart_id, purchase });
    goToConfirmation(await whileBusy(button, "busy.finalizing", order));
  } catch (error) {
    fail(error);
  }
}

/** @param {Opened} opened */
async function buy(opened) {
  clearOutcome();
  // `finalize` may open a window of Klarna's: it is called here and now, in the click's own task.
  const finalization = opened.klarna.finalize(orderFor(opened.session, cart.customer));
  try {
    await settle(await whileBusy(button, "busy.finalizing", finalization), opened.session);
  } catch (error) {
    fail(error, opened);
  }
}

/**
 * @param {Awaited<ReturnType<Opened["klarna"]["finalize"]>>} outcome
 * @param {Opened["session"]} session
 */
async function settle(outcome, session) {
  if (outcome.status === "approved") {
    goToConfirmation(await placedOrder(session, outcome.delivery?.body));
  } else if (outcome.status === "correction_required") {
    showOutcome("correction_required", [nextStep.toPayment]);
  } else if (outcome.status === "dismissed") {
    showOutcome("dismissed", [nextStep.toPayment]);
  } else {
    showOutcome("declined", [nextStep.toPayment]);
  }
}

/**
 * @param {unknown} error
 * @param {Opened} [opened]
 */
function fail(error, opened) {
  const outcome = outcomeOf(error);
  if (outcome !== "undelivered" || !opened) {
    showOutcome(outcome, NEXT_STEPS[outcome] ?? [nextStep.toPayment, nextStep.reload]);
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
    goToConfirmation(await placedOrder(opened.session, delivery.body));
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
