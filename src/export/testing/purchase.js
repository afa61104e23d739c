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
 * @property {boolean} tookWidget
 * @property {boolean} isStalled
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
 * @property {{ session: string | undefined, widget: string, isDue: boolean }} [record] what the next page knows: whether `finalize` is due
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
    /** Where it rests between calls. @type {"open" | "finalize_required" | "approved" | "delivered" | "undelivered" | "declined"} */
    this.rest = "open";
    /** Whether the backend may have the token that is undelivered. */
    this.isInDoubt = false;
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
  }

  /** @param {any} options */
  start({ clientToken, backend, instanceId, paymentMethodCategory = "klarna" }) {
    this.session = clientToken;
    this.hasBackend = backend !== undefined;
    this.widget = instanceId ?? (paymentMethodCategory || "payments");
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

  /** Tells the shop of the state, if it has changed. */
  tell() {
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

  /** Whether the session may be asked for a token, by whatever object. @param {Call} next */
  allows(next) {
    const { asked } = this;
    const mayReplace = asked?.isStalled || (!asked?.waiting && asked?.call !== "authorize");
    if (asked && !(asked.call === next && mayReplace)) throw inProgress(asked.call);
    if (asked) return;
    if (this.delivery) throw inProgress("the delivery of the token");
    if (this.end === "disposed") return;
    if (this.rest === "undelivered" && this.isInDoubt)
      throw invalidState("a token of this session may have arrived; call deliver() or settle()");
    if (this.rest === "delivered" && next !== "reauthorize")
      throw invalidState("the token was delivered already; reauthorize() if the order changed");
  }

  /** @param {Call} call */
  mayCall(call) {
    const { page, session, widget } = this;
    this.isAlive();
    this.allows(call);
    if (call === "authorize" && this.loading?.length) throw inProgress("load");
    if (call === "authorize" && !this.loading && !this.isShown)
      throw invalidState("authorize needs a widget; call load first");
    if (call === "finalize" && (this.rest === "approved" || this.rest === "undelivered"))
      throw invalidState("nothing waits for finalize: the authorization token was given already");
    for (const other of this.others()) {
      other.isFree();
      other.allows(call);
    }
    if (call !== "reauthorize" && page.delivered === session)
      throw invalidState("the token was delivered already; reauthorize() if the order changed");
    const { record } = page;
    if (call !== "finalize" || !record || (record.session !== session && !record.isDue)) return;
    if (record.session !== session) throw invalidState("another session was authorized");
    if (!record.isDue) throw invalidState("nothing waits for finalize");
    if (record.widget === widget) return;
    const path = "paymentMethodCategory";
    throw klarnaError("INVALID_STATE", "another category or instance was authorized", { path });
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

  /** The other objects of the session. */
  others() {
    return this.page.purchases.filter((one) => one !== this && one.session === this.session);
  }

  // --- what it does ---

  /** Shows the widget, since somebody wants it, or since Klarna took it away. @param {Pending} [caller] */
  load(caller) {
    const isFirst = !this.loading;
    const loading = this.loading ?? [];
    this.loading = loading;
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
    // A call that nobody waits for blocks no other any more.
    if (this.isShown && !this.asked?.waiting) this.asked = undefined;
    for (const caller of loading) caller.resolve(shown);
    this.tell();
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
    this.asked?.waiting?.reject(replaced("a newer call took the place of this one"));
    const waiting = pending();
    // Klarna takes the widget's frame away for the other calls.
    const tookWidget = call !== "authorize" && (this.isShown || this.loading !== undefined);
    const asked = { call, waiting, tookWidget, isStalled: false };
    this.asked = asked;
    if (tookWidget) {
      this.isShown = false;
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
    const isApproved = outcome.status === "approved";
    if (asked?.waiting) this.conclude(asked, asked.waiting, outcome);
    else if (isApproved) this.keep(outcome);
    this.tell();
  }

  /** @param {Asked} asked @param {Pending} waiting @param {any} outcome */
  conclude({ tookWidget }, waiting, outcome) {
    const { status } = outcome;
    this.remember(status);
    if (status === "approved" || status === "finalize_required") this.rest = status;
    if (status === "declined" && this.rest !== "delivered") this.rest = status;
    if (status === "approved" && this.hasBackend) {
      this.delivery = { waiting, isOutcome: true };
      this.isInDoubt = false;
      return;
    }
    if (tookWidget && (status === "dismissed" || status === "correction_required")) this.load();
    waiting.resolve(outcome);
  }

  /** @param {string} status */
  remember(status) {
    const { page, session, widget } = this;
    const { record } = page;
    // A decline of one widget says nothing of another one that waits.
    const isAnothers = record?.session === session && record?.widget !== widget && record?.isDue;
    if (status === "finalize_required") page.record = { session, widget, isDue: true };
    if (status === "approved" || (status === "declined" && !isAnothers))
      page.record = { session, widget, isDue: false };
  }

  /** A token comes when nobody waits. @param {AuthorizationOutcome} outcome */
  keep(outcome) {
    this.remember("approved");
    this.rest = "approved";
    this.isInDoubt = false;
    this.unclaimed = this.hasBackend ? "posting" : outcome;
    if (this.hasBackend) this.delivery = { isOutcome: true };
  }

  /** @param {Call} call @returns {Promise<any> | undefined} */
  claim(call) {
    const { session, page } = this;
    const ofSession = page.purchases.filter((one) => one.session === session);
    if (this.end || call === "reauthorize" || ofSession.some((one) => one.asked?.waiting)) return;
    const heir = ofSession.find((one) => !one.end && one.unclaimed);
    const unclaimed = heir?.unclaimed;
    if (!heir || !unclaimed) return undefined;
    heir.unclaimed = undefined;
    if (unclaimed !== "posting") return Promise.resolve(unclaimed);
    const waiting = pending();
    heir.delivery = { waiting, isOutcome: true };
    return waiting.promise;
  }

  /** @returns {Promise<any>} */
  deliver() {
    this.mayDeliver();
    for (const other of this.others())
      if (other.asked?.waiting || other.delivery) throw inProgress("another call of this session");
    const waiting = pending();
    this.delivery = { waiting, isOutcome: false };
    this.tell();
    return waiting.promise;
  }

  /** The backend has the token. @param {any} delivery */
  delivered(delivery) {
    const { waiting, isOutcome = false } = this.delivery ?? {};
    this.delivery = undefined;
    this.rest = "delivered";
    if (this.end !== "disposed") this.page.delivered = this.session;
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
    this.rest = arrival === "denied" ? "open" : "undelivered";
    // A later refusal does not take back that an attempt may have arrived.
    if (arrival === "possible") this.isInDoubt = true;
    waiting?.reject(error);
    this.tell();
  }

  /** Klarna's SDK fails. @param {any} error */
  failed(error) {
    const { asked } = this;
    this.asked = undefined;
    asked?.waiting?.reject(error);
    if (error.code === "WIDGET_REMOVED") this.isShown = false;
    this.tell();
  }

  /** What the shop has learnt from its server. @param {boolean} isPlaced */
  settle(isPlaced) {
    this.mayDeliver();
    this.rest = isPlaced ? "delivered" : "open";
    if (isPlaced) this.page.delivered = this.session;
    this.tell();
  }

  /** @param {"superseded" | "disposed"} end */
  finish(end) {
    if (this.end === "disposed" || this.end === end) return;
    if (end === "disposed" && this.state === "delivered") this.page.delivered = undefined;
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
