/**
 * The rules about one cart, without a clock, a network or a database: each function takes a ledger of its own to change
 * and what has happened. Whoever calls writes the changed ledger in one atomic step; what a page is told comes from outside.
 *
 * @typedef {import("./types.js").Ledger} Ledger
 * @typedef {import("./types.js").Attempt} Attempt
 * @typedef {import("./types.js").Answer} Answer
 * @typedef {import("./types.js").Outcome} Outcome
 * @typedef {import("../public.js").ShopOrder} ShopOrder
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Klarna takes hours to review an order; so often it is asked without a reason. */
export const REVIEW_MS = 10 * MINUTE_MS;
/** Klarna's tokens, of both APIs, are good for this long. */
export const TOKEN_MS = HOUR_MS;
const FIRST_RETRY_DELAY_MS = 1_000;
const LONGEST_RETRY_DELAY_MS = 10 * MINUTE_MS;

/**
 * @param {{ cart: string, id: string, reference: string, now: number }} facts
 * @returns {Ledger}
 */
export function newLedger({ cart, id, reference, now }) {
  return {
    cart,
    id,
    reference,
    state: "open",
    holder: null,
    order: null,
    result: null,
    attempts: [],
    sessions: [],
    requests: [],
    events: [],
    tellAt: null,
    tellReviewAt: null,
    told: 0,
    reviewAt: null,
    createdAt: now,
    changedAt: now,
  };
}

/**
 * @param {Pick<Attempt, "id" | "kind" | "secret" | "from" | "order" | "key"> & Partial<Attempt>} facts
 * @param {number} now
 * @returns {Attempt}
 */
export function newAttempt(facts, now) {
  return {
    state: "waiting",
    body: null,
    customerToken: null,
    sent: 0,
    firstSentAt: null,
    sentBy: null,
    sentAt: 0,
    dueAt: now,
    arrivedAt: now,
    boughtAt: null,
    voidAt: now + TOKEN_MS,
    answer: null,
    ...facts,
  };
}

/**
 * @param {Ledger} ledger
 * @param {string} id
 */
export const attemptOf = (ledger, id) => ledger.attempts.find((attempt) => attempt.id === id);

/**
 * @param {Ledger} ledger
 * @param {string | null} id
 */
export const sessionOf = (ledger, id) => ledger.sessions.find((session) => session.id === id);

/** @param {Ledger} ledger */
export const holderOf = (ledger) =>
  ledger.state === "held" ? attemptOf(ledger, ledger.holder) : undefined;

/**
 * The customer has bought, says a page: nothing else makes an order of what is kept.
 *
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {number} now
 */
export function buy(ledger, attempt, now) {
  const known = attemptOf(ledger, attempt.id);
  if (known) learn(known, attempt.order);
  if (known?.state === "kept") known.state = "waiting";
  if (!known) ledger.attempts.push({ ...attempt, state: "waiting" });
  advance(ledger, now);
}

/**
 * A page has a token before the customer has bought. It is kept in place of those that came before it.
 *
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {number} now
 */
export function keep(ledger, attempt, now) {
  const known = attemptOf(ledger, attempt.id);
  if (known) learn(known, attempt.order);
  else ledger.attempts.push({ ...attempt, state: "kept" });
  const kept = attemptOf(ledger, attempt.id);
  if (kept?.state === "kept") {
    // Klarna was quicker, perhaps, and could not say which page it is of.
    kept.boughtAt = null;
    for (const other of ledger.attempts.slice(0, ledger.attempts.indexOf(kept)))
      if (other.state === "kept") drop(other, now);
  }
  advance(ledger, now);
}

/**
 * No page has a use for the token: it goes back, unless Klarna is asked about it, or has been.
 *
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {number} now
 * @param {Answer} [answer] what its page is told
 */
export function giveUp(ledger, attempt, now, answer) {
  const known = attemptOf(ledger, attempt.id);
  if (!known) ledger.attempts.push(attempt);
  const given = known ?? attempt;
  if (given.state === "kept" || given.state === "waiting") drop(given, now, answer);
}

