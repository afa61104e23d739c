import { randomUUID } from "node:crypto";
import { priceOrder } from "./catalogue.js";
import { inTransaction } from "./database.js";
import { KlarnaApiError } from "./klarna/client.js";
import { idempotencyKey } from "./klarna/idempotency-key.js";
import { paymentBody, paymentRequestBody, stepUpConfig } from "./klarna/network-order.js";
import { explain } from "./klarna-problem.js";
import { networkAnswers } from "./network-answers.js";
import { Problem } from "./problem.js";
import { Turns } from "./turns.js";

/**
 * The first half of a payment (v2): the customer clicked Klarna's button, and the shop asks Klarna to authorize.
 *
 * @typedef {object} Click
 * @property {string} sessionToken Klarna's, from the Web SDK
 * @property {string} [paymentOptionId]
 * @property {boolean} [collectsDelivery] Klarna asks the customer where to deliver, and how
 * @property {string} [networkData] passed on untouched
 * @property {string} [idempotencyKey] one per click, the same when the page posts it again
 *
 * @typedef {import("./clicks.js").Answer} Answer
 */

/**
 * @param {object} parts
 * @param {import("./database.js").Database} parts.database
 * @param {import("./purchases.js").PurchaseStore} parts.purchases
 * @param {import("./payment-requests.js").PaymentRequestStore} parts.requests
 * @param {import("./carts.js").CartStore} parts.carts
 * @param {import("./clicks.js").ClickStore} parts.clicks
 * @param {import("./klarna/network-api.js").NetworkApi} parts.klarna
 * @param {import("./final-authorization.js").FinalAuthorization} parts.finalization
 * @param {() => string} parts.publicUrl
 * @param {import("fastify").FastifyBaseLogger} parts.log
 */
