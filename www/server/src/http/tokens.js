import { digest } from "../encoding.js";
import { authorizationAttempt } from "../flow/authorization.js";
import { attemptOf, boughtWith, buy, giveUp, hear, keep, sessionOf } from "../ledger/ledger.js";
import { isOutdated } from "../ledger/sessions.js";
import { answerTo, inProgress, orderMismatch, Problem } from "../problem.js";
import { describeOrder } from "../purchase.js";
import { cartOf } from "./access.js";
import { id, lastOfPath, optionalId, readJson, showsAnother, token } from "./request.js";
import { orderOf } from "./shop-order.js";

/**
 * The endpoints that authorization tokens come to (v1): from the front-end package, and from Klarna.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./types.js").Parts} Parts
 */

/** @param {Parts} parts */
export function tokenEndpoints(parts) {
  const { settings, carts, background } = parts;
  const { limits, now } = settings;
  return { orders, keep: keepToken, kept, cancel, authorizationCallback };

  /**
   * The customer has bought: the token becomes the order, once.
   * @param {Request} request
   */
  async function orders(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    await carts.change(cart, (ledger) => {
      if (showsAnother(posted, boughtWith(ledger, attempt))) refuse(ledger, attempt);
      else buy(ledger, attempt, now());
    });
    await background.finish(cart);
    return answer(cart, attempt.id);
  }

  /**
   * The payment page of a checkout of several pages has a token already: it waits for the customer's Buy.
   * @param {Request} request
   */
  async function keepToken(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    const after = await carts.change(cart, (ledger) => {
      if (isOutdated(ledger, attempt) || showsAnother(posted, boughtWith(ledger, attempt)))
        refuse(ledger, attempt);
      else keep(ledger, attempt, now());
    });
    background.later(cart);
    if (after?.ledger.state === "placed") return placed(after.ledger);
    if (after && answerTo(attemptOf(after.ledger, attempt.id))) return answer(cart, attempt.id);
    return Response.json({ kept: true });
  }

  /**
   * The review page: is there a token that was kept? It becomes the order, if it is of the goods that the page shows.
   * @param {Request} request
   */
  async function kept(request) {
    const posted = await readJson(request, limits);
    const sessionId = optionalId(posted, "session_id");
    const cart =
      sessionId === undefined
        ? (await orderOf(settings, request, posted))?.cart
        : await cartOf(parts, request, "session", sessionId);
    const after =
      cart === undefined
        ? undefined
        : await carts.change(cart, (ledger) => buyKept(ledger, posted));
    // The shop may have begun another cart since the order of this page's: that is no word that there is none.
    if (cart === undefined || !after)
      throw new Problem(404, "not_authorized", "There is no such cart here. Name the session.");
    await background.finish(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "placed") return placed(ledger);
    if (ledger?.state === "held") throw inProgress();
    if (!after.value)
      throw new Problem(404, "not_authorized", "There is no authorization of this cart.", {
        placed: false,
      });
    if (!after.value.isBought) throw orderMismatch();
    return answer(cart, after.value.id);
  }

  /**
   * @param {Ledger} ledger
   * @param {Record<string, unknown>} posted
   */
  function buyKept(ledger, posted) {
    const attempt = ledger.attempts.findLast(
      (one) => one.state === "kept" && !isOutdated(ledger, one),
    );
    if (!attempt) return undefined;
    const isBought = !showsAnother(posted, boughtWith(ledger, attempt));
    if (isBought) buy(ledger, attempt, now());
    return { id: attempt.id, isBought };
  }

  /**
   * A token that no page has a use for. One whose order exists is answered with the order.
   * @param {Request} request
   */
  async function cancel(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    const after = await carts.change(cart, (ledger) => giveUp(ledger, attempt, now()));
    // At Klarna already: that decides.
    if (after?.ledger.state === "held") await background.finish(cart);
    background.later(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "placed") return placed(ledger);
    if (ledger?.state === "held") throw inProgress();
    return Response.json({ placed: false, cancelled: true });
  }

  /**
   * Klarna's own copy of a token, unsigned: a secret is in the address. Klarna waits two seconds, so it is answered as soon
   * as the token is stored.
   *
   * @param {Request} request
   */
  async function authorizationCallback(request) {
    const secret = lastOfPath(request);
    const posted = await readJson(request, limits);
    const sessionId = id(posted, "session_id");
    const cart = await carts.find("callback", await digest(secret));
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    const known = ledger && sessionOf(ledger, sessionId);
    if (!cart || !known || known.callbackDigest !== (await digest(secret)))
      throw new Problem(404, "unknown_callback", "There is nothing at this address.");
    const authorized = token(posted, "authorization_token");
    const attempt = await authorizationAttempt(sessionId, authorized, known.order, now());
    await carts.change(cart, (changed) => {
      const session = sessionOf(changed, sessionId);
      if (session) hear(changed, attempt, { session, pageMs: limits.lookMs }, now());
    });
    background.later(cart);
    return new Response(null, { status: 204 });
  }

  /**
   * The token is of another cart than the one that counts, and goes back.
   *
   * @param {Ledger} ledger
   * @param {import("../ledger/types.js").Attempt} attempt
   */
  function refuse(ledger, attempt) {
    giveUp(ledger, attempt, now(), orderMismatch().answer());
  }

  /**
   * @param {Request} request
   * @param {Record<string, unknown>} posted
   */
  async function authorizationOf(request, posted) {
    const secret = token(posted, "authorization_token");
    const sessionId = id(posted, "session_id");
    const cart = await cartOf(parts, request, "session", sessionId);
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    const known = ledger && sessionOf(ledger, sessionId);
    // Also of a cart that is not this page's any more: its order may exist, and that is no word that there is none.
    if (cart === undefined || !known)
      throw new Problem(404, "unknown_session", "There is no such session here.");
    const { authorization_token: _, ...context } = posted;
    const present =
      ledger?.state === "placed" ? undefined : await orderOf(settings, request, context);
    const customer = present?.cart === cart ? present.customer : undefined;
    const order = customer ? { ...known.order, customer } : known.order;
    return { cart, attempt: await authorizationAttempt(sessionId, secret, order, now()) };
  }

  /**
   * What a page is told of its token: what the ledger has.
   *
   * @param {string} cart
   * @param {string} attemptId
   */
  async function answer(cart, attemptId) {
    const ledger = await carts.read(cart);
    if (!ledger) throw inProgress();
    if (ledger.state === "placed") return placed(ledger);
    const known = answerTo(attemptOf(ledger, attemptId));
    // While another token has the cart, nobody can say that there is no order.
    if (ledger.state === "held" || !known) throw inProgress();
    return Response.json(known.body, { status: known.status });
  }

  /** @param {Ledger} ledger */
  function placed(ledger) {
    return Response.json(describeOrder(settings, ledger));
  }
}
