import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { dueAt, forget } from "../../www/server/src/ledger/due.js";
import {
  advance,
  attemptOf,
  buy,
  drop,
  endKept,
  givenBack,
  hear,
  holderOf,
  keep,
  newAttempt,
  newLedger,
  send,
  settle,
  TOKEN_MS,
} from "../../www/server/src/ledger/ledger.js";
import {
  complete,
  isOpen,
  noteEvent,
  noteRequest,
  noteSession,
} from "../../www/server/src/ledger/sessions.js";
import { orderOf } from "./shop.js";

/**
 * The rules over random sequences of what can happen to a cart, with a Klarna that keeps its own books: a token becomes an
 * order at most once, whatever the shop is told of it.
 *
 * @typedef {import("../../www/server/src/ledger/types.js").Outcome} Outcome
 * @typedef {import("../../www/server/src/ledger/types.js").Ledger} Ledger
 */

const SETTINGS = {
  keptMs: 50 * 60_000,
  retention: { personalDataDays: 31, openDays: 7, placedDays: 731 },
};
const answer = { status: 422, body: { placed: false } };
const ORDER = orderOf("cart", 1);

const step = fc.oneof(
  fc.record({ what: fc.constant("token"), name: fc.nat(3), keep: fc.boolean() }),
  fc.record({
    what: fc.constant("heard"),
    name: fc.nat(3),
    page: fc.constantFrom("one", "payment", "review"),
  }),
  fc.record({ what: fc.constant("click"), name: fc.nat(2) }),
  fc.record({ what: fc.constant("completed"), name: fc.nat(2) }),
  fc.record({ what: fc.constant("buy") }),
  fc.record({ what: fc.constant("cancel"), name: fc.nat(3) }),
  fc.record({
    what: fc.constant("ask"),
    how: fc.constantFrom("placed", "lost", "unreached", "refused", "step-up", "declined"),
    // By two processes at once.
    isTwice: fc.boolean(),
  }),
  fc.record({ what: fc.constant("give back"), isBack: fc.boolean() }),
  fc.record({ what: fc.constant("later"), minutes: fc.nat(40) }),
  fc.record({ what: fc.constant("expired"), name: fc.nat(2) }),
);

/** Klarna, the shop's ledger, and what holds of both. */
class Cart {
  now = 1_000_000;
  ledger = newLedger({ cart: "cart", id: "id", reference: "R", now: this.now });
  /** Tokens that became an order at Klarna. @type {Set<string>} */
  spent = new Set();
  requests = 0;
  /** Tokens that wait for the customer's Buy. @type {Set<string>} */
  unbought = new Set();

  /** @param {any} taken */
  take(taken) {
    const { ledger, now } = this;
    switch (taken.what) {
      case "token": {
        const id = `t${taken.name}`;
        const facts = { id, secret: `secret ${id}`, from: "session", order: ORDER, key: id };
        const attempt = newAttempt({ ...facts, kind: "authorization" }, now);
        if (taken.keep) keep(ledger, attempt, now);
        else buy(ledger, attempt, now);
        if (!taken.keep) this.unbought.delete(id);
        else if (attemptOf(ledger, id)?.state === "kept") {
          this.unbought.add(id);
          const first = ledger.attempts.find(({ state }) => state === "kept");
          assert.equal(first?.id, id, "a page's token is kept in place of those before it");
        }
        break;
      }
      case "heard": {
        const id = `t${taken.name}`;
        const facts = { id, secret: `secret ${id}`, from: "session", order: ORDER, key: id };
        const isNew = !attemptOf(ledger, id);
        const session = /** @type {any} */ ({
          awaitsReview: taken.page === "payment",
          hasReview: taken.page !== "one",
        });
        const attempt = newAttempt({ ...facts, kind: "authorization" }, now);
        hear(ledger, attempt, { session, pageMs: 60_000 }, now);
        if (isNew && session.awaitsReview) this.unbought.add(id);
        break;
      }
      case "click": {
        const id = `c${taken.name}`;
        if (ledger.state !== "open" || attemptOf(ledger, id) || ledger.requests.some(isOpen)) break;
        const facts = { id, secret: `secret ${id}`, from: null, order: ORDER, key: id };
        buy(ledger, newAttempt({ ...facts, kind: "click", body: {} }, now), now);
        break;
      }
      case "completed": {
        const request = ledger.requests[taken.name];
        if (!request || !noteEvent(ledger, `event ${request.id}`)) break;
        const id = `completion ${request.id}`;
        const facts = { id, secret: `secret ${id}`, from: request.id, order: ORDER, key: id };
        complete(ledger, newAttempt({ ...facts, kind: "completion" }, now), now);
        break;
      }
      case "buy": {
        const kept = ledger.attempts.findLast(({ state }) => state === "kept");
        if (kept) buy(ledger, kept, now);
        if (kept) this.unbought.delete(kept.id);
        break;
      }
      case "cancel": {
        const attempt = attemptOf(ledger, `t${taken.name}`);
        if (attempt && (attempt.state === "kept" || attempt.state === "waiting"))
          drop(attempt, now);
        break;
      }
      case "ask":
        this.ask(taken.how, taken.isTwice);
        break;
      case "give back": {
        const attempt = ledger.attempts.find(({ state }) => state === "returning");
        if (attempt) givenBack(ledger, attempt.id, taken.isBack, now);
        break;
      }
      case "later":
        this.now += taken.minutes * 60_000;
        endKept(ledger, SETTINGS, this.now);
        break;
      default: {
        const request = ledger.requests[taken.name];
        if (request) noteRequest(ledger, request.id, "EXPIRED", null, { now, lookMs: 1000 });
      }
    }
  }