/**
 * What a token is of. The shop may call the same goods by another name by now: its session has that.
 *
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 */
export const boughtWith = (ledger, { from, order }) => sessionOf(ledger, from)?.order ?? order;

/**
 * The page of a token knows the address that its customer has typed; what was bought stays, and so does what Klarna was asked.
 *
 * @param {Attempt} known
 * @param {Pick<import("../public.js").ShopOrder, "customer">} order
 */
export function learn(known, { customer }) {
  if (known.sent === 0 && customer) known.order = { ...known.order, customer };
}

/**
 * Klarna has a token, says its callback or a look at it. It is news once: what is known of a token stays. Without addresses:
 * those that the shop told the session of may be older than those that were authorized, which Klarna has.
 *
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {{ session: import("./types.js").Session, pageMs: number }} of `pageMs`: so long a page has to tell of it by itself
 * @param {number} now
 */
export function hear(ledger, attempt, { session, pageMs }, now) {
  if (!attemptOf(ledger, attempt.id)) {
    const { customer: _, ...order } = attempt.order;
    const heard = { ...attempt, order };
    const { awaitsReview, hasReview, isOutdated } = session;
    // An older cart's payment page comes without a word of its own: the cart's new session has that.
    if (awaitsReview || (hasReview && isOutdated))
      ledger.attempts.push({ ...heard, state: "kept" });
    // It comes of Buy on the review page, or of a payment page that is still open somewhere. That one has `pageMs` to tell of it by
    // itself, with the cart that it shows.
    else if (hasReview) ledger.attempts.push({ ...heard, state: "kept", boughtAt: now + pageMs });
    else ledger.attempts.push({ ...heard, state: "waiting" });
  }
  advance(ledger, now);
}

/**
 * What was kept comes to its end: without Buy it is given back; what no page wanted kept was bought.
 *
 * @param {Ledger} ledger
 * @param {{ keptMs: number }} limits
 * @param {number} now
 */
export function endKept(ledger, { keptMs }, now) {
  for (const attempt of ledger.attempts) {
    if (attempt.state !== "kept") continue;
    if (attempt.boughtAt !== null && attempt.boughtAt <= now) attempt.state = "waiting";
    else if (attempt.arrivedAt + keptMs <= now) drop(attempt, now);
  }
  advance(ledger, now);
}

/**
 * The next attempt takes a cart that nobody has; of a cart that is ordered, what is left goes back.
 *
 * @param {Ledger} ledger
 * @param {number} now
 */
export function advance(ledger, now) {
  if (ledger.state === "placed") {
    for (const attempt of ledger.attempts)
      if (attempt.state === "waiting" || attempt.state === "kept") drop(attempt, now);
    return;
  }
  if (ledger.state !== "open") return;
  const next = ledger.attempts.find(({ state }) => state === "waiting");
  if (!next) return;
  next.state = "asking";
  next.dueAt = now;
  stand(ledger, { state: "held", holder: next.id });
}

/**
 * @param {Ledger} ledger
 * @param {import("./types.js").Standing} standing
 */
function stand(ledger, standing) {
  Object.assign(ledger, standing);
}

/**
 * Klarna is about to be asked: what it is asked stays the same from now on.
 *
 * @param {Attempt} attempt
 * @param {{ body: object, by: string, now: number, untilMs: number }} call `untilMs`: how long the call may take
 * @returns {import("./types.js").AskedAttempt}
 */
export function send(attempt, { body, by, now, untilMs }) {
  const { secret } = attempt;
  if (secret === null) throw new Error("an attempt without its token");
  attempt.sent += 1;
  attempt.firstSentAt ??= now;
  attempt.sentBy = by;
  attempt.sentAt = now;
  attempt.dueAt = now + untilMs;
  return Object.assign(attempt, { secret, body: attempt.body ?? body });
}

/**
 * Klarna has made a customer token of an authorization.
 *
 * @param {Ledger} ledger
 * @param {string} id of the attempt
 * @param {string} customerToken
 * @param {number} now
 * @returns {boolean} whether it may be charged: the attempt still has the cart
 */
