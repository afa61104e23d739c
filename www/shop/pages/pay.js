import { whileBusy } from "../parts/busy.js";
import { customerForm } from "../parts/customer-form.js";
import { need } from "../parts/element.js";
import { essential } from "../parts/essential.js";
import { outcomeOf } from "../parts/failure.js";
import { openWebSdk } from "../parts/klarna-web-sdk.js";
import { t } from "../parts/messages.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome, stepsOfEmptyCart } from "../parts/outcome.js";
import { confirmPayment } from "../parts/payment-confirmation.js";
import { endingOf } from "../parts/payment-ending.js";
import { ask } from "../parts/shop-api.js";

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof openWebSdk>>["presentation"]>>} Presentation */
/** @typedef {"DEVICE_BEST" | "ON_PAGE" | "REDIRECT" | "POPUP"} InitiationMode */

/** @type {Record<string, import("../parts/outcome.js").NextStep[]>} where trying again is a click on the button that is still there */
const NEXT_STEPS = {
  dismissed: [],
  expired: [],
  klarna_error: [],
  unanswered: [],
};

/** Nobody knows yet whether the customer has paid. */
const UNDECIDED = ["pending", "unconfirmed"];

/** @type {Partial<Record<import("klarna-payments-wasm").WebSdkState, string>>} what is being waited for */
const WAITS = {
  initiating: "busy.asking",
  authorizing: "busy.asking",
  in_journey: "busy.authorizing",
  approved: "busy.finalizing",
};

const progress = need("#progress");
const place = need("#klarna-button");
const transfer = /** @type {HTMLButtonElement} */ (need("#continue"));
const klarnaDelivery = /** @type {HTMLInputElement} */ (need("#klarna-delivery"));

const cart = await essential(ask("GET", "/api/cart"));
showOrder(need("#summary"), cart);

/** What of Klarna's is on the page. @type {{ unmount(): void }[]} */
let mounted = [];
/** Klarna's button, where it is. @type {import("klarna-payments-wasm").PaymentButton | undefined} */
let button;

/** The address is stored before the server authorizes; Klarna's own button does not wait for the form. */
let saved = Promise.resolve();
/** The newest one that was to be stored. @type {import("../parts/customer-form.js").Customer | undefined} */
let newest;
const form = customerForm(
  /** @type {HTMLFormElement} */ (need("#customer")),
  cart.customer,
  saveCustomer,
);
// After the form has looked at it.
for (const input of [need("#customer"), klarnaDelivery])
  input.addEventListener("change", keepButton);

for (const input of [...methods(), klarnaDelivery]) input.addEventListener("change", showMethod);
transfer.addEventListener("click", payByTransfer);
if (cart.lines.length === 0) showNothingToPay();
else await offerKlarna();

function showNothingToPay() {
  need("#klarna-part").hidden = true;
  showOutcome("cart_empty", stepsOfEmptyCart(cart));
}

