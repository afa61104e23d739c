import { whileBusy } from "../parts/busy.js";
import { customerForm } from "../parts/customer-form.js";
import { element, need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { openKlarna, orderFor } from "../parts/klarna-payments.js";
import { t } from "../parts/messages.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { ask } from "../parts/shop-api.js";
import { offerDelivery } from "../parts/undelivered.js";

/** @typedef {Awaited<ReturnType<typeof openKlarna>>} Opened */
/**
 * @typedef {{ order_number: string, fraud_status?: "ACCEPTED" | "PENDING" | "REJECTED" }} Month
 * @typedef {{ subscription_id: string, active: boolean, next_period: number, orders: Month[] }} Subscription
 */

const button = /** @type {HTMLButtonElement} */ (need("#subscribe"));
const widget = need("#klarna-widget");
const announcement = need("#announcement");

const [cart] = await essential(
  Promise.all([ask("GET", "/api/cart?kind=subscription"), showSubscriptions()]),
);
showOrder(need("#summary"), cart);
const form = customerForm(/** @type {HTMLFormElement} */ (need("#customer")), cart.customer, save);
await offerKlarna();

async function offerKlarna() {
  try {
    const opened = await openKlarna("subscription", cart.cart_id);
    const shown = await opened.klarna.load("#klarna-widget", opened.session.order_data);
    if (shown.status === "unavailable") return withdrawKlarna("unavailable");
    if (shown.status === "correction_required") correct(shown.invalidFields);
    button.disabled = false;
    button.addEventListener("click", () => subscribe(opened));
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
  } finally {
    widget.removeAttribute("aria-busy");
  }
}

/** @param {Opened} opened */
async function subscribe(opened) {
  const { klarna, session } = opened;
  clearOutcome();
  const customer = form.check();
  if (!customer) return;
  // In the click's own task: Klarna may open a window.
  const authorization = klarna.authorize({}, orderFor(session, customer));
  // The order has the address; what the cart keeps of it may fail.
  const saved = save(customer).catch(() => undefined);
  try {
    const outcome = await whileBusy(button, "busy.authorizing", authorization);
    await saved;
    await settle(outcome);
  } catch (error) {
    fail(error, opened);
  }
}

/** @param {Awaited<ReturnType<Opened["klarna"]["authorize"]>>} outcome */
async function settle(outcome) {
  if (outcome.status === "approved") await begun(outcome.delivery?.body);
  else if (outcome.status === "correction_required") correct(outcome.invalidFields);
  else if (outcome.status === "dismissed") showOutcome("dismissed");
  else withdrawKlarna("declined");
}

/** @param {unknown} answer of the shop's server */
async function begun(answer) {
  const { order_number, fraud_status } = /** @type {Month} */ (answer);
  need("#begin").hidden = true;
  need("#customer").hidden = true;
  announcement.textContent = t("subscription.started", { number: order_number });
  announcement.dataset.orderNumber = order_number;
  await showSubscriptions().catch(() => need("#subscription-list").replaceChildren());
  need("#subscriptions").hidden = false;
  need("#subscriptions").dataset.outcome = fraud_status === "PENDING" ? "pending" : "approved";
  // The step is over, and its button is gone: the keyboard goes on here.
  need("#subscriptions").focus();
}

/**
 * @param {unknown} error
 * @param {Opened} opened
 */
function fail(error, opened) {
  const outcome = outcomeOf(error);
  const failed = (/** @type {unknown} */ again) => fail(again, opened);
  if (outcome === "undelivered") offerDelivery(button, opened.klarna, begun, failed);
  else showOutcome(outcome, [nextStep.reload]);
}

/** @param {string[]} invalidFields */
function correct(invalidFields) {
  showOutcome("correction_required");
  form.reject(invalidFields);
}

/** @param {string} outcome */
function withdrawKlarna(outcome) {
  need("#begin").hidden = true;
  showOutcome(outcome, [nextStep.reload, nextStep.contact]);
}

async function showSubscriptions() {
  const { subscriptions } = await ask("GET", "/api/subscriptions");
  need("#subscriptions").hidden = subscriptions.length === 0;
  need("#subscription-list").replaceChildren(...subscriptions.map(subscriptionElement));
}

/** @param {Subscription} subscription */
function subscriptionElement({ subscription_id: id, active, next_period, orders }) {
  const months = orders.filter(({ fraud_status }) => fraud_status !== "REJECTED").length;
  const count =
    months === 1 ? t("subscription.month") : t("subscription.months", { count: String(months) });
  const item = element(
    "div",
    { class: "subscription", "data-subscription": id, "data-months": String(months) },
    element("p", {}, t(active ? "subscription.active" : "subscription.ended", { count })),
  );
  const last = orders.at(-1)?.fraud_status;
  if (last === "PENDING") item.append(element("p", {}, t("subscription.reviewed")));
  if (last === "REJECTED") item.append(element("p", {}, t("subscription.rejected")));
  if (!active) return item;
  const renew = element(
    "button",
    { type: "button", class: "button", "data-renew": id },
    t("subscription.renew"),
  );
  const end = element(
    "button",
    { type: "button", class: "button", "data-end": id },
    t("subscription.end"),
  );
  renew.addEventListener("click", () => charge(id, next_period, renew));
  end.addEventListener("click", () => stop(id, end));
  item.append(element("div", { class: "actions" }, renew, end));
  return item;
}

/**
 * @param {string} id
 * @param {number} period the month that the button is for
 * @param {HTMLButtonElement} renew
 */
async function charge(id, period, renew) {
  clearOutcome();
  announcement.textContent = "";
  try {
    const order = await whileBusy(
      renew,
      "busy.renewing",
      ask("POST", `/api/subscriptions/${id}/renewals`, { period }),
    );
    tellMonth(order);
    await showSubscriptions();
    need("#subscriptions").focus();
  } catch (error) {
    const outcome = outcomeOf(error);
    showOutcome(outcome === "payment_refused" ? "renewal_failed" : outcome, [nextStep.contact]);
  }
}

/** @param {Month} month that was ordered now, or before */
function tellMonth({ order_number, fraud_status }) {
  if (fraud_status === "REJECTED") return showOutcome("renewal_failed", [nextStep.contact]);
  const message =
    fraud_status === "PENDING" ? "subscription.renewedPending" : "subscription.renewed";
  announcement.textContent = t(message, { number: order_number });
}

/**
 * @param {string} id
 * @param {HTMLButtonElement} end
 */
async function stop(id, end) {
  clearOutcome();
  announcement.textContent = "";
  try {
    await whileBusy(end, "busy.ending", ask("DELETE", `/api/subscriptions/${id}`));
    await showSubscriptions();
    announcement.textContent = t("subscription.stopped");
    need("#subscriptions").focus();
  } catch (error) {
    showOutcome(outcomeOf(error), [nextStep.reload]);
  }
}

/** @param {import("../parts/customer-form.js").Customer} customer */
function save(customer) {
  return ask("PUT", "/api/cart/customer?kind=subscription", customer, { keepalive: true });
}
