// The rules of a purchase with Klarna Payments (v1) in the hands of a test: those of the real one (`src/domain/payments`), as far as
// a shop sees them.

import { klarnaError } from "../klarna-error.js";
import {
  aborted,
  arrivalOf,
  disposed,
  failure,
  inProgress,
  invalidState,
  replaced,
  superseded,
} from "./errors.js";
import { Handlers } from "./handlers.js";
import { pending } from "./objects.js";

/** @import { AuthorizationOutcome, LoadOutcome, PaymentsState } from "../index.js" */
/** @import { Parameters } from "./options.js" */
/** @import { MockCall } from "../testing.js" */
/** @import { Pending } from "./objects.js" */

/** @typedef {"authorize" | "reauthorize" | "finalize"} Call */

/**
 * What Klarna works on.
 *
 * @typedef {object} Asked
 * @property {Call} call
 * @property {Pending | undefined} waiting nobody, once the caller has given up
 * @property {boolean} isStalled
 * @property {boolean} isOvertaken its session has a newer result: what comes of it is a second token
 */

/** The token on its way to the backend, and who waits for that. @typedef {{ waiting?: Pending, isOutcome: boolean }} Delivery */

/**
 * What the objects of a page have in common.
 *
 * @typedef {object} Page
 * @property {Purchase[]} purchases
 * @property {MockCall[]} calls
 * @property {LoadOutcome} shown what Klarna answers to the next load
 * @property {string} [delivered] the session whose token the backend has
 * @property {{ session: string | undefined, widget: string, category: string | undefined, isDue: boolean | undefined }} [record] what the next page knows: whether `finalize` is due, if that is known
 */

const EVENTS = [
  ...["statechange", "heightchanged", "overlayshown", "overlayhidden"],
  ...["widgetremoved", "stalled"],
];

/** The states while Klarna works on a call. */
const RUNNING = /** @type {const} */ ({
  authorize: "authorizing",
  reauthorize: "reauthorizing",
  finalize: "finalizing",
});

/** Whether a token waits for a caller. @param {Purchase["unclaimed"]} unclaimed */
const isToken = (unclaimed) => typeof unclaimed === "object" && "authorizationToken" in unclaimed;

/**
 * A delivery in doubt outlives its object, since its session may have its order: the newest object of the session that can
 * goes on with it.
 *
 * @param {Page} page
 */
function handOver({ purchases }) {
  for (const left of purchases) {
    if (left.end !== "disposed" || !left.isLeftInDoubt()) continue;
    left
      .others()
      .find((one) => one.hasBackend && one.mayGoOn())
      ?.goOnWith(left);
  }
}

