import { idempotencyKey } from "../encoding.js";
import { pause } from "../flow/carts.js";
import { asProblem } from "../flow/refusals.js";
import { paymentBody, stepUp } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { isSignedByKlarna, readEvent } from "../klarna/webhook.js";
import { arrive, attemptOf, newAttempt } from "../ledger/ledger.js";
import { isOpen, noteEvent, noteRequest } from "../ledger/sessions.js";
import { cartEmpty, inProgress, Problem } from "../problem.js";
import { describeOrder, pagesOf } from "../purchase.js";
import { optionalId, parseJson, readBody, readJson, token } from "./request.js";

/**
 * The endpoints of the Klarna Network (v2).
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./endpoints.js").Parts} Parts
 */

/** The page asks again and again; Klarna is asked at most this often, so that the webhook normally wins. */
const LOOK_AFTER_MS = 2_000;
const RETURN_PATIENCE_MS = 5_000;

/** @param {Parts} parts */
export function networkEndpoints({ settings, carts, looking, work }) {
  const { network, limits, now, signingKeys } = settings;
  return { authorizePayment, paymentStatus, returnPage, webhook };

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
      paymentOptionId: optionalText(posted, "paymentOptionId", 500),
      networkData: optionalText(posted, "klarna_network_data", 32_768),
      key:
        optionalId({ key: request.headers.get("idempotency-key") }, "key") ?? crypto.randomUUID(),
      replaces: optionalId(posted, "replaces"),
    };
    const again = await work.cartOf(request, "click", click.key);
    if (again !== undefined) {
      await work.finish(again);
      const known = await answerOf(again, click.key);
      if (known) return known;
    }
    const replaced = await settleReplaced(request, click.replaces);
    if (replaced) return replaced;
    const { klarnaNetworkSessionToken: _, ...context } = posted;
    const order = await work.orderOf(request, context);
    if (!order) throw cartEmpty();
    return authorize(order, click);
  }

  /**
   * A click that a changed one follows. If it became an order, it answers both.
   *
   * @param {Request} request
   * @param {string | undefined} key
   * @returns {Promise<Response | undefined>}
   */
  async function settleReplaced(request, key) {
    const cart = key === undefined ? undefined : await work.cartOf(request, "click", key);
    if (cart === undefined) return undefined;
    await work.finish(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "held") throw inProgress();
    if (ledger?.state === "placed") return approved(ledger);
    await withdraw(cart);
    const after = await carts.read(cart);
    return after?.state === "placed" ? approved(after) : undefined;
  }

  /**
   * @param {import("../public.js").ShopOrder} order
   * @param {{ secret: string, key: string, paymentOptionId: string | undefined, networkData: string | undefined }} click
   */
  async function authorize(order, click) {
    const { cart } = order;
    await work.open(order);
    await work.finish(cart);
    await withdraw(cart);
    const ledger = (await carts.read(cart)) ?? (await work.open(order));
    const body = {
      ...paymentBody(order, ledger.reference, click),
      ...stepUp(ledger.reference, pagesOf(settings, ledger).return()),
    };
    const key = await idempotencyKey(`click ${cart} ${click.key} ${now()}`);
    const attempt = newAttempt(
      { id: click.key, kind: "click", secret: click.secret, from: null, order, body, key },
      now(),
    );
    const after = await carts.change(cart, (changed) => {
      // A click never waits: the customer would not be there any more.
      if (changed.state !== "open" || changed.requests.some(isOpen)) return;
      const known = attemptOf(changed, click.key);
      if (known && !isRefused(known)) return;
      changed.attempts = changed.attempts.filter(({ id }) => id !== click.key);
      arrive(changed, attempt, {}, now());
    });
    if (after?.ledger.state === "placed") return approved(after.ledger);
    await work.finish(cart);
    const answer = await answerOf(cart, click.key, true);
    if (answer) return answer;
    throw inProgress();
  }

  /**
   * What is known of a click. One that Klarna did not take is forgotten: posted again, it is a new one.
   *
   * @param {string} cart
   * @param {string} key
   * @param {boolean} [isNew] it was posted for the first time
   * @returns {Promise<Response | undefined>}
   */
  async function answerOf(cart, key, isNew = false) {
    const ledger = await carts.read(cart);
    if (ledger?.state === "placed") return approved(ledger);
    if (ledger?.state === "held") throw inProgress();
    const attempt = ledger && attemptOf(ledger, key);
    if (!attempt?.answer || (isRefused(attempt) && !isNew)) return undefined;
    return Response.json(attempt.answer.body, { status: attempt.answer.status });
  }

  /**
   * Cancels the cart's earlier payment requests: one cart, one order. One that Klarna no longer cancels may be completed;
   * then it is the one that counts.
   *
   * @param {string} cart
   */
  async function withdraw(cart) {
    const ledger = await carts.read(cart);
    for (const { id } of ledger?.requests.filter(isOpen) ?? []) {
      try {
        await network.cancelRequest(id);
        await carts.change(cart, (changed) =>
          noteRequest(changed, id, "CANCELED", "PARTNER_CANCELED", time()),
        );
      } catch (error) {
        if (!(error instanceof KlarnaError && error.isRefusal)) throw asProblem(error);
        await looking.lookAtRequest(cart, id);
        await work.finish(cart);
      }
    }
  }

  function time() {
    return { now: now(), lookMs: limits.lookMs };
  }

  /**
   * For `confirm`: by payment request id, or by the purchase's id.
   * @param {Request} request
   */
  async function paymentStatus(request) {
    const id = decodeURIComponent(new URL(request.url).pathname.split("/").pop() ?? "");
    const { cart, requestId } = await paymentOf(request, id);
    return Response.json(describe(await freshLedger(cart, requestId), requestId));
  }

  /**
   * Where Klarna sends a customer back to: on to the shop's page that fits.
   * @param {Request} request
   */
  async function returnPage(request) {
    const query = new URL(request.url).searchParams;
    const id = query.get("purchase") ?? query.get("request") ?? "";
    const { cart, requestId } = await paymentOf(request, id);
    const until = Date.now() + RETURN_PATIENCE_MS;
    for (;;) {
      const ledger = await freshLedger(cart, requestId, 0);
      const { status } = describe(ledger, requestId);
      if (status === "pending" && Date.now() < until) {
        await pause(250);
        continue;
      }
      const pages = pagesOf(settings, ledger);
      const target = new URL(status === "approved" ? pages.confirmation() : pages.payment());
      if (status !== "approved") target.searchParams.set("klarna", String(status));
      return new Response(null, { status: 303, headers: { location: target.href } });
    }
  }

  /**
   * @param {Request} request
   * @param {string} id
   */
  async function paymentOf(request, id) {
    const cart =
      (await work.cartOf(request, "request", id)) ?? (await work.cartOf(request, "purchase", id));
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    if (cart === undefined || !ledger)
      throw new Problem(404, "unknown_payment", "There is no such payment here.");
    const known = ledger.requests.some((one) => one.id === id);
    return { cart, requestId: known ? id : ledger.requests.at(-1)?.id };
  }

  /**
   * @param {string} cart
   * @param {string | undefined} requestId
   * @param {number} [lookAfterMs]
   * @returns {Promise<Ledger>}
   */
  async function freshLedger(cart, requestId, lookAfterMs = LOOK_AFTER_MS) {
    const ledger = await carts.read(cart);
    const request = ledger?.requests.find(({ id }) => id === requestId);
    if (request && isOpen(request) && now() - request.lookedAt >= lookAfterMs)
      await looking.lookAtRequest(cart, request.id);
    await work.finish(cart);
    const after = await carts.read(cart);
    if (!after) throw new Problem(404, "unknown_payment", "There is no such payment here.");
    return after;
  }

  /**
   * `{ status: "pending" | "approved" | "declined" | "expired", … }`
   *
   * @param {Ledger} ledger
   * @param {string | undefined} requestId
   * @returns {Record<string, unknown>}
   */
  function describe(ledger, requestId) {
    const request = ledger.requests.find(({ id }) => id === requestId);
    const facts = request
      ? {
          paymentRequestId: request.id,
          paymentRequestState: request.state,
          ...(request.reason === null ? {} : { paymentRequestStateReason: request.reason }),
        }
      : {};
    if (ledger.state === "placed")
      return { status: "approved", ...facts, ...approvedBody(ledger), result: undefined };
    if (ledger.state === "held" || !request || isOpen(request) || request.state === "COMPLETED")
      return { status: "pending", ...facts };
    if (request.state === "DECLINED")
      return { status: "declined", reason: "declined", placed: false, ...facts };
    const reason = request.state === "CANCELED" ? { reason: "canceled" } : {};
    return { status: "expired", ...reason, placed: false, ...facts };
  }

  /** @param {Ledger} ledger */
  function approved(ledger) {
    return Response.json(approvedBody(ledger));
  }

  /** @param {Ledger} ledger */
  function approvedBody(ledger) {
    const { result } = ledger;
    const transaction = result?.payment_transaction_id;
    const data = result?.klarna_network_response_data;
    return {
      ...describeOrder(settings, ledger),
      result: "APPROVED",
      returnUrl: pagesOf(settings, ledger).confirmation(),
      ...(transaction ? { paymentTransactionId: transaction } : {}),
      ...(data ? { klarna_network_response_data: data } : {}),
    };
  }

  /**
   * Klarna's word on payment requests, which is what authorizes. Klarna is answered when the event is stored, before
   * anything slow.
   *
   * @param {Request} request
   */
  async function webhook(request) {
    const raw = await readBody(request, limits);
    if (!(await isSignedByKlarna(raw, request.headers, signingKeys)))
      throw new Problem(400, "bad_signature", "This is not signed with a key that is known here.");
    const event = readEvent(parseJson(raw));
    if (!event) throw new Problem(400, "invalid_request", "This is no webhook of Klarna's.");
    const cart = event === "other" ? undefined : await carts.find("request", event.requestId);
    if (event === "other" || cart === undefined) return Response.json({ received: true });
    await note(cart, event);
    work.later(cart);
    return Response.json({ received: true });
  }

  /**
   * @param {string} cart
   * @param {import("../klarna/webhook.js").Event} event
   */
  async function note(cart, event) {
    const { id, requestId, state, reason, sessionToken, shipping } = event;
    if (state === "COMPLETED") {
      const isNew = (/** @type {Ledger} */ ledger) => noteEvent(ledger, id);
      if (sessionToken) await looking.completed(cart, requestId, sessionToken, shipping, isNew);
      else await looking.lookAtRequest(cart, requestId);
      return;
    }
    await carts.change(cart, (ledger) => {
      if (noteEvent(ledger, id)) noteRequest(ledger, requestId, state, reason, time());
    });
  }
}

/** @param {import("../ledger/types.js").Attempt} attempt */
const isRefused = ({ state, answer }) => state === "closed" && (answer?.status ?? 0) >= 400;

/**
 * @param {Record<string, unknown>} body
 * @param {string} field
 * @param {number} maxLength
 */
function optionalText(body, field, maxLength) {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value.length > 0 && value.length <= maxLength) return value;
  throw new Problem(400, "invalid_request", "The request is not of the documented shape.", {
    placed: false,
    details: [{ path: field, reason: `is no text of 1 to ${maxLength} characters` }],
  });
}