export function networkPayment({
  database,
  purchases,
  requests,
  carts,
  clicks,
  klarna,
  finalization,
  publicUrl,
  log,
}) {
  const turns = new Turns();
  const answers = networkAnswers({ purchases, requests, carts, publicUrl });
  return { authorize, resume };

  /**
   * Authorizes what is in the cart. The same click posted again gets the same answer; clicks in two tabs wait for
   * each other, so that they cannot both be approved; and while Klarna is asked, the cart is ordered in no other way.
   *
   * @param {import("./carts.js").Cart} cart
   * @param {Click} click
   * @returns {Promise<Answer>}
   * @throws {Problem}
   */
  function authorize(cart, click) {
    const key = `${cart.id} ${click.idempotencyKey ?? randomUUID()}`;
    return turns.take(cart.id, async () => {
      const known = clicks.answerOf(key) ?? (await answerOfWaiting(cart, key));
      return known ?? (await firstAnswer(cart, click, key));
    });
  }

  /** Asks Klarna again about every click that it has not answered: the process ended, or Klarna was down. */
  async function resume() {
    for (const { key, purchaseId } of clicks.waiting()) {
      const cart = carts.find(purchases.find(purchaseId)?.cartId ?? "");
      if (!cart) continue;
      const turn = turns.take(cart.id, () => answerOfWaiting(cart, key));
      await turn.catch((error) => log.warn({ code: error.code }, "a click is still unanswered"));
    }
  }

  /**
   * An earlier click on this cart that Klarna has not answered yet comes first: it may have been approved.
   *
   * @param {import("./carts.js").Cart} cart
   * @param {string} key
   * @returns {Promise<Answer | undefined>} the answer to the click of this key, if it is the one that waited
   */
  async function answerOfWaiting(cart, key) {
    const purchase = purchases.ofCart(cart.id, "network");
    const waiting = purchase && clicks.waitingOf(purchase.id);
    if (!waiting) return undefined;
    const answer = await ask(waiting, true);
    return waiting.key === key ? answer : undefined;
  }

  /**
   * @param {import("./carts.js").Cart} cart
   * @param {Click} click
   * @param {string} key
   */
  async function firstAnswer(cart, click, key) {
    const purchase = await readyPurchase(cart);
    if (purchase.status === "placed") return answers.approved(purchase);
    const returnUrl = `${publicUrl()}/pay/return?purchase=${purchase.id}`;
    if (click.collectsDelivery) return askForDelivery(purchase, click, key, returnUrl);
    const stored = {
      key,
      purchaseId: purchase.id,
      request: {
        ...paymentBody(purchase, cart.customer, click),
        ...stepUpConfig(purchase, returnUrl),
      },
      sessionToken: click.sessionToken,
    };
    inTransaction(database, () => {
      purchases.claim(purchase, "authorizing");
      clicks.add(stored);
    });
    return ask(stored);
  }

  /**
   * A payment request of the shop's own comes first; nothing is authorized before the customer has completed it.
   *
   * @param {import("./purchases.js").Purchase} purchase
   * @param {Click} click
   * @param {string} key
   * @param {string} returnUrl
   */
  async function askForDelivery(purchase, click, key, returnUrl) {
    const body = paymentBody(purchase, null, click);
    const { sessionToken } = click;
    try {
      const request = await klarna.createPaymentRequest(
        paymentRequestBody(body, returnUrl),
        idempotencyKey(`click ${key}`),
      );
      return inTransaction(database, () => {
        const answer = answers.handOver(purchase, body, request, true);
        const stored = { ...body, ...stepUpConfig(purchase, returnUrl) };
        clicks.add({ key, purchaseId: purchase.id, request: stored, sessionToken });
        clicks.settle(key, answer);
        return answer;
      });
    } catch (error) {
      throw error instanceof KlarnaApiError ? explain(error) : error;
    }
  }

  /**
   * Asks Klarna, which answers the same click the same way. Where its answer is lost the cart stays taken: it may have
   * approved.
   *
   * @param {import("./clicks.js").StoredClick} click
   * @param {boolean} [again] its answer was lost before
   */
  async function ask({ key, purchaseId, request, sessionToken }, again = false) {
    const purchase = purchases.find(purchaseId);
    if (!purchase) throw new Error("a click on no purchase");
    const { step_up_config: _, ...body } = request;
    try {
      const authorization = await klarna.authorize(request, {
        sessionToken,
        idempotencyKey: idempotencyKey(`click ${key}`),
      });
      return inTransaction(database, () => {
        const answer = answers.settle(purchase, body, authorization);
        clicks.settle(key, answer);
        return answer;
      });
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      // That the shop's credentials are refused now does not say what was answered before.
      if (!error.retryable && !(again && error.status === 401)) {
        inTransaction(database, () => {
          purchases.markOpen(purchaseId, error.code);
          clicks.remove(key);
        });
      }
      throw explain(error);
    }
  }

  /**
   * The cart's purchase: placed already, or open, priced as the cart is now, with no earlier payment request that
   * could still be completed.
   *
   * @param {import("./carts.js").Cart} cart
   */
  async function readyPurchase(cart) {
    const snapshot = priceOrder(cart.lines);
    if (snapshot.lines.length === 0)
      throw new Problem(409, "cart_empty", "There is nothing in the cart.");
    const purchase =
      purchases.ofCart(cart.id, "network") ?? purchases.create(cart.id, "network", snapshot);
    for (const request of requests.openOf(purchase.id)) await withdraw(request);
    const known = purchases.find(purchase.id) ?? purchase;
    if (known.status === "placed") return known;
    if (known.status !== "open")
      throw new Problem(409, "order_in_progress", "This cart is being ordered already.");
    return purchases.reprice(purchase.id, snapshot);
  }

  /**
   * Cancels a payment request of an earlier click. One that Klarna no longer cancels may be completed: then it is the
   * one that counts.
   *
   * @param {import("./payment-requests.js").PaymentRequest} request
   */
  async function withdraw(request) {
    try {
      await klarna.cancelPaymentRequest(request.id);
      requests.setState(request.id, "CANCELED", "PARTNER_CANCELED");
    } catch (error) {
      if (!(error instanceof KlarnaApiError)) throw error;
      if (error.retryable) throw explain(error);
      await finalization.check(request);
    }
  }
}

/** @typedef {ReturnType<typeof networkPayment>} NetworkPayment */
