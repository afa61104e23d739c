import { pageSession } from "../flow/page-session.js";
import { orderData } from "../klarna/bodies.js";
import { sessionOf } from "../ledger/ledger.js";
import { describeOrder } from "../purchase.js";
import { optionalId, readJson } from "./request.js";
import { orderOf } from "./shop-order.js";

/**
 * The endpoint that gives a page its session (v1).
 *
 * @param {import("./types.js").Parts} parts
 */
export function sessionEndpoint(parts) {
  const { settings, carts } = parts;
  return session;

  /**
   * The cart's session at Klarna: made once, read again on the next page, told when the cart has changed.
   * @param {Request} request
   */
  async function session(request) {
    const posted = await readJson(request, settings.limits);
    const found = await pageSession(parts, () => orderOf(settings, request, posted));
    const { ledger } = found;
    if (found.kind === "placed")
      return Response.json(describeOrder(settings, ledger), { status: 409 });
    const { sessionId, order } = found;
    const step = new URL(request.url).searchParams.get("step") ?? optionalId(posted, "step");
    await setStep(order.cart, sessionId, step);
    const known = sessionOf(ledger, sessionId);
    return Response.json({
      session_id: sessionId,
      client_token: known?.clientToken,
      payment_method_categories: known?.categories,
      order_data: orderData(order),
      ...(order.purchase === undefined ? {} : { purchase: order.purchase }),
      purchase_id: ledger.id,
      reference: ledger.reference,
    });
  }

  /**
   * @param {string} cart
   * @param {string} sessionId
   * @param {string | undefined} step `payment`: a review page follows, and a token that comes before Buy is kept
   */
  async function setStep(cart, sessionId, step) {
    if (step === undefined) return;
    await carts.change(cart, (ledger) => {
      const known = sessionOf(ledger, sessionId);
      if (!known) return;
      known.awaitsReview = step === "payment";
      known.hasReview ||= known.awaitsReview;
    });
  }
}