  /** @param {string} how Klarna behaves @param {boolean} [isTwice] */
  ask(how, isTwice = false) {
    const { ledger, now } = this;
    const holder = holderOf(ledger);
    if (!holder) return;
    send(holder, { body: { n: holder.sent }, by: "me", now, untilMs: 1000 });
    const { id } = holder;
    const outcomes = [this.#outcome(holder, how), ...(isTwice ? [this.#outcome(holder, how)] : [])];
    for (const outcome of outcomes) settle(ledger, id, outcome, now);
  }

  /** @param {import("../../www/server/src/ledger/types.js").Attempt} holder @param {string} how @returns {Outcome} */
  #outcome(holder, how) {
    const unknown = /** @type {const} */ ({ kind: "unknown", code: "UNREACHABLE" });
    if (how === "unreached") return unknown;
    // Klarna is asked the same about the same: what was made stays made.
    if (this.spent.has(holder.id)) return how === "lost" ? unknown : { kind: "placed", result: {} };
    if (how === "placed" || how === "lost") {
      this.spent.add(holder.id);
      return how === "lost" ? unknown : { kind: "placed", result: { order_id: holder.id } };
    }
    if (how === "step-up" && holder.kind === "click") {
      this.requests += 1;
      return { kind: "step-up", answer, request: { id: `r${this.requests}`, state: "SUBMITTED" } };
    }
    if (how === "declined" && holder.kind !== "authorization") return { kind: "declined", answer };
    return { kind: "refused", answer, left: holder.kind === "authorization" };
  }

  check() {
    const { ledger, spent } = this;
    const held = ledger.attempts.filter(({ state }) => state === "asking");
    assert.equal(held.length, ledger.state === "held" ? 1 : 0, "one holder, while it is held");
    assert.ok(spent.size <= 1, "one order at Klarna");
    for (const id of spent) assert.ok(!this.unbought.has(id), "no order without Buy");
    if (ledger.state === "open") assert.equal(spent.size, 0, "open: Klarna has no order");
    if (ledger.state === "placed") assert.deepEqual([...spent], [ledger.holder]);
    for (const { id, state, secret, answer: told } of ledger.attempts) {
      const isOver = ["placed", "closed", "returned"].includes(state);
      assert.equal(secret === null, isOver, `${id} ${state}: a token is kept while it is of use`);
      if (told?.body.placed === false) assert.ok(!spent.has(id), "no order of what was refused");
    }
    if (ledger.state !== "held")
      assert.ok(!ledger.attempts.some(({ state }) => state === "waiting"), "nobody waits in vain");
    if (ledger.attempts.some(({ secret }) => secret !== null))
      assert.notEqual(dueAt(ledger, SETTINGS), null, "what is unfinished is looked at again");
  }
}

