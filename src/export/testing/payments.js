// Klarna Payments (v1) in the hands of a test. `tests/e2e/doubles.browser.test.js` plays the same on this and on the real objects.

import { failure } from "./errors.js";
import { disposable, EXPORTS, pending, recorded, supplyOf } from "./objects.js";
import {
  callParameters,
  checkContainer,
  checkOrder,
  checkPayments,
  checkStrictly,
  parametersOrOrder,
  SETTLE,
} from "./options.js";
import { Purchase } from "./purchase.js";

/** @import * as Api from "../testing.js" */
/** @import { LoadOutcome } from "../index.js" */
/** @import { Page } from "./purchase.js" */

/** A purchase as the shop sees it. @param {Purchase} purchase */
function asKlarna(purchase) {
  const { page } = purchase;
  const dispose = () => purchase.finish("disposed");
  const klarna = {
    get state() {
      return purchase.state;
    },
    ...recorded(page, {
      load: async (container, order) => {
        checkOrder(order);
        checkContainer(container);
        purchase.mayLoad();
        const caller = pending();
        purchase.load(caller);
        return caller.promise;
      },
      loadPaymentReview: async (container) => {
        checkContainer(container);
        purchase.mayReview();
        return page.shown;
      },
      authorize: async (given, order) => purchase.ask("authorize", callParameters(given, order)),
      reauthorize: async (given, order) =>
        purchase.ask("reauthorize", parametersOrOrder(given, order)),
      finalize: async (given, order) => purchase.ask("finalize", parametersOrOrder(given, order)),
      deliver: async () => purchase.deliver(),
      settle: (options) => {
        checkStrictly(options, SETTLE);
        purchase.settle(options.placed);
      },
    }),
    on: (/** @type {string} */ event, /** @type {any} */ handler) => {
      if (purchase.end !== "superseded") purchase.isAlive();
      return purchase.handlers.on(event, handler);
    },
    dispose,
  };
  return disposable(klarna, dispose);
}

/** What Klarna's SDK can fail a call with. */
const OF_CALL = [
  "SDK_ERROR",
  "SDK_INCOMPATIBLE",
  "SDK_TIMEOUT",
  "WIDGET_REMOVED",
  "INVALID_CLIENT_TOKEN",
];

/** @type {typeof Api.mockKlarnaPayments} */
export function mockKlarnaPayments() {
  /** @type {Page} */
  const page = { purchases: [], calls: [], shown: { status: "shown" } };
  const supply = supplyOf(() => {
    const purchase = new Purchase(page);
    return { purchase, klarna: asKlarna(purchase) };
  });

  /** The purchase that Klarna works on: one that is waited for, if there is one. */
  const askedPurchase = () => {
    const asked = page.purchases.filter((one) => one.asked && !one.end);
    const purchase = asked.find((one) => one.asked?.waiting) ?? asked[0];
    if (purchase) return purchase;
    throw new Error("The customer is not asked: call authorize, reauthorize or finalize first.");
  };

  /** The purchase whose token is on its way. */
  const sendingPurchase = () => {
    const purchase = page.purchases.find((one) => one.delivery);
    if (purchase) return purchase;
    throw new Error("Nothing is sent to the backend: approve a call first, with a backend.");
  };

  return /** @type {any} */ ({
    get klarna() {
      return supply.newest.klarna;
    },
    ...EXPORTS,
    calls: page.calls,
    ...recorded(page, {
      loadKlarnaPayments: async (given) => {
        checkPayments(given);
        const { purchase, klarna } = supply.next();
        purchase.start(given);
        for (const other of page.purchases)
          if (other.session !== purchase.session) other.finish("superseded");
        page.purchases.unshift(purchase);
        purchase.tell();
        return klarna;
      },
    }),
    emit: (/** @type {string} */ event, /** @type {any} */ payload) => {
      const [purchase] = page.purchases;
      if (event === "stalled" && purchase?.asked) purchase.asked.isStalled = true;
      purchase?.handlers.emit(event, payload);
    },
    showNext: (/** @type {LoadOutcome} */ outcome) => {
      page.shown = outcome;
    },
    approve: (authorizationToken = "test-authorization-token") =>
      askedPurchase().answer({ status: "approved", authorizationToken }),
    requireFinalize: () => askedPurchase().answer({ status: "finalize_required" }),
    decline: () => askedPurchase().answer({ status: "declined" }),
    dismiss: () => askedPurchase().answer({ status: "dismissed" }),
    correct: (/** @type {string[]} */ ...invalidFields) =>
      askedPurchase().answer({ status: "correction_required", invalidFields }),
    deliver: async (/** @type {unknown} */ body = {}, status = 200) => {
      const purchase = sendingPurchase();
      if (status < 200 || status > 299)
        return purchase.undelivered(failure("BACKEND_REJECTED", { status, body }));
      purchase.delivered({ status, body, attempts: 1, idempotencyKey: "test-idempotency-key" });
    },
    fail: (/** @type {Api.MockPaymentsFailure} */ code, /** @type {object} */ facts) => {
      const error = failure(code, facts);
      if (code.startsWith("BACKEND_")) return sendingPurchase().undelivered(error);
      if (code === "SUPERSEDED" && error.retryable) return askedPurchase().failed(error);
      if (code === "SUPERSEDED") return askedPurchase().finish("superseded");
      if (!OF_CALL.includes(code))
        throw new Error(`Neither Klarna nor the backend fails with ${code}.`);
      const purchase = askedPurchase();
      const { asked } = purchase;
      if (!asked?.waiting) throw new Error("Nobody waits for Klarna any more.");
      if (code === "SDK_TIMEOUT") purchase.giveUp(asked, error);
      else purchase.failed(error);
    },
  });
}