async function offerKlarna() {
  const customer = form.check();
  if (customer) saveCustomer(customer);
  try {
    const sdk = await openWebSdk({
      cartId: cart.cart_id,
      ready: () => saved.catch(() => newest && saveCustomer(newest)),
      collectsDelivery: () => klarnaDelivery.checked,
    });
    // Before any button: what a redirect left pending is replayed to these.
    sdk.on("statechange", ({ state }) => {
      const message = WAITS[state];
      if (message) progress.textContent = t(message);
      if (state === "initiating") clearOutcome();
    });
    sdk.on("outcome", ({ result }) => {
      if (result === "DECLINED") settle("declined");
    });
    sdk.on("complete", ({ paymentRequestId }) => {
      // Klarna would take the browser to the return URL: the page asks the server first.
      if (paymentRequestId) confirm(sdk, paymentRequestId);
      return false;
    });
    // Klarna asks while its window is open: what can be delivered where, and what that makes the total.
    sdk.on("shippingaddresschange", ({ paymentRequest, address: { country, postalCode } }) =>
      askAboutDelivery(paymentRequest, { address: { country, postalCode } }),
    );
    sdk.on("shippingoptionselect", ({ paymentRequest, shippingOption }) =>
      askAboutDelivery(paymentRequest, {
        shippingOptionReference: shippingOption.shippingOptionReference,
      }),
    );
    sdk.on("abort", (paymentRequest) => settle(endingOf(paymentRequest) ?? "dismissed"));
    sdk.on("error", ({ error, paymentRequest }) =>
      settle(endingOf(paymentRequest) ?? outcomeOfClick(error)),
    );
    await offer(sdk);
  } catch (error) {
    settle(outcomeOf(error));
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** @param {import("klarna-payments-wasm").KlarnaWebSdk} sdk */
async function offer(sdk) {
  const { amount, purchase } = cart;
  const presentation = await sdk.presentation({
    amount,
    purchase,
    currency: "EUR",
    locale: "en-DE",
  });
  // Degraded: Klarna refused to say, and what its SDK shows instead cannot be paid with.
  if (presentation.instruction === "HIDE_KLARNA" || presentation.degraded)
    return withdrawKlarna("unavailable");
  present(presentation);
}

/**
 * @param {import("klarna-payments-wasm").PaymentRequest} paymentRequest
 * @param {object} question
 */
function askAboutDelivery({ paymentRequestId = "" }, question) {
  return ask("POST", `/api/payments/${encodeURIComponent(paymentRequestId)}/delivery`, question);
}

/** @param {Presentation} presentation */
function present(presentation) {
  if (presentation.instruction === "SHOW_ONLY_KLARNA")
    need('[data-method="transfer"]').hidden = true;
  for (const part of mounted) part.unmount();
  const header = presentation.mount("header", "#klarna-header");
  // Klarna's own name for it takes the place of ours, which stays for screen readers: Klarna's may be in a shadow tree.
  need("#klarna-name").classList.toggle("unseen", header.shown);
  const subheader = presentation.mount("subheader", "#klarna-subheader");
  const terms = presentation.mount("terms", "#klarna-terms");
  mounted = [header, subheader, terms];
  const mountButton = () => presentation.mountButton("#klarna-button", { initiationMode: mode() });
  button = mountButton();
  keepButton();
  mounted.push({ unmount: () => button?.unmount() });
  need("#modes").onchange = () => {
    button?.unmount();
    button = mountButton();
    keepButton();
  };
}

/** Nobody pays while nobody knows where it is to go: the form says what is missing. */
function keepButton() {
  button?.setDisabled(!klarnaDelivery.checked && !form.isComplete());
}

/**
 * @param {import("klarna-payments-wasm").KlarnaWebSdk} sdk
 * @param {string} paymentRequestId that the customer has completed
 */
async function confirm(sdk, paymentRequestId) {
  const outcome = await confirmPayment(sdk, paymentRequestId, cart.purchase);
  if (outcome === undefined) return;
  if (outcome === "another") {
    await offerAnew(sdk);
    return tellEarlier(paymentRequestId);
  }
  if (!UNDECIDED.includes(outcome)) return settle(outcome);
  progress.textContent = "";
  // Not this page again: its button would begin another payment.
  showOutcome(outcome, [nextStep.lookAgain(paymentRequestId), nextStep.contact]);
}

/** What was paid is an earlier cart: this one still can be. @param {import("klarna-payments-wasm").KlarnaWebSdk} sdk */
async function offerAnew(sdk) {
  try {
    await offer(sdk);
    progress.textContent = "";
  } catch (error) {
    settle(outcomeOf(error));
  }
}

/** The customer hears of the earlier one, too. @param {string} paymentRequestId */
async function tellEarlier(paymentRequestId) {
  const path = `/api/klarna/payments/${encodeURIComponent(paymentRequestId)}`;
  const { status, order_number } = await ask("GET", path).catch(() => ({}));
  if (status === "approved") showOutcome("earlier_order", [nextStep.toOrder(order_number)]);
}

/** @param {import("klarna-payments-wasm").KlarnaError} error */
function outcomeOfClick(error) {
  // What is paid, or about to be, is not paid again.
  return error.code === "INVALID_STATE" ? "order_in_progress" : outcomeOf(error, "unanswered");
}

/** @param {string} outcome */
function settle(outcome) {
  progress.textContent = "";
  if (outcome === "declined") withdrawKlarna(outcome);
  else showOutcome(outcome, NEXT_STEPS[outcome] ?? [nextStep.reload]);
}

/** @param {string} outcome */
function withdrawKlarna(outcome) {
  for (const radio of methods()) {
    radio.disabled = radio.value === "klarna";
    radio.checked = radio.value !== "klarna";
  }
  need('[data-method="transfer"]').hidden = false;
  showMethod();
  showOutcome(outcome);
}

async function payByTransfer() {
  clearOutcome();
  const customer = form.check();
  if (!customer) return;
  try {
    saveCustomer(customer);
    await whileBusy(transfer, "busy.loading", saved);
    location.assign("/review?method=transfer");
  } catch (error) {
    settle(outcomeOf(error));
  }
}

/** @param {import("../parts/customer-form.js").Customer} customer */
function saveCustomer(customer) {
  newest = customer;
  const save = () => ask("PUT", "/api/cart/customer", customer, { keepalive: true });
  // One after the other: an older address must not come last.
  saved = saved.then(save, save);
  saved.catch(() => undefined);
  return saved;
}

function showMethod() {
  const klarna = methods().find((radio) => radio.checked)?.value === "klarna";
  need("#klarna-part").hidden = !klarna;
  need("#customer").hidden = klarna && klarnaDelivery.checked;
  need("#transfer-actions").hidden = klarna;
}

/** @returns {InitiationMode} */
function mode() {
  const chosen = need("#modes").querySelector("input:checked");
  return chosen instanceof HTMLInputElement
    ? /** @type {InitiationMode} */ (chosen.value)
    : "DEVICE_BEST";
}

function methods() {
  return /** @type {HTMLInputElement[]} */ ([
    ...need("#methods").querySelectorAll('input[name="method"]'),
  ]);
}