it("of any sequence of events comes at most one order, and no token is forgotten", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cart = new Cart();
      for (const taken of steps) {
        cart.take(taken);
        cart.check();
      }
      // In the end Klarna answers, and everything comes to rest.
      for (let round = 0; holderOf(cart.ledger); round += 1) {
        assert.ok(round < 50);
        cart.ask("placed");
        cart.check();
      }
      cart.now += TOKEN_MS;
      for (const attempt of cart.ledger.attempts) {
        if (attempt.state === "kept") drop(attempt, cart.now);
        if (attempt.state === "returning") givenBack(cart.ledger, attempt.id, true, cart.now);
      }
      advance(cart.ledger, cart.now);
      cart.check();
      assert.ok(cart.ledger.attempts.every(({ secret }) => secret === null));
      cart.ledger.tellAt = null;
      const old = cart.now + 32 * 24 * 3_600_000;
      if (forget(cart.ledger, SETTINGS.retention, old) === "keep")
        assert.deepEqual(cart.ledger.attempts, []);
    }),
    { numRuns: 3_000 },
  );
});

it("an order of a cart that waits for none becomes its order, or is said to be one too many", () => {
  const now = 1_000;
  const cart = new Cart();
  const { ledger } = cart;
  const hold = (/** @type {string} */ name) => cart.take({ what: "token", name, keep: false });
  const late = (/** @type {string} */ id, /** @type {string} */ order_id) =>
    settle(ledger, id, { kind: "placed", result: { order_id } }, now);
  hold("a");
  cart.ask("refused");
  hold("b");
  assert.equal(late("ta", "A"), false, "another attempt has the cart");
  cart.ask("refused");
  assert.equal(late("ta", "A"), true, "nobody has it");
  assert.deepEqual([ledger.state, ledger.holder, ledger.result?.order_id], ["placed", "ta", "A"]);
  assert.equal(late("ta", "A"), true);
  assert.equal(late("tb", "A"), true);
  assert.equal(late("ta", "B"), false, "it is another one");
  assert.equal(late("tb", "B"), false);
  assert.equal(ledger.result?.order_id, "A");
});

it("Klarna is asked the same each time, and never without a token", () => {
  const now = 1_000;
  const facts = /** @type {const} */ ({ kind: "authorization", from: "session", order: ORDER });
  const attempt = newAttempt({ ...facts, id: "t", key: "t", secret: "token" }, now);
  const call = { by: "me", now, untilMs: 1_000 };
  assert.deepEqual(send(attempt, { ...call, body: { n: 1 } }).body, { n: 1 });
  assert.deepEqual(send(attempt, { ...call, body: { n: 2 } }).body, { n: 1 });

  const spent = newAttempt({ ...facts, id: "s", key: "s", secret: null }, now);
  assert.throws(() => send(spent, { ...call, body: { n: 1 } }), /without its token/);
  assert.equal(spent.sent, 0);
});

describe("a session that Klarna calls complete, of a cart that waits for nothing,", () => {
  /** @param {boolean} isForwarded @param {string[]} outcomes of the tokens that the ledger knows */
  function looked(isForwarded, outcomes) {
    const cart = new Cart();
    const { ledger, now } = cart;
    ledger.sessions.push(
      /** @type {any} */ ({ id: "session", intent: "buy", order: ORDER, state: "open", looks: 0 }),
    );
    outcomes.forEach((outcome, name) => {
      cart.take({ what: "token", name, keep: outcome === "kept" });
      if (outcome === "kept") cart.take({ what: "cancel", name });
      else cart.ask(outcome);
      // Klarna could not be reached at first.
      givenBack(ledger, `t${name}`, false, now);
    });
    const time = { now, lookMs: 1_000 };
    const isForSomebody = noteSession(ledger, "session", "complete", { ...time, isForwarded });
    assert.equal(ledger.sessions[0]?.state, "ended");
    return [ledger.state, isForSomebody];
  }

  for (const isForwarded of [false, true]) {
    const who = isForwarded ? "another system makes the orders" : "this one makes the orders";
    it(`has an order that the ledger lost, where no token of it was asked about: ${who}`, () => {
      assert.deepEqual(looked(isForwarded, []), ["placed", false]);
      assert.deepEqual(looked(isForwarded, ["kept"]), ["placed", false]);
    });
  }

  it("has an order of Klarna's though a token was refused, since only this server makes them", () => {
    assert.deepEqual(looked(false, ["refused"]), ["placed", false]);
  });

  it("has none where another system has refused a token of it: somebody looks", () => {
    assert.deepEqual(looked(true, ["refused"]), ["open", true]);
    assert.deepEqual(looked(true, ["kept", "refused"]), ["open", true]);
  });
});
