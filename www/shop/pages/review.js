import { isKlarnaError } from "klarna-payments-wasm";
import { whileBusy } from "../parts/busy.js";
import { need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { t } from "../parts/messages.js";
import { showOrder } from "../parts/order-summary.js";
import {
  clearOutcome,
  nextStep,
  showOutcome,
  stepsAfter,
  stepsOfEmptyCart,
} from "../parts/outcome.js";
import { goToConfirmation, keptOrder, placedOrder } from "../parts/placed-order.js";
import { ask, askOnceMore, ShopApiError } from "../parts/shop-api.js";
import { offerDelivery } from "../parts/undelivered.js";

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

if (cart.lines.length === 0) showOutcome("cart_empty", stepsOfEmptyCart(cart));
else if (byTransfer) ready(buyByTransfer);
else await openForKlarna();

async function openForKlarna() {
  try {
    const opened = await openKlarna("review", cart.cart_id);
    // Klarna would be asked for another basket than the page shows.
    if (opened.session.purchase !== cart.purchase) throw new ShopApiError("order_mismatch");
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
    const order = askOnceMore("/api/orders", { cart_id, purchase });
    goToConfirmation(await whileBusy(button, "busy.finalizing", order));
  } catch (error) {
    fail(error);
  }
}

/** @param {Opened} opened */
async function buy(opened) {
  const { klarna, session } = opened;
  clearOutcome();
  // `finalize` may open a window of Klarna's: it is called here and now, in the click's own task.
  const order = klarna.finalize(orderFor(session, cart.customer)).then(
    (outcome) => settle(outcome, session),
    (error) => buyKept(error, session),
  );
  try {
    await whileBusy(button, "busy.finalizing", order);
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
 * There may be nothing to finalize: Klarna gave its token on the payment page, and the server has kept it.
 *
 * @param {unknown} error of `finalize`
 * @param {Opened["session"]} session
 */
async function buyKept(error, session) {
  if (!isKlarnaError(error) || error.code !== "INVALID_STATE") throw error;
  // What is kept may be of another tab, in which the customer has changed the basket since.
  const present = await ask("GET", "/api/cart");
  if (present.cart_id === cart.cart_id && present.purchase !== cart.purchase)
    throw new ShopApiError("order_mismatch");
  goToConfirmation(await keptOrder(session, cart.purchase));
}

/**
 * @param {unknown} error
 * @param {Opened} [opened]
 */
function fail(error, opened) {
  const outcome = outcomeOf(error);
  if (outcome !== "undelivered" || !opened) {
    // Where Buy can be pressed again, that is what finds out; loading the page again would not.
    const isUnanswered = outcome === "shop_failed" && !button.disabled;
    const steps = isUnanswered ? [] : [nextStep.toPayment, nextStep.reload];
    showOutcome(outcome, stepsAfter(error, NEXT_STEPS[outcome] ?? steps));
    return;
  }
  const { klarna, session } = opened;
  offerDelivery(
    button,
    klarna,
    async (answer) => goToConfirmation(await placedOrder(session, answer)),
    (again) => fail(again, opened),
  );
}

/** @param {import("../parts/customer-form.js").Customer | null} customer */
function showAddress(customer) {
  if (!customer) return;
  const { given_name, family_name, street_address, postal_code, city, email } = customer;
  need("#address").textContent =
    `${given_name} ${family_name}\n${street_address}\n${postal_code} ${city}\n${email}`;
}
