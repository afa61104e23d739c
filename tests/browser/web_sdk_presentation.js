// Presentations: read in every shape, mounted, refreshed, taken out.

import { check, equal, failsWith, failure, settled, turn } from "./web_sdk_stage.js";

const ORDER = { amount: 1000, currency: "EUR" };
const PARTS = /** @type {const} */ (["header", "subheader", "icon", "badge", "message", "terms"]);

/** @param {import("./web_sdk_stage.js").Stage} stage */
const names = (stage) => stage.sdk.elements.map((element) => element.name);

/** @type {Record<string, (stage: import("./web_sdk_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every shape of a presentation shows what it has": async (stage) => {
    const klarna = await stage.load();
    const shapes = /** @type {const} */ ([
      [
        "nested",
        "SHOW_KLARNA",
        ["header", "subheader", "icon", "icon", "message", "terms", "paymentButton"].map(
          (part) => `default.${part}`,
        ),
      ],
      [
        "r6",
        "PRESELECT_KLARNA",
        ["r6.header", "r6.short", "r6.icon", "r6.icon", "r6.paymentButton"],
      ],
      [
        "flat",
        "SHOW_ONLY_KLARNA",
        ["header", "subheader", "icon", "icon", "message", "terms", "paymentButton"].map(
          (part) => `flat.${part}`,
        ),
      ],
    ]);
    for (const [shape, instruction, expected] of shapes) {
      stage.sdk.present = () => stage.sdk[shape]();
      stage.sdk.elements = [];
      const presentation = await klarna.presentation(ORDER);
      equal([presentation.instruction, presentation.degraded], [instruction, false]);
      for (const part of PARTS) presentation.mount(part, stage.container);
      presentation.mountButton(stage.container);
      equal(names(stage), expected, shape);
      equal(stage.sdk.elements[3]?.configuration, { shape: "badge" });
    }
  },

  "a part that a release does not have is left out": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.present = () => stage.sdk.r6();
    const presentation = await klarna.presentation(ORDER);
    const terms = presentation.mount("terms", stage.container);
    equal([terms.shown, stage.container.childElementCount], [false, 0]);
    terms.unmount();
  },

  "the saved option has parts and a button of its own": async (stage) => {
    const klarna = await stage.load();
    const presentation = await klarna.presentation(ORDER);
    equal(presentation.hasSavedOption, true);
    presentation.mount("badge", stage.container, { option: "saved" });
    presentation.mountButton(stage.container, { option: "saved" });
    equal(names(stage), ["saved.badge", "saved.paymentButton"]);
    await stage.sdk.lastElement.click({ klarnaNetworkSessionToken: "t" });
    equal(stage.sent[0]?.body.paymentOptionId, "option-2");
    stage.sdk.present = () => stage.sdk.flat();
    const flat = await klarna.presentation(ORDER);
    equal(flat.hasSavedOption, false);
    await failsWith(
      () => flat.mountButton(stage.container, { option: "saved" }),
      "INVALID_ARGUMENT",
      "option",
    );
  },

  "a presentation that the SDK made up is called degraded": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.present = () => ({
      instruction: "SHOW_KLARNA",
      paymentOption: { paymentOptionId: "KLARNA" },
    });
    equal((await klarna.presentation(ORDER)).degraded, true);
  },

  "a strange presentation is an error or shows Klarna plainly": async (stage) => {
    const klarna = await stage.load({ sdk: { timeoutMs: 1_000 } });
    for (const nothing of [undefined, null, "SHOW_KLARNA"]) {
      stage.sdk.present = () => nothing;
      await failsWith(() => klarna.presentation(ORDER), "SDK_INCOMPATIBLE");
    }
    stage.sdk.present = () => new Promise(() => {});
    await failsWith(() => klarna.presentation(ORDER), "SDK_TIMEOUT");
    stage.sdk.present = () => ({
      get instruction() {
        throw new Error("no");
      },
      paymentOption: 7,
    });
    equal((await klarna.presentation(ORDER)).instruction, "SHOW_KLARNA");
    stage.sdk.present = () =>
      Promise.reject({ errorCode: "RESOURCE_NOT_FOUND", errorType: "RESOURCE_ERROR" });
    const error = await failsWith(() => klarna.presentation(ORDER), "SDK_ERROR");
    equal(error.klarna.errorCode, "RESOURCE_NOT_FOUND");
  },

  "only what was given is asked for": async (stage) => {
    const klarna = await stage.load();
    await klarna.presentation({ currency: "EUR", intents: ["ADD_TO_WALLET"] });
    await klarna.presentation({ ...ORDER, amount: 19.99 * 100, locale: "de-DE" });
    /** @type {import("klarna-payments-wasm").PresentationOptions} */
    const monthly = {
      ...{ amount: 1000, currency: "EUR", intents: ["SUBSCRIBE"] },
      ...{ subscriptionBillingInterval: "MONTH", subscriptionBillingIntervalFrequency: 1 },
    };
    await klarna.presentation(monthly);
    equal(stage.sdk.presentationRequests, [
      { currency: "EUR", intents: ["ADD_TO_WALLET"] },
      { amount: 1999, currency: "EUR", locale: "de-DE" },
      monthly,
    ]);
    const wrong = /** @type {[string, any][]} */ ([
      ["currency", {}],
      ["amount", { amount: 10.5, currency: "EUR" }],
      ["amount", { amount: Number.NaN, currency: "EUR" }],
      ["intents[0]", { ...ORDER, intents: ["BUY"] }],
    ]);
    for (const [path, options] of wrong) {
      await failsWith(() => klarna.presentation(options), "INVALID_ARGUMENT", path);
    }
  },

  "every option of the button is passed on, and none that was not given": async (stage) => {
    const { presentation } = await stage.withButton();
    equal(Object.keys(stage.sdk.lastElement.configuration), ["initiate"]);
    const options = /** @type {const} */ ({
      id: "pay",
      initiationMode: "ON_PAGE",
      intents: ["SUBSCRIBE", "PAY"],
      disabled: true,
      loading: false,
      locale: "de-AT",
      shape: "pill",
      theme: "outlined",
      hideOverlay: true,
    });
    presentation.mountButton(stage.container, /** @type {any} */ (options));
    const { initiate, ...rest } = stage.sdk.lastElement.configuration;
    equal(rest, options);
    equal(typeof initiate, "function");
    const wrong = {
      initiationMode: "popup",
      theme: "pink",
      shape: "round",
      disabled: "yes",
      intents: [],
    };
    for (const [key, value] of Object.entries(wrong)) {
      const mount = () =>
        presentation.mountButton(stage.container, /** @type {any} */ ({ [key]: value }));
      await failsWith(mount, "INVALID_ARGUMENT", key);
    }
  },

  "a wrong part or container is refused": async (stage) => {
    const klarna = await stage.load();
    const presentation = await klarna.presentation(ORDER);
    const mount = /** @type {(...args: any[]) => unknown} */ (
      presentation.mount.bind(presentation)
    );
    await failsWith(() => mount("logo", stage.container), "INVALID_ARGUMENT", "part");
    await failsWith(() => mount("header", "#nowhere"), "INVALID_CONTAINER", "container");
    await failsWith(
      () => mount("header", document.createElement("div")),
      "INVALID_CONTAINER",
      "container",
    );
    await failsWith(
      () => mount("icon", stage.container, { shape: "round" }),
      "INVALID_ARGUMENT",
      "shape",
    );
    equal(stage.sdk.elements, []);
  },

  "mounting, unmounting and mounting again leaves one element and no warning": async (stage) => {
    const { presentation, button } = await stage.withButton();
    const header = presentation.mount("header", stage.container);
    for (const mounted of [button, header]) {
      mounted.unmount();
      mounted.unmount();
      equal(mounted.shown, false);
    }
    presentation.mountButton(stage.container);
    equal([stage.container.childElementCount, stage.sdk.warnings], [1, []]);
  },

  "the same part in the same container replaces the one before": async (stage) => {
    const { presentation } = await stage.withButton();
    presentation.mountButton(stage.container);
    presentation.mount("header", stage.container);
    presentation.mount("header", stage.container);
    equal([stage.container.childElementCount, stage.sdk.warnings], [2, []]);
  },

  "a container that the shop emptied gives no warning": async (stage) => {
    const { button } = await stage.withButton();
    stage.container.replaceChildren();
    button.unmount();
    equal(stage.sdk.warnings, []);
  },

  "a refresh shows what is mounted anew, in its place and size": async (stage) => {
    const { presentation } = await stage.withButton();
    presentation.mount("header", stage.container);
    const heights = /** @type {number[]} */ ([]);
    const observer = new ResizeObserver(() => heights.push(stage.container.offsetHeight));
    stage.sdk.present = () => stage.sdk.nested("PRESELECT_KLARNA");
    const before = stage.container.offsetHeight;
    observer.observe(stage.container);
    await presentation.refresh({ amount: 2500 });
    equal(stage.sdk.presentationRequests.at(-1), { amount: 2500, currency: "EUR" });
    equal(presentation.instruction, "PRESELECT_KLARNA");
    equal([stage.container.childElementCount, stage.container.offsetHeight], [2, before]);
    equal(stage.container.style.minHeight, "");
    equal(stage.sdk.warnings, []);
    check(
      heights.every((height) => height === before),
      `the height stays ${before}, was ${heights}`,
    );
    observer.disconnect();
  },

  "of several refreshes the newest counts": async (stage) => {
    const { presentation } = await stage.withButton();
    /** @type {((value: unknown) => void)[]} */
    const answers = [];
    stage.sdk.present = () => new Promise((resolve) => answers.push(resolve));
    const first = presentation.refresh({ amount: 1 });
    const second = presentation.refresh({ amount: 2 });
    answers[1]?.(stage.sdk.nested("SHOW_ONLY_KLARNA"));
    await second;
    answers[0]?.(stage.sdk.nested("HIDE_KLARNA"));
    await first;
    equal(presentation.instruction, "SHOW_ONLY_KLARNA");
  },

  "a refresh counts although a newer one fails": async (stage) => {
    const { presentation } = await stage.withButton();
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      await presentation.refresh({ amount: 1000 });
      /** @type {((value: unknown) => void)[]} */
      const answers = [];
      stage.sdk.present = () => new Promise((resolve) => answers.push(resolve));
      const first = presentation.refresh({ amount: 2000 });
      const second = presentation.refresh({ amount: 3000 });
      second.catch(() => {});
      for (const index of order) {
        answers[index]?.(index === 0 ? stage.sdk.nested("HIDE_KLARNA") : null);
        await turn();
      }
      await first;
      await failsWith(() => second, "SDK_INCOMPATIBLE");
      equal(presentation.instruction, "HIDE_KLARNA");
      stage.sdk.present = () => stage.sdk.nested();
      await presentation.refresh({ locale: "de-DE" });
      equal(
        stage.sdk.presentationRequests.at(-1).amount,
        2000,
        "the next one changes what is shown",
      );
    }
  },

  "a button whose way to pay is gone is not shown": async (stage) => {
    const { presentation, button } = await stage.withButton({}, { option: "saved" });
    stage.sdk.present = () => ({ ...stage.sdk.nested(), savedPaymentOption: undefined });
    await presentation.refresh({ amount: 2000 });
    equal([button.shown, stage.container.childElementCount], [false, 0]);
    stage.sdk.present = () => stage.sdk.nested();
    await presentation.refresh({ amount: 3000 });
    equal([button.shown, stage.sdk.lastElement.name], [true, "saved.paymentButton"]);
  },

  "a part that cannot be shown anew leaves no other one as it was": async (stage) => {
    const klarna = await stage.load();
    const presentation = await klarna.presentation({ amount: 1000, currency: "EUR" });
    const places = [1, 2].map(() => stage.container.appendChild(document.createElement("div")));
    presentation.mount("header", places[0] ?? stage.container);
    presentation.mountButton(places[1] ?? stage.container);
    const before = stage.sdk.lastElement;
    stage.sdk.present = () => {
      const next = stage.sdk.nested();
      const component = () => {
        throw new Error("no");
      };
      Object.assign(next.paymentOption, { header: { component } });
      return next;
    };
    await failsWith(() => presentation.refresh({ amount: 2000 }), "SDK_ERROR");
    check(stage.sdk.lastElement !== before, "the button is that of the new amount");
    check(places[1]?.contains(stage.sdk.lastElement.htmlElement), "it is shown");
  },

  "what a button was told to look like outlasts a refresh": async (stage) => {
    const looks = { disabled: true, loading: true };
    const { presentation, button } = await stage.withButton({}, looks);
    button.setDisabled(false);
    button.setLoading(false);
    await presentation.refresh({ amount: 2000 });
    const shown = () => {
      const { disabled, loading } = stage.sdk.lastElement.configuration;
      return [disabled, loading];
    };
    equal(shown(), [false, false]);
    button.setDisabled(true);
    await presentation.refresh({ amount: 3000 });
    equal(shown(), [true, false]);
  },

  "refreshes at the same time add up": async (stage) => {
    const { presentation } = await stage.withButton();
    await Promise.all([
      presentation.refresh({ amount: 2500 }),
      presentation.refresh({ locale: "de-DE" }),
    ]);
    equal(stage.sdk.presentationRequests.at(-1), {
      locale: "de-DE",
      amount: 2500,
      currency: "EUR",
    });
    stage.sdk.present = () => Promise.reject(new Error("no such locale"));
    await failure(() => presentation.refresh({ locale: "tlh" }));
    stage.sdk.present = () => stage.sdk.nested();
    await presentation.refresh({ amount: 7 });
    equal(stage.sdk.presentationRequests.at(-1).locale, "de-DE", "what failed is forgotten");
  },

  "disposal settles a presentation that waits for Klarna": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.present = () => new Promise(() => {});
    const asked = klarna.presentation(ORDER);
    const other = klarna.presentation(ORDER);
    await Promise.resolve();
    klarna.dispose();
    equal([await settled(asked), await settled(other)], ["DISPOSED", "DISPOSED"]);
  },

  "an update of Klarna's changes the presentation": async (stage) => {
    const { klarna, presentation } = await stage.withButton();
    /** @type {unknown[]} */
    const updates = [];
    klarna.on("presentationupdate", (update) => {
      updates.push(update);
    });
    stage.sdk.report("presentationupdate", stage.sdk.nested("SHOW_ONLY_KLARNA"));
    equal(updates, [{ instruction: "SHOW_ONLY_KLARNA", degraded: false, hasSavedOption: true }]);
    equal(presentation.instruction, "SHOW_ONLY_KLARNA");
  },

  "an update that is no presentation takes nothing away": async (stage) => {
    const { klarna, presentation } = await stage.withButton();
    klarna.on("presentationupdate", () => {});
    stage.sdk.report("presentationupdate", { type: "presentationupdate", detail: null });
    equal(presentation.hasSavedOption, true);
    stage.sdk.onInitiate = (callback) => callback();
    await klarna.initiate();
    equal(stage.sent[0]?.body.paymentOptionId, "option-1");
  },

  "a release without a button in its presentation has one all the same": async (stage) => {
    const klarna = await stage.load();
    stage.sdk.present = () => ({ instruction: "SHOW_KLARNA" });
    const presentation = await klarna.presentation(ORDER);
    presentation.mountButton(stage.container);
    equal(names(stage), ["Payment.button"]);
  },
};
