import { canonical, digest, newSecret } from "../encoding.js";
import { asProblem, rethrow } from "../flow/refusals.js";
import { orderData, sessionBody } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { sessionOf } from "../ledger/ledger.js";
import { addSession, currentSession, outdate, reprice, SESSION_MS } from "../ledger/sessions.js";
import { cartEmpty, inProgress } from "../problem.js";
import { describeOrder, merchantUrls } from "../purchase.js";
import { optionalId, readJson } from "./request.js";
import { orderOf } from "./shop-order.js";

/**
 * The endpoint that gives a page its session (v1).
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./types.js").Parts} Parts
 */

/** So often the session is told of the cart while other pages change it. */
const TRIES = 4;

/** @param {Parts} parts */
export function sessionEndpoint({ settings, carts, looking, background }) {
  const { payments, limits, log, now } = settings;
  return session;

  /**
   * The cart's session at Klarna: made once, read again on the next page, told when the cart has changed.
   * @param {Request} request
   */
  async function session(request) {
    const posted = await readJson(request, limits);
    const { order, usable, present } = await inStep(() => orderOf(settings, request, posted));
    const { cart } = order;
    if (present.state === "placed") return nothingToPay(present);
    const step = new URL(request.url).searchParams.get("step") ?? optionalId(posted, "step");
    await setStep(cart, usable, step);
    const found = sessionOf(present, usable);
    return Response.json({
      session_id: usable,
      client_token: found?.clientToken,
      payment_method_categories: found?.categories,
      order_data: orderData(order),
      ...(order.purchase === undefined ? {} : { purchase: order.purchase }),
      purchase_id: present.id,
      reference: present.reference,
    });
  }

  /**
   * The cart's session, once it says what the shop says: of several pages that ask at once, the last word is not left to the
   * slowest.
   *
   * @param {() => Promise<import("../public.js").ShopOrder | undefined>} ask the shop
   */
  async function inStep(ask) {
    /** What this request has told the session of. @type {import("../public.js").ShopOrder | undefined} */
    let mine;
    let order = await ask();
    for (let tries = 1; ; tries += 1) {
      if (!order) throw cartEmpty();
      const opened = await carts.open(order);
      const ledger = opened.state === "open" ? opened : await settledLedger(order.cart, opened);
      if (ledger.state === "placed") return { order, usable: "", present: ledger };
      const said = order;
      const isLast = tries === TRIES;
      const isStill = async () => {
        if (!isLast) return isSame(await ask(), said);
        warnOfChanges();
        return true;
      };
      const { id: usable, isSure, before } = await useSession(ledger, order, isStill);
      // A look at the session may have found a token: of a page that was left before it could post it.
      const present = await settledLedger(order.cart, ledger);
      if (isSure || isLast || present.state === "placed") return { order, usable, present };
      const told = sessionOf(present, usable)?.order;
      const next = await ask();
      if (isSame(told, order)) {
        if (isSame(next, order)) return { order, usable, present };
        // Twice, and no other page has changed it in between: of such a shop no answer is the last one.
        if (next && mine && isSame(before, mine)) {
          warnOfChanges();
          return { order, usable, present };
        }
        mine = order;
      }
      order = next;
    }
  }

  /** A shop whose order is never the same: what is kept goes back each time, and no review page buys it. */
  function warnOfChanges() {
    log({ level: "warn", event: "order_not_stable" });
  }

  /**
   * The ledger when nobody has the cart any more.
   *
   * @param {string} cart
   * @param {Ledger} before
   * @returns {Promise<Ledger>}
   */
  async function settledLedger(cart, before) {
    await background.finish(cart);
    const ledger = (await carts.read(cart)) ?? before;
    if (ledger.state === "held") throw inProgress();
    return ledger;
  }

  /**
   * @param {Ledger} ledger
   * @param {import("../public.js").ShopOrder} order
   * @param {() => Promise<boolean>} isStill whether the shop says so once more, or is not asked again
   * @returns {Promise<{ id: string, isSure: boolean, before?: import("../public.js").ShopOrder | undefined }>} a session that says
   *   what the cart says; `isSure`: the shop need not be asked once more; `before`: what it said until now
   */
  async function useSession(ledger, order, isStill) {
    const intent = order.intent ?? "buy";
    const current = currentSession(ledger, intent);
    if (!current) return newSession(ledger, order);
    const isFresh = current.createdAt + SESSION_MS > now();
    if (!isFresh) return newSession(ledger, order, current);
    // A token that nobody has told of is of the cart as the session has it: once Klarna is told of another cart, nobody knows.
    const state = await looking.lookAtSession(ledger.cart, current.id);
    if (state === "unknown") throw asProblem(new KlarnaError("read session", { code: "NONE" }));
    if (state === "gone") return newSession(ledger, order, current);
    const { state: after } = await settledLedger(ledger.cart, ledger);
    if (after === "placed") return { id: current.id, isSure: true };
    // Spent on a customer token that nobody knows: the customer authorizes again.
    if (state === "complete") return newSession(ledger, order, current);
    if (isSame(current.order, order)) {
      // The address may be another one by now; Klarna gets it with the order.
      const written = await carts.change(ledger.cart, (changed) => {
        const known = sessionOf(changed, current.id);
        if (!known || !isSame(known.order, order)) return false;
        known.order = order;
        return true;
      });
      return { id: current.id, isSure: written?.value === true };
    }
    // Klarna compares a token with the order that is made of it, but not with a charge: a token is of one cart, because its
    // session is. A slow answer of the shop's may be of an older cart than this session, which its own would take the place of.
    if (intent === "tokenize")
      return (await isStill())
        ? newSession(ledger, order, current)
        : { id: current.id, isSure: false };
    const isUpdated = await update(ledger, current.id, order);
    if (!isUpdated) return newSession(ledger, order, current);
    const written = await carts.change(ledger.cart, (changed) =>
      reprice(changed, current.id, order, now()),
    );
    return { id: current.id, isSure: false, before: written?.value };
  }

  /**
   * @param {Ledger} ledger
   * @param {string} sessionId
   * @param {import("../public.js").ShopOrder} order
   * @returns {Promise<boolean>} false: the session has ended
   */
  async function update(ledger, sessionId, order) {
    try {
      await payments.updateSession(sessionId, orderData(order));
      return true;
    } catch (error) {
      if (!(error instanceof KlarnaError && error.status === 404)) throw asProblem(error);
      // Ended by an order, perhaps: then this finds it.
      await looking.lookAtSession(ledger.cart, sessionId);
      return false;
    }
  }

  /**
   * @param {Ledger} ledger
   * @param {import("../public.js").ShopOrder} order
   * @param {import("../ledger/types.js").Session} [replaces]
   */
  async function newSession(ledger, order, replaces) {
    const secret = newSecret();
    const urls = merchantUrls(settings, ledger, secret);
    const made = await payments
      .createSession(sessionBody(order, ledger.reference, urls))
      .catch(rethrow);
    const callbackDigest = await digest(secret);
    const added = await carts.change(ledger.cart, (changed) => {
      const counts = addSession(
        changed,
        {
          ...made,
          intent: order.intent ?? "buy",
          order,
          callbackDigest,
          awaitsReview: false,
          hasReview: false,
          state: "open",
          createdAt: now(),
          lookAt: now() + limits.lookMs,
          looks: 0,
        },
        replaces?.id,
      );
      if (replaces && counts.id === made.id && !isSame(replaces.order, order))
        outdate(changed, replaces.id, now());
      return counts;
    });
    if (!added) throw inProgress();
    // Somebody else's may be of another cart.
    return { id: added.value.id, isSure: added.value.id === made.id };
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

  /**
   * Whether Klarna is told the same of both.
   *
   * @param {import("../public.js").ShopOrder | undefined} one
   * @param {import("../public.js").ShopOrder} other
   */
  function isSame(one, other) {
    return one !== undefined && canonical(orderData(one)) === canonical(orderData(other));
  }

  /** @param {Ledger} ledger */
  function nothingToPay(ledger) {
    return Response.json(describeOrder(settings, ledger), { status: 409 });
  }
}
