import { idempotencyKey } from "../encoding.js";
import { asProblem } from "../flow/refusals.js";
import { paymentBody, stepUp } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { attemptOf, buy, newAttempt } from "../ledger/ledger.js";
import { isOpen, noteRequest } from "../ledger/sessions.js";
import { answerTo, cartEmpty, inProgress, orderMismatch } from "../problem.js";
import { describeApproval, pagesOf } from "../purchase.js";
import { cartOf } from "./access.js";
import { boundedText, nameOf, optionalId, readJson, showsAnother, token } from "./request.js";
import { orderOf } from "./shop-order.js";

/**
 * The endpoint that a click on the payment button comes to (v2).
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./types.js").Parts} Parts
 */

/** So often a click tries to get the cart. */
const TRIES = 3;

/** @param {Parts} parts */
export function clickEndpoint(parts) {
  const { settings, carts, looking, background } = parts;
  const { network, limits, now, time } = settings;
  return authorizePayment;

  /**
   * The customer has clicked the payment button. The same click posted again gets the same answer; what a changed click
   * replaces is settled first.
   *
   * @param {Request} request
   */
  async function authorizePayment(request) {
    const posted = await readJson(request, limits);
    const click = {
      secret: token(posted, "klarnaNetworkSessionToken"),
      paymentOptionId: boundedText(posted, "paymentOptionId", 500),
      networkData: boundedText(posted, "klarna_network_data", 32_768),
      key:
        optionalId({ key: request.headers.get("idempotency-key") }, "key") ?? crypto.randomUUID(),
      replaces: optionalId(posted, "replaces"),
      purchase: nameOf(posted),
    };
    const known =
      (await postedBefore(request, click.key)) ?? (await settleReplaced(request, click));
    if (known) return known;
    const { klarnaNetworkSessionToken: _, ...context } = posted;
    const order = await orderOf(settings, request, context);
    // Meanwhile the same click may have come again, and have bought: the cart is empty then, or the next one.
    const meanwhile = await postedBefore(request, click.key);
    if (meanwhile) return meanwhile;
    if (!order) throw cartEmpty();
    if (showsAnother(posted, order)) return refuse(order.cart, click.key);
    return authorize(order, click);
  }

  /**
   * The answer to a click that has come before.
   *
   * @param {Request} request
   * @param {string} key
   */
  async function postedBefore(request, key) {
    const cart = await cartOf(parts, request, "click", key);
    if (cart === undefined) return undefined;
    await background.finish(cart);
    return answerOf(cart, key);
  }

  /**
   * A page that shows the cart as it was is told what became of the cart, or that nothing did.
   *
   * @param {string} cart
   * @param {string} key
   */
  async function refuse(cart, key) {
    await background.finish(cart);
    const known = await answerOf(cart, key);
    if (known) return known;
    throw orderMismatch();
  }

  /**
   * A click that a changed one follows. If it became an order, it answers both.
   *
   * @param {Request} request
   * @param {{ key: string, replaces: string | undefined }} click
   * @returns {Promise<Response | undefined>}
   */
  async function settleReplaced(request, { key, replaces }) {
    const cart =
      replaces === undefined ? undefined : await cartOf(parts, request, "click", replaces);
    if (cart === undefined) return undefined;
    await background.finish(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "held") throw inProgress();
    const known = ledger && answerIn(ledger, key);
    if (known) return known;
    if (ledger) await withdraw(ledger);
    const after = await carts.read(cart);
    return after?.state === "placed" ? approved(after) : undefined;
  }

  /**
   * @param {import("../public.js").ShopOrder} order
   * @param {{ secret: string, key: string, replaces: string | undefined, purchase: string | undefined, paymentOptionId: string | undefined, networkData: string | undefined }} click
   */
  async function authorize(order, click) {
    const { cart } = order;
    const opened = await carts.open(order);
    const body = {
      ...paymentBody(order, opened.reference, click),
      ...stepUp(opened.reference, pagesOf(settings, opened).return()),
    };
    const key = await idempotencyKey(`click ${cart} ${click.key} ${now()}`);
    const attempt = newAttempt(
      {
        id: click.key,
        kind: "click",
        secret: click.secret,
        from: null,
        order,
        purchase: click.purchase,
        replaces: click.replaces,
        body,
        key,
      },
      now(),
    );
    for (let tries = 1; tries <= TRIES; tries += 1) {
      await background.finish(cart);
      const ledger = await carts.read(cart);
      if (ledger && ledger.state !== "held") {
        const known = answerIn(ledger, click.key);
        if (known) return known;
        await withdraw(ledger);
      }
      await carts.change(cart, (changed) => {
        // A click is not queued: by the time of its turn the customer would have gone.
        if (changed.state !== "open" || changed.requests.some(isOpen)) return;
        if (lastWord(changed, click.key)) return;
        changed.attempts = changed.attempts.filter(({ id }) => id !== click.key);
        buy(changed, attempt, now());
      });
      await background.finish(cart);
      const answer = await answerOf(cart, click.key, true);
      if (answer) return answer;
      // Something else had the cart for a moment, and nothing came of it.
    }
    throw inProgress();
  }

  /**
   * What is known of a click, once nobody has its cart.
   *
   * @param {string} cart
   * @param {string} key
   * @param {boolean} [isNew] it was posted for the first time
   * @returns {Promise<Response | undefined>}
   */
  async function answerOf(cart, key, isNew) {
    const ledger = await carts.read(cart);
    if (ledger?.state === "held") throw inProgress();
    return ledger && answerIn(ledger, key, isNew);
  }

  /**
   * What a ledger that nobody holds knows of a click.
   *
   * @param {Ledger} ledger
   * @param {string} key
   * @param {boolean} [isNew]
   * @returns {Response | undefined}
   */
  function answerIn(ledger, key, isNew = false) {
    if (ledger.state === "placed") return approved(ledger);
    const answer = lastWord(ledger, key) ?? (isNew ? answerTo(attemptOf(ledger, key)) : null);
    return answer ? Response.json(answer.body, { status: answer.status }) : undefined;
  }

  /**
   * Cancels the cart's earlier payment requests: one cart, one order. One that Klarna no longer cancels may be completed;
   * then it is the one that counts.
   *
   * @param {Ledger} ledger of before this click: what has come since may be this click's own, which was posted twice
   */
  async function withdraw({ cart, requests }) {
    for (const { id } of requests.filter(isOpen)) {
      try {
        await network.cancelRequest(id);
        await carts.change(cart, (changed) =>
          noteRequest(changed, id, "CANCELED", "PARTNER_CANCELED", time()),
        );
      } catch (error) {
        if (!(error instanceof KlarnaError && error.isRefusal)) throw asProblem(error);
        await looking.lookAtRequest(cart, id);
        await background.finish(cart);
      }
    }
  }

  /** @param {Ledger} ledger */
  function approved(ledger) {
    return Response.json(describeApproval(settings, ledger));
  }
}

/**
 * What a click is answered for good. One that Klarna did not take is forgotten: posted again, it is a new one. But one that
 * another click has replaced is over, also where it comes after that: it would buy the cart as it was.
 *
 * @param {Ledger} ledger
 * @param {string} key
 * @returns {import("../ledger/types.js").Answer | null}
 */
function lastWord(ledger, key) {
  const answer = answerTo(attemptOf(ledger, key));
  const isReplaced = ledger.attempts.some(({ replaces }) => replaces === key);
  if (isReplaced) return answer ?? orderMismatch().answer();
  return answer && answer.status < 400 ? answer : null;
}
