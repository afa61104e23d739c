// The rules of clicks with the Web SDK (v2) in the hands of a test: those of the real object (`src/domain/web_sdk`), as far as a shop
// sees them.

import { own } from "../sdk-options.js";
import {
  aborted,
  arrivalOf,
  disposed,
  inProgress,
  invalidArgument,
  invalidState,
  replaced,
} from "./errors.js";
import { Handlers, report } from "./handlers.js";
import { pending } from "./objects.js";
import { CONFIRM, check, checkChoice, checkPresentation, checkText, INITIATE } from "./options.js";

/** @import { ClickEnd, Confirmation, Presentation, WebSdkState } from "../index.js" */
/** @import { Pending } from "./objects.js" */
/** @import { MockCall } from "../testing.js" */

const EVENTS = [
  ...["complete", "abort", "error", "presentationupdate", "outcome", "end", "statechange"],
  ...["shippingaddresschange", "shippingoptionselect", "redirect", "overlayopen", "overlayclose"],
];

/** What Klarna's SDK fails with. */
const OF_KLARNA = ["SDK_ERROR", "SDK_INCOMPATIBLE"];

/** @type {WebSdkState[]} */
const UNDER_WAY = ["initiating", "authorizing", "in_journey"];

/** What a presentation is asked for. @typedef {import("../index.js").PresentationOptions | Record<string, undefined>} Wanted */

/**
 * What the objects of a page have in common.
 *
 * @typedef {object} Page
 * @property {Clicks[]} objects the newest first
 * @property {MockCall[]} calls
 * @property {Presentation["instruction"]} instruction
 * @property {Confirmation} confirmation what the backend answers to `confirm`
 * @property {Map<string | undefined, string | undefined>} paid the purchases with a name that are paid, each with the
 *   payment request that the customer completed, if it is that which says so
 * @property {Set<string | undefined>} inDoubt those, and the one without a name, that the backend may have done, though no answer came
 */

