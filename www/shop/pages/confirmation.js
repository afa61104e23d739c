import { need } from "../parts/element.js";
import { t } from "../parts/messages.js";
import { money } from "../parts/money.js";
import { showOrder } from "../parts/order-summary.js";
import { clearOutcome, nextStep, showOutcome } from "../parts/outcome.js";
import { ask, ShopApiError } from "../parts/shop-api.js";

/** While Klarna still looks at the order, the page asks the shop whether it has decided. */
const LOOK_AGAIN_MS = 2_000;

/** @type {Record<string, string>} what the page says at its head, by what Klarna makes of the order */
const HEADINGS = {
  approved: "confirmation.heading",
  pending: "confirmation.pendingHeading",
  rejected: "confirmation.unknown",
};

const number = new URLSearchParams(location.search).get("order") ?? "";

await look();

async function look() {
  try {
    showConfirmation(await ask("GET", `/api/orders/${encodeURIComponent(number)}`));
  } catch (error) {
    const unknown = error instanceof ShopApiError && (error.status ?? 500) < 500;
    // What is shown already stays: the next look may be answered.
    if (need("#order").dataset.outcome) return lookLater();
    need("h1").textContent = t("confirmation.unknown");
    need("#thanks").hidden = true;
    need("#facts").hidden = true;
    need("#summary").hidden = true;
    showOutcome(unknown ? "unknown_order" : "shop_failed", [
      unknown ? nextStep.contact : nextStep.reload,
    ]);
  }
}

function lookLater() {
  setTimeout(look, LOOK_AGAIN_MS);
}

/** @param {any} order */
function showConfirmation(order) {
  const outcome = outcomeOf(order);
  if (outcome === "pending") lookLater();
  if (need("#order").dataset.outcome === outcome) return;
  need("h1").textContent = t(HEADINGS[outcome] ?? "confirmation.heading");
  need("[data-order-number]").textContent = order.order_number;
  need("[data-order-amount]").textContent = money(order.amount);
  showOrder(need("#summary"), order);
  showNews(outcome, order.customer?.email);
  need("#order").dataset.outcome = outcome;
}

/**
 * @param {"approved" | "pending" | "rejected"} outcome
 * @param {string | undefined} email
 */
function showNews(outcome, email) {
  const thanks = need("#thanks");
  thanks.hidden = outcome === "rejected";
  clearOutcome();
  if (outcome === "rejected") showOutcome("order_rejected", [nextStep.contact]);
  else if (outcome === "pending")
    thanks.textContent = email
      ? t("confirmation.pending", { email })
      : t("confirmation.pendingAnonymous");
  else
    thanks.textContent = email
      ? t("confirmation.done", { email })
      : t("confirmation.doneAnonymous");
}

/** @param {{ fraud_status?: string }} order */
function outcomeOf({ fraud_status }) {
  if (fraud_status === "PENDING") return "pending";
  return fraud_status === "REJECTED" ? "rejected" : "approved";
}
