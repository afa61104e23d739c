import { sleep } from "../flow/sleep.js";
import { isAwaited, isOpen } from "../ledger/sessions.js";
import { Problem } from "../problem.js";
import { describeApproval, pagesOf } from "../purchase.js";
import { cartOf } from "./access.js";
import { lastOfPath } from "./request.js";

/**
 * How a payment went (v2): for the page that asks, and for the customer who comes back.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./types.js").Parts} Parts
 */

/** The page asks again and again; Klarna is asked at most this often, so that the webhook normally wins. */
const LOOK_AFTER_MS = 2_000;
const RETURN_PATIENCE_MS = 5_000;

/** @param {Parts} parts */
export function paymentEndpoints(parts) {
  const { settings, carts, looking, background } = parts;
  const { now } = settings;
  return { paymentStatus, returnPage };

  /**
   * For `confirm`: by payment request id, or by the purchase's id.
   * @param {Request} request
   */
  async function paymentStatus(request) {
    const { cart, requestId } = await paymentOf(request, lastOfPath(request));
    return Response.json(describe(await freshLedger(cart, requestId), requestId));
  }

  /**
   * Where Klarna sends a customer back to: on to the shop's page that fits. Who comes back in another browser than they left may be
   * nobody who has to do with the purchase; they read a page of the shop's all the same, which tells nothing of it.
   *
   * @param {Request} request
   */
  async function returnPage(request) {
    const location = await fittingPage(request).catch((error) => {
      if (!(error instanceof Problem)) throw error;
      return withStatus(new URL("/", settings.shopUrl()).href, "pending");
    });
    return new Response(null, { status: 303, headers: { location } });
  }

  /** @param {Request} request */
  async function fittingPage(request) {
    const query = new URL(request.url).searchParams;
    const id = query.get("purchase") ?? query.get("request") ?? "";
    const { cart, requestId } = await paymentOf(request, id);
    const until = Date.now() + RETURN_PATIENCE_MS;
    for (;;) {
      const ledger = await freshLedger(cart, requestId, 0);
      const { status } = describe(ledger, requestId);
      if (status === "pending" && Date.now() < until) {
        await sleep(250);
        continue;
      }
      const pages = pagesOf(settings, ledger);
      return status === "approved"
        ? pages.confirmation()
        : withStatus(pages.payment(), String(status));
    }
  }

  /**
   * @param {Request} request
   * @param {string} id
   */
  async function paymentOf(request, id) {
    const cart =
      (await cartOf(parts, request, "request", id)) ??
      (await cartOf(parts, request, "purchase", id));
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
    const isAsked = ledger && request && isAwaited(ledger, request);
    if (isAsked && now() - request.lookedAt >= lookAfterMs)
      await looking.lookAtRequest(cart, request.id);
    await background.finish(cart);
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
    const purchase = nameOf(ledger, request);
    const facts = request
      ? {
          ...(purchase === undefined ? {} : { purchase }),
          paymentRequestId: request.id,
          paymentRequestState: request.state,
          ...(request.reason === null ? {} : { paymentRequestStateReason: request.reason }),
        }
      : {};
    if (ledger.state === "placed")
      return {
        status: "approved",
        ...facts,
        ...describeApproval(settings, ledger),
        result: undefined,
      };
    if (ledger.state === "held" || !request || isOpen(request) || request.state === "COMPLETED")
      return { status: "pending", ...facts };
    if (request.state === "DECLINED")
      return { status: "declined", reason: "declined", placed: false, ...facts };
    const reason = request.state === "CANCELED" ? { reason: "canceled" } : {};
    return { status: "expired", ...reason, placed: false, ...facts };
  }
}

/** @param {string} page @param {string} status @returns {string} */
function withStatus(page, status) {
  const address = new URL(page);
  address.searchParams.set("klarna", status);
  return address.href;
}

/**
 * What was paid, or is to be, in the words of the page: it may show another purchase by now, and compares with what it calls that.
 * Hence the name that came with the click, before the shop's, which is another one where the delivery has changed the cart.
 *
 * @param {Ledger} ledger
 * @param {import("../ledger/types.js").PaymentRequest | undefined} request
 * @returns {string | undefined}
 */
function nameOf(ledger, request) {
  const isPlaced = ledger.state === "placed";
  const clicked = isPlaced ? ledger.attempts.find(({ id }) => id === ledger.holder) : request;
  const order = isPlaced ? ledger.order : request?.order;
  return clicked?.purchase ?? order?.purchase ?? undefined;
}