export function takeCustomerToken(ledger, id, customerToken, now) {
  const attempt = attemptOf(ledger, id);
  if (!attempt) return false;
  if (attempt.state === "placed") {
    if (ledger.result)
      learnOfOrder(ledger, { customer_token: customerToken, ...ledger.result }, now);
    return false;
  }
  attempt.customerToken = customerToken;
  if (holderOf(ledger) === attempt) return true;
  // The customer was told to authorize again: nobody else will ever know of this one.
  attempt.state = "returning";
  attempt.dueAt = now;
  return false;
}

/**
 * Klarna has answered, or has not.
 *
 * @param {Ledger} ledger
 * @param {string} id of the attempt that was asked about
 * @param {Outcome} outcome
 * @param {number} now
 * @returns {boolean} whether all is well; else there is an order that the cart has no place for
 */
export function settle(ledger, id, outcome, now) {
  const attempt = attemptOf(ledger, id);
  const isHolder = attempt !== undefined && holderOf(ledger) === attempt;
  if (!isHolder) return outcome.kind !== "placed" || placeLate(ledger, id, outcome.result, now);
  attempt.sentBy = null;
  switch (outcome.kind) {
    case "placed":
      place(ledger, attempt, outcome.result, now);
      return true;
    case "unknown":
      attempt.dueAt = now + retryDelayMs(attempt.sent);
      return true;
    case "step-up":
      addRequest(ledger, attempt, outcome.request, now);
      close(attempt, outcome.answer);
      break;
    case "declined":
      close(attempt, outcome.answer);
      break;
    case "refused":
      close(attempt, outcome.answer);
      if (outcome.left && attempt.kind === "authorization") {
        attempt.state = "returning";
        attempt.dueAt = now;
      }
      break;
  }
  if (attempt.state !== "returning") attempt.secret = null;
  if (attempt.kind === "completion") {
    const request = ledger.requests.find((known) => known.id === attempt.from);
    if (request) request.state = "DECLINED";
  }
  stand(ledger, { state: "open", holder: null });
  advance(ledger, now);
  return true;
}

/**
 * An order that Klarna tells of when its attempt has the cart no more: another process, or somebody by hand, was quicker.
 *
 * @param {Ledger} ledger
 * @param {string} id of the attempt
 * @param {Omit<import("../public.js").Result, "by">} result
 * @param {number} now
 * @returns {boolean} whether it is the cart's
 */
function placeLate(ledger, id, result, now) {
  const attempt = attemptOf(ledger, id);
  if (ledger.state === "open" && attempt) {
    place(ledger, attempt, result, now);
    return true;
  }
  if (ledger.state !== "placed" || !ledger.result) return false;
  const [known, told] = [idOf(ledger.result), idOf(result)];
  const isPerhaps = ledger.holder === id && (known === undefined || told === undefined);
  if (!isPerhaps && (known === undefined || known !== told)) return false;
  // Two processes asked; whoever was answered with the order's id knows more.
  learnOfOrder(ledger, { ...result, ...ledger.result }, now);
  return true;
}

/** @param {Omit<import("../public.js").Result, "by">} result */
const idOf = (result) => result.order_id ?? result.payment_transaction_id;

/**
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {Pick<import("./types.js").PaymentRequest, "id" | "state">} request
 * @param {number} now
 */
function addRequest(ledger, attempt, { id, state }, now) {
  if (ledger.requests.some((known) => known.id === id)) return;
  if (attempt.body === null) throw new Error("an attempt without its body");
  // The final authorization repeats the payment, and asks for no other step-up.
  const { step_up_config: _, ...body } = /** @type {Record<string, unknown>} */ (attempt.body);
  ledger.requests.push({
    id,
    state,
    order: attempt.order,
    purchase: attempt.purchase,
    body,
    collectsDelivery: attempt.order.shipping_config !== undefined,
    reason: null,
    createdAt: now,
    lookAt: now + MINUTE_MS,
    looks: 0,
    lookedAt: now,
  });
}

