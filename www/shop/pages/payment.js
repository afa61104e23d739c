import { whileBusy } from "../parts/busy.js";
import { customerForm } from "../parts/customer-form.js";
import { need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { showOrder } from "../parts/order-summary.js";
import {
  clearOutcome,
  nextStep,
  showOutcome,
  stepsAfter,
  stepsOfEmptyCart,
} from "../parts/outcome.js";
import { goToConfirmation } from "../parts/placed-order.js";
import { ask } from "../parts/shop-api.js";
import { offerDelivery } from "../parts/undelivered.js";

/** @typedef {Awaited<ReturnType<typeof openKlarna>>} Opened */

const button = /** @type {HTMLButtonElement} */ (need("#continue"));
const widget = need("#klarna-widget");

const cart = await essential(ask("GET", "/api/cart"));
showOrder(need("#summary"), cart);
const form = customerForm(
  /** @type {HTMLFormElement} */ (need("#customer")),
  cart.customer,
  saveCustomer,
);

/** @type {Opened | undefined} */
let opened;

for (const radio of radios()) radio.addEventListener("change", showMethod);
button.addEventListener("click", goOn);
if (cart.lines.length === 0) showNothingToPay();
else await offerKlarna();

function showNothingToPay() {
  need("#klarna-part").hidden = true;
  showOutcome("cart_empty", stepsOfEmptyCart(cart));
}

async function offerKlarna() {
  try {
    const ready = await openKlarna("payment", cart.cart_id);
    const shown = await ready.klarna.load("#klarna-widget", ready.session.order_data);
    if (shown.status === "unavailable") return withdrawKlarna("unavailable");
    // Everything is loaded now, so that a click reaches Klarna in its own task: pop-ups need that.
    opened = ready;
    if (shown.status === "correction_required") correct(shown.invalidFields);
  } catch (error) {
    showOutcome(outcomeOf(error), stepsAfter(error, [nextStep.reload]));
  } finally {
    widget.removeAttribute("aria-busy");
    showMethod();
  }
}

function goOn() {
  clearOutcome();
  const customer = form.check();
  if (!customer) return;
  if (method() === "klarna" && opened) authorize(opened, customer);
  else payByTransfer(customer);
}

/**
 * @param {Opened} opened
 * @param {import("../parts/customer-form.js").Customer} customer
 */
async function authorize(opened, customer) {
  const { klarna, session } = opened;
  const authorization = klarna.authorize({ autoFinalize: false }, orderFor(session, customer));
  const saved = saveCustomer(customer);
  try {
    const outcome = await whileBusy(button, "busy.authorizing", authorization);
    await saved;
    settle(outcome);
  } catch (error) {
    fail(error, opened);
  }
}

/** @param {import("../parts/customer-form.js").Customer} customer */
async function payByTransfer(customer) {
  try {
    await whileBusy(button, "busy.loading", saveCustomer(customer));
    location.assign("/review?method=transfer");
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
    case "approved":
      // Klarna needs nothing more; the customer has yet to see the order, and to press Buy.
      review(outcome.delivery?.body);
      return;
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

/** @param {unknown} answer of the server that keeps the token; an order, where another tab has bought meanwhile */
function review(answer) {
  const { order_number } = /** @type {{ order_number?: string }} */ (answer ?? {});
  if (order_number) goToConfirmation({ order_number });
  else location.assign("/review");
}

/**
 * @param {unknown} error
 * @param {Opened} opened
 */
function fail(error, opened) {
  const outcome = outcomeOf(error);
  const failed = (/** @type {unknown} */ again) => fail(again, opened);
  if (outcome === "undelivered") offerDelivery(button, opened.klarna, review, failed);
  else showOutcome(outcome, [nextStep.reload]);
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
  opened = undefined;
  for (const radio of radios()) {
    radio.disabled = radio.value === "klarna";
    radio.checked = radio.value !== "klarna";
  }
  showMethod();
  showOutcome(outcome);
}

function showMethod() {
  need("#klarna-part").hidden = method() !== "klarna";
  button.disabled = method() === "klarna" && !opened;
}

function method() {
  return radios().find((radio) => radio.checked)?.value ?? "klarna";
}

function radios() {
  return [...need("#methods").querySelectorAll("input")];
}

/** @param {import("../parts/customer-form.js").Customer} customer */
function saveCustomer(customer) {
  return ask("PUT", "/api/cart/customer", customer, { keepalive: true });
}