/** One purchase of one session. */
export class Purchase {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Asked | undefined} */
    this.asked = undefined;
    /** @type {Delivery | undefined} */
    this.delivery = undefined;
    /** Who waits for the widget. @type {Pending[] | undefined} */
    this.loading = undefined;
    this.isShown = false;
    /** Klarna took the widget away for a call, and it was not loaded since. */
    this.isTaken = false;
    /** Where it rests between calls. @type {"open" | "finalize_required" | "approved" | "delivered" | "undelivered" | "declined"} */
    this.rest = "open";
    /** Whether the backend may have the token that is undelivered. */
    this.isInDoubt = false;
    /** Klarna was asked last when the session was known to have its order: that was changed. */
    this.followsOrder = false;
    /** Whether `finalize` is due for such a change, and nothing newer has come since. */
    this.isChangeDue = false;
    /** What came when nobody waited: the next call is answered with it. @type {AuthorizationOutcome | "posting" | undefined} */
    this.unclaimed = undefined;
    /** @type {"superseded" | "disposed" | undefined} */
    this.end = undefined;
    /** The state that the shop heard of last. @type {PaymentsState} */
    this.told = "ready";
    this.handlers = new Handlers(EVENTS);
    /** The client token; there is none before the shop has asked for the object. @type {string | undefined} */
    this.session = undefined;
    this.hasBackend = false;
    this.widget = "klarna";
    /** The one that its widget is of, if it is one. @type {string | undefined} */
    this.category = undefined;
  }

  /** @param {any} options */
  start({ clientToken, backend, instanceId, paymentMethodCategory, paymentMethodCategories }) {
    this.session = clientToken;
    this.hasBackend = backend !== undefined;
    const category = paymentMethodCategories ? null : paymentMethodCategory;
    this.category = (category === undefined ? "klarna" : category) || undefined;
    this.widget = instanceId ?? this.category ?? "payments";
    // A shop that does not say which widget it means goes on with that of its session.
    const { record } = this.page;
    if (record && record.session === clientToken && (instanceId ?? category) === undefined)
      Object.assign(this, { category: record.category, widget: record.widget });
  }

  /** @returns {PaymentsState} */
  get state() {
    if (this.end) return this.end;
    if (this.asked?.waiting) return RUNNING[this.asked.call];
    if (this.delivery) return "delivering";
    if (this.rest !== "open" && this.rest !== "declined") return this.rest;
    if (this.loading) return "loading";
    if (this.rest === "declined") return "declined";
    return this.isShown ? "loaded" : "ready";
  }

  /** Tells the shop what follows from a change, whichever objects of the page it concerns. */
  tell() {
    handOver(this.page);
    for (const one of this.page.purchases) one.tellState();
  }

  /** Tells the shop of the state, if it has changed. */
  tellState() {
    const { state, told: previous } = this;
    this.told = state;
    if (state !== previous) this.handlers.emit("statechange", { state, previous });
  }

  // --- what a shop may do ---

  isAlive() {
    if (this.session === undefined)
      throw new Error("Nothing is loaded: call loadKlarnaPayments first.");
    if (this.end === "disposed") throw disposed();
    if (this.end) throw superseded();
  }

  isFree() {
    if (this.asked?.waiting) throw inProgress(this.asked.call);
  }

  /** Whether a call asks about a change of the order that its session has. @param {Call} call */
  changesOrder(call) {
    if (call === "finalize") return this.rest === "finalize_required" && this.isChangeDue;
    return call === "reauthorize";
  }

  /** Whether the session may be asked for a token, by whatever object. @param {Call} next @param {boolean} changesOrder */
  allows(next, changesOrder) {
    const { asked } = this;
    const mayReplace = asked?.isStalled || (!asked?.waiting && asked?.call !== "authorize");
    if (asked && !(asked.call === next && mayReplace)) throw inProgress(asked.call);
    if (asked) return;
    if (this.delivery) throw inProgress("the delivery of the token");
    if (this.rest === "undelivered" && this.isInDoubt)
      throw invalidState("a token of this session may have arrived; call deliver() or settle()");
    // What the shop disposed of when it was delivered, it is done with.
    if (this.rest === "delivered" && !changesOrder && this.end !== "disposed")
      throw invalidState("the token was delivered already; reauthorize() if the order changed");
  }

  /** @param {Call} call */
  mayCall(call) {
    const { page, session, category } = this;
    const changesOrder = this.changesOrder(call);
    this.isAlive();
    this.allows(call, changesOrder);
    if (call === "authorize" && this.loading?.length) throw inProgress("load");
    if (call === "authorize" && !this.loading && !this.isShown)
      throw invalidState("authorize needs a widget; call load first");
    if (call === "finalize" && (this.rest === "approved" || this.rest === "undelivered"))
      throw invalidState("nothing waits for finalize: the authorization token was given already");
    for (const other of this.others()) {
      other.isFree();
      other.allows(call, changesOrder);
    }
    if (!changesOrder && page.delivered === session)
      throw invalidState("the token was delivered already; reauthorize() if the order changed");
    const { record } = page;
    if (call !== "finalize" || !record || (record.session !== session && !record.isDue)) return;
    if (record.session !== session) throw invalidState("another session was authorized");
    if (record.isDue === false) throw invalidState("nothing waits for finalize");
    if (!record.isDue || !differ(category, record.category)) return;
    const path = "paymentMethodCategory";
    throw klarnaError("INVALID_STATE", "another category was authorized", { path });
  }

  mayReview() {
    this.isAlive();
    this.isFree();
    if (this.delivery) throw inProgress("the delivery of the token");
    if (!this.asked && this.rest === "delivered")
      throw invalidState("the token was delivered; start a new session for a new purchase");
  }

  mayLoad() {
    this.mayReview();
    for (const other of this.others()) if (other.widget === this.widget) other.isFree();
  }

  mayDeliver() {
    if (this.end === "disposed") throw disposed();
    if (this.delivery) throw inProgress("the delivery of the token");
    if (this.rest !== "undelivered") throw invalidState("there is no undelivered token");
    if (this.asked) throw inProgress(this.asked.call);
  }

  /** Whether the backend may have the token that it holds. */
  isLeftInDoubt() {
    return this.rest === "undelivered" && this.isInDoubt && !this.delivery;
  }

  /** Whether it can go on with another one's delivery. */
  mayGoOn() {
    return !(this.end || this.asked || this.delivery || this.rest === "undelivered");
  }

  /** The shop asks it to go on with the delivery in doubt of its session, whichever other object has that. */
  takeOver() {
    const left = this.others().find((one) => one.isLeftInDoubt());
    if (left && this.mayGoOn()) this.goOnWith(left);
  }

  /** @param {Purchase} left */
  goOnWith(left) {
    left.reopen();
    this.followsOrder = left.followsOrder;
    this.rest = "undelivered";
    this.isInDoubt = true;
  }

  /** There is no order by the token that it held. */
  reopen() {
    this.rest = this.followsOrder ? "delivered" : "open";
  }

  /** The other objects of the session. */
  others() {
    return this.ofSession().filter((one) => one !== this);
  }

  ofSession() {
    return this.page.purchases.filter((one) => one.session === this.session);
  }

  // --- what it does ---

  /** Shows the widget, since somebody wants it, or since Klarna took it away. @param {Pending} [caller] */
  load(caller) {
    const isFirst = !this.loading;
    const loading = this.loading ?? [];
    this.loading = loading;
    this.isTaken = false;
    if (caller) loading.push(caller);
    if (isFirst) queueMicrotask(() => this.loaded(loading));
    this.tell();
  }

  /** @param {Pending[]} loading */
  loaded(loading) {
    // Taken away meanwhile, or over.
    if (this.loading !== loading) return;
    this.loading = undefined;
    const { shown } = this.page;
    this.isShown = shown.status !== "unavailable";
    if (this.isShown && this.rest === "declined" && !this.asked && !this.delivery)
      this.rest = "open";
    // Calls that nobody waits for block no other any more.
    for (const one of this.isShown ? this.ofSession() : [])
      if (!one.asked?.waiting) one.asked = undefined;
    for (const caller of loading) caller.resolve(shown);
    this.tell();
  }

  /** The purchase goes on, for which the widget that a call took away is wanted. */
  bringBack() {
    if (!this.isTaken) return;
    try {
      this.mayLoad();
    } catch {
      return;
    }
    this.load();
  }

  /** @param {unknown} error */
  dropLoads(error) {
    for (const caller of this.loading ?? []) caller.reject(error);
    this.loading = undefined;
  }

  /** @param {Call} call @param {Parameters} parameters @returns {Promise<any>} */
  ask(call, { signal, timeoutMs }) {
    if (signal?.aborted) throw aborted(signal);
    const claimed = this.claim(call);
    if (claimed) return claimed;
    this.mayCall(call);
    this.followsOrder = this.page.delivered === this.session;
    this.asked?.waiting?.reject(replaced("a newer call took the place of this one"));
    const waiting = pending();
    // Klarna takes the widget's frame away for the other calls.
    const tookWidget = call !== "authorize" && (this.isShown || this.loading !== undefined);
    const asked = { call, waiting, isStalled: false, isOvertaken: false };
    this.asked = asked;
    if (tookWidget) {
      this.isShown = false;
      this.isTaken = true;
      this.dropLoads(klarnaError("WIDGET_REMOVED", "the widget left the document; load it again"));
    }
    const giveUp = (/** @type {unknown} */ error) => this.giveUp(asked, error);
    const onAbort = () => giveUp(aborted(/** @type {AbortSignal} */ (signal)));
    signal?.addEventListener("abort", onAbort);
    const timer = timeoutMs && setTimeout(() => giveUp(failure("SDK_TIMEOUT")), timeoutMs);
    const stop = () => {
      signal?.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    };
    waiting.promise.then(stop, stop);
    if (tookWidget) this.handlers.emit("widgetremoved", {});
    this.tell();
    return waiting.promise;
  }

  /** The caller waits no longer; Klarna goes on. @param {Asked} asked @param {unknown} error */
  giveUp(asked, error) {
    if (this.asked !== asked) return;
    asked.waiting?.reject(error);
    asked.waiting = undefined;
    this.tell();
  }

  /** Klarna answers. @param {any} outcome */
  answer(outcome) {
    const { asked } = this;
    this.asked = undefined;
    if (asked?.waiting) this.conclude(asked.call, asked.waiting, outcome);
    else if (asked && !asked.isOvertaken) this.keep(outcome);
    this.tell();
  }

  /** @param {Call} call @param {Pending} waiting @param {any} outcome */
  conclude(call, waiting, outcome) {
    const { status } = outcome;
    this.remember(status, call);
    if (status === "approved") this.accept();
    if (status === "approved" || status === "finalize_required") this.rest = status;
    if (status === "finalize_required") this.isChangeDue = this.followsOrder;
    // Klarna does not want the changed order; the one before is paid for all the same.
    if (status === "declined" && this.rest !== "delivered")
      this.rest = this.followsOrder ? "delivered" : status;
    if (status === "approved" && this.hasBackend) return this.send({ waiting, isOutcome: true });
    if (status === "approved") this.isTaken = false;
    if (status === "dismissed" || status === "correction_required") this.bringBack();
    waiting.resolve(outcome);
  }

  /** The token goes to the backend. @param {Delivery} delivery */
  send(delivery) {
    this.delivery = delivery;
    this.isInDoubt = false;
  }

  /** A token takes the place of those of its session that nobody needs any more. */
  accept() {
    for (const one of this.ofSession()) {
      const isHeld = one.rest === "undelivered" && !one.isInDoubt && !one.delivery;
      if (isHeld || isToken(one.unclaimed)) one.rest = "open";
      if (one.unclaimed !== "posting") one.unclaimed = undefined;
      one.isChangeDue = false;
    }
    this.isResult();
  }

  /** What an earlier call of the session brings from here on is a second token. */
  isResult() {
    for (const { asked } of this.ofSession()) if (asked) asked.isOvertaken = true;
  }

  /** @param {string} status @param {Call} [call] */
  remember(status, call) {
    const { page, session, widget, category } = this;
    const { record } = page;
    // A decline of one widget says nothing of another one that waits.
    const isOther =
      call === "finalize" ? differ(category, record?.category) : record?.widget !== widget;
    const isAnothers = record?.session === session && isOther && record?.isDue;
    const isDeclined = status === "declined" && !isAnothers;
    if (status !== "finalize_required" && status !== "approved" && !isDeclined) return;
    // A customer who only closed `finalize` may try again, or pay with another session.
    const isOpen = isDeclined && call === "finalize";
    const isDue = isOpen ? undefined : status === "finalize_required";
    page.record = { session, widget, category, isDue };
  }

  /** An answer comes when nobody waits: a token, or that `finalize` is due. @param {any} outcome */
  keep(outcome) {
    const { status } = outcome;
    if (status === "finalize_required" && (this.rest === "open" || this.rest === "declined")) {
      this.remember(status);
      this.rest = status;
      this.isChangeDue = false;
    }
    // An order may come of a token that is on its way.
    if (status !== "approved" || this.others().some((one) => one.delivery)) return;
    this.accept();
    this.remember(status);
    this.rest = status;
    this.unclaimed = this.hasBackend ? "posting" : outcome;
    if (this.hasBackend) this.send({ isOutcome: true });
  }

  /** @param {Call} call @returns {Promise<any> | undefined} */
  claim(call) {
    const ofSession = this.ofSession();
    if (this.end || call === "reauthorize" || ofSession.some((one) => one.asked?.waiting)) return;
    const heir = ofSession.find((one) => !one.end && one.unclaimed);
    const unclaimed = heir?.unclaimed;
    if (!heir || !unclaimed) return undefined;
    heir.unclaimed = undefined;
    this.isResult();
    const waiting = pending();
    if (unclaimed === "posting") heir.delivery = { waiting, isOutcome: true };
    else if (isToken(unclaimed) && this.hasBackend) {
      // It came to an object without a backend, and the caller's has one.
      heir.reopen();
      this.followsOrder = heir.followsOrder;
      this.asked = undefined;
      this.rest = "approved";
      this.send({ waiting, isOutcome: true });
      this.tell();
    } else waiting.resolve(unclaimed);
    return waiting.promise;
  }

  /** @returns {Promise<any>} */
  deliver() {
    if (this.hasBackend) this.takeOver();
    this.mayDeliver();
    const isBusy = this.others().some((one) => one.asked?.waiting || one.delivery);
    const waiting = pending();
    if (!isBusy) this.delivery = { waiting, isOutcome: false };
    this.tell();
    if (isBusy) throw inProgress("another call of this session");
    return waiting.promise;
  }

  /** The backend has the token. @param {any} delivery */
  delivered(delivery) {
    const { waiting, isOutcome = false } = this.delivery ?? {};
    this.delivery = undefined;
    this.rest = "delivered";
    this.page.delivered = this.session;
    this.isResult();
    const outcome = /** @type {AuthorizationOutcome} */ ({ status: "approved", delivery });
    if (this.unclaimed) this.unclaimed = outcome;
    waiting?.resolve(isOutcome ? outcome : delivery);
    this.tell();
  }

  /** It does not, or nobody knows. @param {any} error */
  undelivered(error) {
    const { waiting } = this.delivery ?? {};
    this.delivery = undefined;
    this.unclaimed = undefined;
    const arrival = arrivalOf(error);
    this.rest = "undelivered";
    if (arrival === "denied") this.reopen();
    // A later refusal does not take back that an attempt may have arrived.
    this.isInDoubt = arrival === "possible" || (arrival === "refused" && this.isInDoubt);
    if (this.isInDoubt) this.isResult();
    else this.bringBack();
    waiting?.reject(error);
    this.tell();
  }

  /** Klarna's SDK fails. @param {any} error */
  failed(error) {
    const { asked } = this;
    this.asked = undefined;
    asked?.waiting?.reject(error);
    if (error.code === "WIDGET_REMOVED") this.isShown = false;
    else this.bringBack();
    this.tell();
  }

  /** What the shop has learnt from its server. @param {boolean} isPlaced */
  settle(isPlaced) {
    this.takeOver();
    this.mayDeliver();
    if (isPlaced) {
      this.rest = "delivered";
      this.page.delivered = this.session;
      this.isResult();
    } else {
      this.reopen();
      this.bringBack();
    }
    this.tell();
  }

  /** @param {"superseded" | "disposed"} end */
  finish(end) {
    if (this.end === "disposed" || this.end === end) return;
    // The shop is done with it, and leaves nothing of its session.
    const isLeft = this.unclaimed || this.others().some((one) => !one.end);
    if (end === "disposed" && this.state === "delivered" && !isLeft)
      this.page.delivered = undefined;
    this.end = end;
    this.isShown = false;
    const error = end === "disposed" ? disposed() : superseded();
    this.dropLoads(error);
    this.asked?.waiting?.reject(error);
    this.asked = undefined;
    this.tell();
    if (end === "disposed") this.handlers.clear();
  }
}

/** Whether both are known, and not the same. @param {string | undefined} one @param {string | undefined} other */
const differ = (one, other) => Boolean(one && other && one !== other);
