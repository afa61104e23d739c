import { canonical, digest, idempotencyKey, newSecret } from "../encoding.js";
import { asProblem } from "../flow/refusals.js";
import { orderData, sessionBody } from "../klarna/bodies.js";
import { KlarnaError } from "../klarna/client.js";
import { arrive, attemptOf, drop, newAttempt } from "../ledger/ledger.js";
import { addSession, currentSession, reprice, SESSION_MS } from "../ledger/sessions.js";
import { cartEmpty, inProgress, Problem } from "../problem.js";
import { describeOrder, merchantUrls } from "../purchase.js";
import { id, optionalId, readJson, token } from "./request.js";

/**
 * The endpoints of Klarna Payments (v1): what the front-end package posts, and what Klarna does.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./endpoints.js").Parts} Parts
 */

/** @param {Parts} parts */
export function paymentsEndpoints({ settings, carts, looking, work }) {
  const { payments, limits, now } = settings;
  return { session, orders, keep, kept, cancel, authorizationCallback };

  /**
   * The cart's session at Klarna: made once, read again on the next page, told when the cart has changed.
   * @param {Request} request
   */
  async function session(request) {
    const posted = await readJson(request, limits);
    const order = await work.orderOf(request, posted);
    if (!order) throw cartEmpty();
    const { cart } = order;
    const intent = order.intent ?? "buy";
    const opened = await work.open(order);
    const ledger = opened.state === "open" ? opened : await settledLedger(cart, opened);
    if (ledger.state === "placed") return placed(ledger, 409);
    const usable = await useSession(ledger, order, intent);
    // A look at the session may have found a token: of a page that was left before it could post it.
    const present = await settledLedger(cart, ledger);
    if (present.state === "placed") return placed(present, 409);
    const step = new URL(request.url).searchParams.get("step") ?? optionalId(posted, "step");
    await setStep(cart, usable, step);
    const found = present.sessions.find((known) => known.id === usable);
    return Response.json({
      session_id: usable,
      client_token: found?.clientToken,
      payment_method_categories: found?.categories,
      order_data: orderData(order),
      purchase_id: present.id,
      reference: present.reference,
    });
  }

  /**
   * The ledger when nobody has the cart any more.
   *
   * @param {string} cart
   * @param {Ledger} before
   * @returns {Promise<Ledger>}
   */
  async function settledLedger(cart, before) {
    await work.finish(cart);
    const ledger = (await carts.read(cart)) ?? before;
    if (ledger.state === "held") throw inProgress();
    return ledger;
  }

  /**
   * @param {Ledger} ledger
   * @param {import("../public.js").ShopOrder} order
   * @param {string} intent
   * @returns {Promise<string>} the id of a session that says what the cart says
   */
  async function useSession(ledger, order, intent) {
    const current = currentSession(ledger, intent);
    if (!current) return newSession(ledger, order, intent, undefined);
    const isSame = canonical(orderData(current.order)) === canonical(orderData(order));
    const isFresh = current.createdAt + SESSION_MS > now();
    if (!isFresh) return newSession(ledger, order, intent, current.id);
    if (isSame) {
      const state = await looking.lookAtSession(ledger.cart, current.id);
      if (state === "unknown") throw asProblem(new KlarnaError("read session", { code: "NONE" }));
      if (state === "complete") {
        const { state: after } = (await carts.read(ledger.cart)) ?? ledger;
        // Spent on a customer token that nobody knows: the customer authorizes again.
        return after === "open" ? newSession(ledger, order, intent, current.id) : current.id;
      }
      if (state === "gone") return newSession(ledger, order, intent, current.id);
      // The address may be another one by now; Klarna gets it with the order.
      await carts.change(ledger.cart, (changed) => {
        const known = changed.sessions.find(({ id: known }) => known === current.id);
        if (known) known.order = order;
      });
      return current.id;
    }
    const isUpdated = await update(ledger, current.id, order);
    if (!isUpdated) return newSession(ledger, order, intent, current.id);
    await carts.change(ledger.cart, (changed) => reprice(changed, current.id, order, now()));
    return current.id;
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
   * @param {string} intent
   * @param {string | undefined} replaces
   */
  async function newSession(ledger, order, intent, replaces) {
    const secret = newSecret();
    const urls = merchantUrls(settings, ledger, secret);
    const made = await payments
      .createSession(sessionBody(order, ledger.reference, urls))
      .catch((error) => {
        throw asProblem(error);
      });
    const callbackDigest = await digest(secret);
    const added = await carts.change(ledger.cart, (changed) =>
      addSession(
        changed,
        {
          ...made,
          intent,
          order,
          callbackDigest,
          awaitsReview: false,
          state: "open",
          createdAt: now(),
          lookAt: now() + limits.lookMs,
          looks: 0,
        },
        replaces,
      ),
    );
    if (!added) throw inProgress();
    return added.value.id;
  }

  /**
   * @param {string} cart
   * @param {string} sessionId
   * @param {string | undefined} step `payment`: a review page follows, and a token that comes before it is kept
   */
  async function setStep(cart, sessionId, step) {
    if (step === undefined) return;
    await carts.change(cart, (ledger) => {
      const known = ledger.sessions.find(({ id: known }) => known === sessionId);
      if (known) known.awaitsReview = step === "payment";
    });
  }

  /**
   * The customer has bought: the token becomes the order, once.
   * @param {Request} request
   */
  async function orders(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    await carts.change(cart, (ledger) => arrive(ledger, attempt, {}, now()));
    await work.finish(cart);
    return answer(cart, attempt.id);
  }

  /**
   * The payment page of a checkout of several pages has a token already: it waits for the customer's Buy.
   * @param {Request} request
   */
  async function keep(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    const after = await carts.change(cart, (ledger) =>
      arrive(ledger, attempt, { keep: true }, now()),
    );
    work.later(cart);
    if (after?.ledger.state === "placed") return placed(after.ledger, 200);
    return Response.json({ kept: true });
  }

  /**
   * The review page: is there a token that was kept? It becomes the order.
   * @param {Request} request
   */
  async function kept(request) {
    const posted = await readJson(request, limits);
    const sessionId = optionalId(posted, "session_id");
    const cart =
      sessionId === undefined
        ? (await work.orderOf(request, posted))?.cart
        : await work.cartOf(request, "session", sessionId);
    const none = new Problem(404, "not_authorized", "There is no authorization of this cart.", {
      placed: false,
    });
    if (cart === undefined) throw none;
    const after = await carts.change(cart, (ledger) => {
      const waiting = ledger.attempts.find(({ state }) => state === "kept");
      if (waiting) arrive(ledger, waiting, {}, now());
      return waiting?.id;
    });
    if (!after) throw none;
    await work.finish(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "placed") return placed(ledger, 200);
    if (ledger?.state === "held") throw inProgress();
    if (!after.value) throw none;
    return answer(cart, after.value);
  }

  /**
   * A token that no page has a use for. One whose order exists is answered with the order.
   * @param {Request} request
   */
  async function cancel(request) {
    const posted = await readJson(request, limits);
    const { cart, attempt } = await authorizationOf(request, posted);
    const after = await carts.change(cart, (ledger) => {
      const known = attemptOf(ledger, attempt.id);
      if (!known) ledger.attempts.push(attempt);
      const given = known ?? attempt;
      if (given.state === "kept" || given.state === "waiting") drop(given, now());
    });
    // At Klarna already: that decides.
    if (after?.ledger.state === "held") await work.finish(cart);
    work.later(cart);
    const ledger = await carts.read(cart);
    if (ledger?.state === "placed") return placed(ledger, 200);
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
    const secret = new URL(request.url).pathname.split("/").pop() ?? "";
    const posted = await readJson(request, limits);
    const sessionId = id(posted, "session_id");
    const cart = await carts.find("callback", await digest(secret));
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    const known = ledger?.sessions.find((session) => session.id === sessionId);
    if (!cart || !known || known.callbackDigest !== (await digest(secret)))
      throw new Problem(404, "unknown_callback", "There is nothing at this address.");
    const attempt = await attemptFrom(sessionId, token(posted, "authorization_token"), known.order);
    await carts.change(cart, (changed) => {
      const session = changed.sessions.find((one) => one.id === sessionId);
      arrive(changed, attempt, { keep: session?.awaitsReview ?? false }, now());
    });
    work.later(cart);
    return new Response(null, { status: 204 });
  }

  /**
   * @param {Request} request
   * @param {Record<string, unknown>} posted
   */
  async function authorizationOf(request, posted) {
    const secret = token(posted, "authorization_token");
    const sessionId = id(posted, "session_id");
    const cart = await work.cartOf(request, "session", sessionId);
    const ledger = cart === undefined ? undefined : await carts.read(cart);
    const known = ledger?.sessions.find((session) => session.id === sessionId);
    if (cart === undefined || !known)
      throw new Problem(404, "unknown_session", "There is no such session here.", {
        placed: false,
      });
    const { authorization_token: _, ...context } = posted;
    const present = ledger?.state === "placed" ? undefined : await work.orderOf(request, context);
    const customer = present?.cart === cart ? present.customer : undefined;
    const order = customer ? { ...known.order, customer } : known.order;
    return { cart, attempt: await attemptFrom(sessionId, secret, order) };
  }

  /**
   * @param {string} sessionId
   * @param {string} secret
   * @param {import("../public.js").ShopOrder} order
   */
  async function attemptFrom(sessionId, secret, order) {
    const known = await digest(secret);
    const key = await idempotencyKey(`authorization ${known}`);
    return newAttempt(
      { id: known, kind: "authorization", secret, from: sessionId, order, key },
      now(),
    );
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
    if (ledger.state === "placed") return placed(ledger, 200);
    const known = attemptOf(ledger, attemptId)?.answer;
    // While another token has the cart, nobody can say that there is no order.
    if (ledger.state === "held" || !known) throw inProgress();
    return Response.json(known.body, { status: known.status });
  }

  /**
   * @param {Ledger} ledger
   * @param {number} status
   */
  function placed(ledger, status) {
    return Response.json(describeOrder(settings, ledger), { status });
  }
}
