import { need } from "../parts/element.js";
import { t } from "../parts/messages.js";
import { money } from "../parts/money.js";
import { showOrder } from "../parts/order-summary.js";
import { nextStep, showOutcome } from "../parts/outcome.js";
import { ask, ShopApiError } from "../parts/shop-api.js";

const number = new URLSearchParams(location.search).get("order") ?? "";

try {
  showConfirmation(await ask("GET", `/api/orders/${encodeURIComponent(number)}`));
} catch (error) {
  need("h1").textContent = t("confirmation.unknown");
  need("#thanks").hidden = true;
  need("#facts").hidden = true;
  const unknown = error instanceof ShopApiError && (error.status ?? 500) < 500;
  showOutcome(unknown ? "unknown_order" : "shop_failed", [
    unknown ? nextStep.contact : nextStep.reload,
  ]);
}

/** @param {any} order */
function showConfirmation(order) {
  const email = order.customer?.email;
  const pending = order.fraud_status === "PENDING";
  need("#thanks").textContent = email
    ? t(pending ? "confirmation.pending" : "confirmation.done", { email })
    : t("confirmation.doneAnonymous");
  need("[data-order-number]").textContent = order.order_number;
  need("[data-order-amount]").textContent = money(order.amount);
  need("#order").dataset.outcome = pending ? "pending" : "approved";
  showOrder(need("#summary"), order);
}