/** The clicks of an object, one after the other. */
export class Clicks {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Exclude<WebSdkState, "disposed">} */
    this.phase = "ready";
    /** Whether there is nothing to pay any more. */
    this.isOver = false;
    this.isDisposed = false;
    /** Whether any click was made. */
    this.hasClicked = false;
    /** How many clicks were done. */
    this.done = 0;
    /** The click whose end is still to be told. @type {{ caller?: Pending, wasAsked: boolean, isLaunched: boolean } | undefined} */
    this.click = undefined;
    /** The newest payment request that is known. @type {string | undefined} */
    this.paymentRequestId = undefined;
    /** The name of what the newest click pays. @type {string | undefined} */
    this.name = undefined;
    /** What the newest presentation was asked for. @type {Wanted | undefined} */
    this.wanted = undefined;
    /** What Klarna is asked for. @type {Set<Pending>} */
    this.questions = new Set();
    /** Klarna's buttons on the page. @type {Set<{ container: unknown, isDisabled: boolean, name: () => string | undefined }>} */
    this.buttons = new Set();
    /** The state that the shop heard of last. @type {WebSdkState} */
    this.told = "ready";
    this.handlers = new Handlers(EVENTS);
    /** Whether the shop has asked for the object. */
    this.isBegun = false;
    /** The name of what the object pays, where nothing else says one. @type {string | undefined} */
    this.ownName = undefined;
    this.leavesOnDecline = false;
    this.hasStatus = false;
  }

  /** @param {any} options */
  start({ purchase, declineUrl, backend }) {
    this.isBegun = true;
    this.ownName = purchase ?? undefined;
    this.leavesOnDecline = declineUrl !== undefined;
    this.hasStatus = backend.status !== undefined;
  }

  /** @returns {WebSdkState} */
  get state() {
    return this.isDisposed ? "disposed" : this.phase;
  }

  isAlive() {
    if (!this.isBegun) throw new Error("Nothing is loaded: call loadKlarnaWebSdk first.");
    if (this.isDisposed) throw disposed();
  }

  tell() {
    const { state, told: previous } = this;
    this.told = state;
    if (state !== previous) this.handlers.emit("statechange", { state, previous });
  }

  /** @param {Exclude<WebSdkState, "disposed">} phase */
  become(phase, isOver = false) {
    this.phase = phase;
    this.isOver = isOver;
  }

  /** It is paid. @param {"approved" | "completed"} phase */
  pay(phase) {
    this.done += 1;
    this.become(phase, true);
  }

  get isPaid() {
    return this.isOver && this.phase !== "declined";
  }

  /** @param {boolean} isPaid @param {string} [name] @param {string} [completed] the payment request */
  setPaid(isPaid, name, completed) {
    if (name === undefined) return;
    if (isPaid) this.page.paid.set(name, completed);
    else this.page.paid.delete(name);
  }

  /** The name of what is paid by a presentation. @param {Wanted | undefined} wanted */
  nameOf(wanted) {
    return wanted?.purchase ?? this.ownName;
  }

  // --- clicks ---

  /** A button of the shop's own. @param {any} options @returns {Promise<any>} */
  initiate(options) {
    check(options, INITIATE);
    this.isAlive();
    if (this.phase === "initiating" || this.phase === "authorizing")
      throw inProgress("the newest click");
    if (this.isOver) throw paid();
    checkChoice(options);
    const name = own(options, "purchase") ?? this.nameOf(this.wanted);
    if (this.page.paid.has(name)) throw paid();
    const caller = pending();
    this.begin(caller);
    const { click } = this;
    this.name = name;
    this.become("initiating");
    this.tell();
    // Klarna's SDK asks for the payment.
    queueMicrotask(() => this.click === click && this.ask());
    return caller.promise;
  }

  /** Klarna's button. @param {string | undefined} name */
  clicked(name) {
    if (this.phase === "authorizing") {
      if (name !== this.name) this.tellError(inProgress("another purchase"), false);
      return;
    }
    if (this.isOver || this.page.paid.has(name)) return this.tellError(paid(), false);
    this.begin();
    this.name = name;
    this.become("initiating");
    this.ask();
  }

  /** @param {Pending} [caller] who waits for the click */
  begin(caller) {
    this.leaveBehind(replaced("a newer click took the place of this one"));
    this.click = { caller, wasAsked: false, isLaunched: false };
    this.hasClicked = true;
    this.paymentRequestId = undefined;
  }

  /** The backend is asked. */
  ask() {
    if (this.phase !== "initiating" || !this.click) return;
    this.click.wasAsked = true;
    this.become("authorizing");
    this.tell();
  }

  /** What goes on is left behind, and its end is whatever the server knows. @param {unknown} error */
  leaveBehind(error) {
    const { click } = this;
    if (!click) return;
    click.caller?.reject(error);
    click.caller = undefined;
    const { paymentRequestId } = this;
    this.end({ status: click.wasAsked ? "pending" : "dismissed", paymentRequestId });
  }

  /** Told once per click; on the page after a redirect for the click of the page before. @param {ClickEnd} end */
  end(end) {
    if (!this.click && this.hasClicked) return;
    this.click = undefined;
    this.handlers.emit("end", end);
  }

  /** @param {any} request */
  settleCaller(request) {
    this.click?.caller?.resolve(request);
    if (this.click) this.click.caller = undefined;
  }

  // --- the backend, Klarna and the customer ---

  /** The backend, which is being asked, decides. */
  answers() {
    this.ask();
    if (this.phase !== "authorizing")
      throw new Error("The backend is not asked: click first, with click() or initiate().");
    this.page.inDoubt.delete(this.name);
  }

  /** @param {any} body */
  approved(body) {
    this.answers();
    this.setPaid(true, this.name);
    this.pay("approved");
    this.settleCaller({ ...requestOf(body), state: "APPROVED" });
    this.tell();
    this.handlers.emit("outcome", { result: "APPROVED", ...factsOf(body), body });
    this.end({ status: "approved", ...requestOf(body) });
  }

  /** @param {string} paymentRequestId */
  launched(paymentRequestId) {
    this.answers();
    const result = "STEP_UP_REQUIRED";
    this.paymentRequestId = paymentRequestId;
    if (this.click) this.click.isLaunched = true;
    this.become("in_journey");
    this.tell();
    this.handlers.emit("outcome", { result, paymentRequestId, body: { result, paymentRequestId } });
  }

  /** By the backend, or by Klarna on the journey. @param {string} reason */
  declined(reason) {
    if (this.isOnJourney) return this.stopped({ state: "DECLINED", stateReason: reason });
    this.answers();
    const result = "DECLINED";
    this.become("declined", this.leavesOnDecline);
    this.settleCaller({ state: result });
    this.tell();
    this.handlers.emit("outcome", { result, reason, body: { result, reason } });
    this.end({ status: "declined", reason });
  }

  /** Whether the customer is at Klarna, perhaps in a window that the page does not see any more. */
  get isOnJourney() {
    return this.click?.isLaunched === true;
  }

  /** The payment request that a report is about. @param {string | undefined} given */
  reportedOn(given) {
    const isFresh = !this.hasClicked && this.paymentRequestId === undefined;
    if (!this.isOnJourney && !(isFresh && this.state === "ready"))
      throw new Error("The customer is not at Klarna: call stepUp() first, after a click.");
    const known = this.paymentRequestId;
    if (known !== undefined && given !== undefined && given !== known)
      throw new Error(`The customer is at Klarna for ${known}.`);
    const paymentRequestId = given ?? known ?? "test-payment-request";
    this.paymentRequestId = paymentRequestId;
    return paymentRequestId;
  }

  /** @param {string | undefined} given */
  completed(given) {
    const request = { paymentRequestId: this.reportedOn(given), state: "COMPLETED" };
    this.settleCaller(request);
    this.setPaid(true, this.name, request.paymentRequestId);
    this.pay("completed");
    this.tell();
    const answers = this.handlers.emit("complete", request);
    this.end({ status: "completed", paymentRequestId: request.paymentRequestId });
    return answers;
  }

  /** @param {{ state: string, stateReason?: string }} how @param {string} [given] */
  stopped(how, given) {
    const request = { paymentRequestId: this.reportedOn(given), ...how };
    const isDeclined = how.state === "DECLINED";
    this.settleCaller(request);
    this.become(isDeclined ? "declined" : "aborted");
    this.tell();
    this.handlers.emit("abort", request);
    const { paymentRequestId, stateReason: reason } = request;
    this.end({ status: isDeclined ? "declined" : "dismissed", paymentRequestId, reason });
  }

  /** @param {any} error */
  failed(error) {
    const isBackends = error.code.startsWith("BACKEND_");
    if (isBackends) this.ask();
    const isPossible = isBackends
      ? this.phase === "authorizing"
      : OF_KLARNA.includes(error.code) && (this.phase === "initiating" || this.isOnJourney);
    if (!isPossible) throw new Error(`Nothing is under way that fails with ${error.code}.`);
    const isTold = this.click?.caller !== undefined;
    this.click?.caller?.reject(error);
    const arrival = arrivalOf(error);
    if (isBackends && arrival === "possible") this.page.inDoubt.add(this.name);
    if (isBackends && arrival === "denied") this.page.inDoubt.delete(this.name);
    if (UNDER_WAY.includes(this.phase)) this.become("failed");
    this.tell();
    this.tellError(error, isTold);
    this.end({ status: "failed", error });
  }

  /** @param {any} error @param {boolean} isTold whether anybody has heard of it */
  tellError(error, isTold) {
    const isHeard = this.handlers.entries.some(({ event }) => event === "error");
    this.handlers.emit("error", { error });
    if (!isHeard && !isTold) report(error);
  }

  // --- presentations ---

  /** Asks Klarna, and gives what it answers. @param {() => void} answered @returns {Promise<any>} */
  question(answered) {
    const question = pending();
    this.questions.add(question);
    queueMicrotask(() => {
      if (!this.questions.delete(question)) return;
      answered();
      this.tell();
      question.resolve(undefined);
    });
    return question.promise;
  }

  /** Asks how Klarna wants to be shown. @param {any} options @returns {Promise<Wanted>} */
  async present(options) {
    this.isAlive();
    checkPresentation(options);
    const message = "another presentation was asked for";
    if (this.phase === "initiating") {
      this.leaveBehind(replaced(message));
      this.become("ready");
      this.tell();
    } else if (this.phase === "in_journey" && this.click?.caller) {
      // The journey may go on in a window that nobody sees from here.
      this.click.caller.reject(replaced(message));
      this.click.caller = undefined;
      this.become("ready");
      this.tell();
    }
    const { done } = this;
    /** @type {Wanted} */
    const wanted = { ...options };
    await this.question(() => {
      this.wanted = wanted;
      const isAnother = done === this.done && !this.page.paid.has(this.nameOf(wanted));
      if (!this.isPaid || isAnother) this.retry();
    });
    return wanted;
  }

  /** What is over may be tried again, or begun anew. */
  retry() {
    if (!UNDER_WAY.includes(this.phase)) this.become("ready");
  }

  // --- what the shop's server knows ---

  /** @param {string} paymentRequestId @param {any} options */
  async confirm(paymentRequestId, options) {
    this.isAlive();
    checkText(paymentRequestId, "paymentRequestId");
    check(options, CONFIRM);
    if (!this.hasStatus)
      throw invalidArgument("backend.status", "confirm needs the endpoint backend.status");
    if (options?.signal?.aborted) throw aborted(options.signal);
    const { confirmation, paid } = this.page;
    const isOff = confirmation.status === "declined" || confirmation.status === "expired";
    if (!isOff) return confirmation;
    for (const [name, completed] of paid) if (completed === paymentRequestId) paid.delete(name);
    if (paymentRequestId === this.paymentRequestId) {
      if (this.phase === "completed" || !this.isPaid) this.retry();
      this.tell();
    }
    return confirmation;
  }

  /** @param {boolean} isPlaced */
  settle(isPlaced) {
    this.isAlive();
    if (this.phase === "authorizing") throw inProgress("the request to the backend");
    const { paymentRequestId } = this;
    // The click's own, as long as it is in doubt, or paid; else the next one's.
    const { inDoubt } = this.page;
    const isItsOwn =
      this.isPaid || inDoubt.has(this.name) || (isPlaced && this.phase === "in_journey");
    const name = isItsOwn && this.hasClicked ? this.name : this.nameOf(this.wanted);
    inDoubt.delete(name);
    this.setPaid(isPlaced, name);
    if (!isPlaced) {
      this.retry();
      return this.tell();
    }
    this.settleCaller({ state: "APPROVED" });
    if (!this.isPaid) this.pay("approved");
    this.tell();
    this.end({ status: "approved", paymentRequestId });
  }

  dispose() {
    if (this.isDisposed) return;
    this.leaveBehind(disposed());
    for (const question of this.questions) question.reject(disposed());
    this.questions.clear();
    this.isDisposed = true;
    this.buttons.clear();
    this.tell();
    this.handlers.clear();
  }
}

const paid = () => invalidState("this purchase is done; ask for a new presentation");

/** What of the backend's answer the events say. @param {any} body */
function factsOf(body) {
  const { paymentTransactionId, returnUrl, reason } = body;
  return { ...requestOf(body), paymentTransactionId, returnUrl, reason };
}

/** @param {any} body @returns {{ paymentRequestId?: string }} */
const requestOf = ({ paymentRequestId }) => (paymentRequestId ? { paymentRequestId } : {});
