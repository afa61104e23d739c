// Klarna Web SDK (v2) in the hands of a test. `tests/e2e/doubles.browser.test.js` plays the same on this and on the real objects.

import { Clicks } from "./clicks.js";
import { failure } from "./errors.js";
import { disposable, EXPORTS, recorded, supplyOf } from "./objects.js";
import { checkStrictly, checkText, checkWebSdk, SETTLE } from "./options.js";
import { presentationOf } from "./presentation.js";

/** @import * as Api from "../testing.js" */
/** @import { Page, Wanted } from "./clicks.js" */

/** The object as the shop sees it. @param {Clicks} clicks @param {(wanted: Wanted) => unknown} present */
function asKlarna(clicks, present) {
  const { page } = clicks;
  const dispose = () => clicks.dispose();
  /** @param {any} paymentRequestId @param {object} facts */
  const described = async (paymentRequestId, facts) => {
    clicks.isAlive();
    checkText(paymentRequestId, "paymentRequestId");
    return { paymentRequestId, ...facts };
  };
  const klarna = {
    get state() {
      return clicks.state;
    },
    ...recorded(page, {
      presentation: async (options) => present(await clicks.present(options)),
      initiate: async (options) => clicks.initiate(options),
      confirm: (paymentRequestId, options) => clicks.confirm(paymentRequestId, options),
      settle: (options) => {
        checkStrictly(options, SETTLE);
        clicks.settle(options.placed);
      },
    }),
    on: (/** @type {string} */ event, /** @type {any} */ handler) => {
      clicks.isAlive();
      return clicks.handlers.on(event, handler);
    },
    fetch: (/** @type {any} */ paymentRequestId) => described(paymentRequestId, {}),
    cancel: (/** @type {any} */ paymentRequestId) =>
      described(paymentRequestId, { state: "CANCELED" }),
    dispose,
  };
  return disposable(klarna, dispose);
}

/** @type {typeof Api.mockKlarnaWebSdk} */
export function mockKlarnaWebSdk() {
  /** @type {Page} */
  const page = {
    objects: [],
    calls: [],
    instruction: "SHOW_KLARNA",
    confirmation: { status: "approved", body: { status: "approved" } },
    paid: new Map(),
    inDoubt: new Set(),
  };
  const presentations = supplyOf(() => presentationOf(page));
  const supply = supplyOf(() => {
    const clicks = new Clicks(page);
    const klarna = asKlarna(clicks, (wanted) => presentations.next().show(clicks, wanted));
    return { clicks, klarna };
  });

  /** The object with a click that goes on, or the newest. */
  const acting = () => {
    const object = page.objects.find(({ click }) => click) ?? page.objects[0];
    if (object && !object.isDisposed) return object;
    throw new Error("Nothing is loaded: call loadKlarnaWebSdk first.");
  };

  return /** @type {any} */ ({
    get klarna() {
      return supply.newest.klarna;
    },
    get presentation() {
      return presentations.newest.presentation;
    },
    ...EXPORTS,
    calls: page.calls,
    ...recorded(page, {
      loadKlarnaWebSdk: async (given) => {
        checkWebSdk(given);
        const { clicks, klarna } = supply.next();
        clicks.start(given);
        page.objects.unshift(clicks);
        return klarna;
      },
    }),
    emit: (/** @type {string} */ event, /** @type {any} */ payload) =>
      acting().handlers.emit(event, payload),
    instruct: (/** @type {any} */ instruction) => {
      page.instruction = instruction;
      const rest = { degraded: false, hasSavedOption: false };
      for (const { wanted, handlers } of page.objects)
        if (wanted) handlers.emit("presentationupdate", { instruction: page.instruction, ...rest });
    },
    click: () => {
      const buttons = page.objects.flatMap((object) =>
        [...object.buttons].map((button) => ({ object, button })),
      );
      const clickable = buttons.find(({ button }) => !button.isDisabled);
      if (!clickable) throw new Error("There is no button to click: call mountButton first.");
      clickable.object.clicked(clickable.button.name());
    },
    approve: (/** @type {object} */ body = {}) => acting().approved(body),
    stepUp: (paymentRequestId = "test-payment-request") => acting().launched(paymentRequestId),
    decline: (reason = "PAYMENT_DECLINED") => acting().declined(reason),
    complete: (/** @type {string | undefined} */ paymentRequestId) =>
      acting().completed(paymentRequestId),
    abort: (/** @type {string | undefined} */ paymentRequestId) =>
      acting().stopped({ state: "CANCELED" }, paymentRequestId),
    confirmWith: (/** @type {any} */ next) => {
      page.confirmation = next;
    },
    fail: (/** @type {any} */ code, /** @type {object} */ facts) =>
      acting().failed(failure(code, facts)),
  });
}