/** @type {Record<Attempt["kind"], import("../public.js").Result["by"]>} */
export const BY = {
  authorization: "payments",
  click: "network",
  completion: "network",
  charge: "customer_token",
};

/**
 * @param {Ledger} ledger
 * @param {Attempt} attempt
 * @param {Omit<import("../public.js").Result, "by">} result
 * @param {number} now
 */
function place(ledger, attempt, result, now) {
  // Known here also where the order's answer was lost.
  const token = attempt.customerToken === null ? {} : { customer_token: attempt.customerToken };
  attempt.state = "placed";
  forgetSecrets(attempt);
  becomePlaced(
    ledger,
    attempt.id,
    attempt.order,
    { by: BY[attempt.kind], ...token, ...result },
    now,
  );
}

/**
 * @param {Ledger} ledger
 * @param {string | null} holder
 * @param {ShopOrder} order
 * @param {import("../public.js").Result} result
 * @param {number} now
 */
export function becomePlaced(ledger, holder, order, result, now) {
  stand(ledger, { state: "placed", holder });
  ledger.order = order;
  ledger.result = result;
  ledger.tellAt = now;
  ledger.reviewAt = result.fraud_status === "PENDING" ? now + REVIEW_MS : null;
  advance(ledger, now);
}

/**
 * More is known of an order that is placed: the shop is told again, and what Klarna still looks at is looked at.
 *
 * @param {Ledger} ledger
 * @param {import("../public.js").Result} result
 * @param {number} now
 */
export function learnOfOrder(ledger, result, now) {
  const before = ledger.result;
  const { fraud_status: status } = result;
  ledger.result = result;
  if (Object.keys(result).some((fact) => !(fact in (before ?? {}))))
    tellNews(ledger, "tellAt", now);
  if (status === before?.fraud_status) return;
  if (before?.fraud_status) tellNews(ledger, "tellReviewAt", now);
  ledger.reviewAt = status === "PENDING" ? now + REVIEW_MS : null;
}

/**
 * Whoever is telling the shop now has told it less, and sees by the time that it goes on.
 *
 * @param {Ledger} ledger
 * @param {"tellAt" | "tellReviewAt"} when
 * @param {number} now
 */
export function tellNews(ledger, when, now) {
  ledger[when] = Math.max(now, (ledger[when] ?? 0) + 1);
}

/**
 * @param {Attempt} attempt
 * @param {Answer} answer
 */
function close(attempt, answer) {
  attempt.state = "closed";
  attempt.answer = answer;
}

/** @param {Attempt} attempt */
function forgetSecrets(attempt) {
  attempt.secret = null;
  attempt.customerToken = null;
}

/**
 * An attempt that will not be the order. What Klarna has of it is given back.
 *
 * @param {Attempt} attempt
 * @param {number} now
 * @param {Answer | null} [answer] what its page is told, if it is more than that
 */
export function drop(attempt, now, answer = null) {
  attempt.answer ??= answer;
  attempt.state = attempt.secret === null ? "closed" : "returning";
  attempt.dueAt = now;
}

/**
 * Klarna has taken an authorization back, or has forgotten it by itself, which it does not do with a customer token; or it has
 * not answered.
 *
 * @param {Ledger} ledger
 * @param {string} id
 * @param {boolean} isBack
 * @param {number} now
 */
export function givenBack(ledger, id, isBack, now) {
  const attempt = attemptOf(ledger, id);
  if (attempt?.state !== "returning") return;
  const isVoid = attempt.voidAt <= now && attempt.customerToken === null;
  if (isBack || isVoid) {
    attempt.state = "returned";
    forgetSecrets(attempt);
  } else {
    attempt.sent += 1;
    attempt.dueAt = now + retryDelayMs(attempt.sent);
  }
}

/**
 * Another try waits longer each time.
 * @param {number} tries
 */
export const retryDelayMs = (tries) =>
  Math.min(FIRST_RETRY_DELAY_MS * 2 ** Math.min(tries - 1, 20), LONGEST_RETRY_DELAY_MS);
