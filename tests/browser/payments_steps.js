// The checkout of several pages. A later page is a new object here; the end-to-end tests navigate for real.

import { check, equal, failsWith } from "./claims.js";
import { tokenOf } from "./fake_payments.js";
import { clientToken, DECLINED, DISMISSED, ORDER, within } from "./payments_stage.js";

/**
 * The payment page, up to `authorize({ autoFinalize: false })`, and gone.
 *
 * @param {import("./payments_stage.js").Stage} stage
 * @param {unknown} [result]
 * @param {Record<string, unknown>} [widget] the options that name it
 */
async function paymentPage(
  stage,
  result = { approved: true, finalize_required: true },
  widget = {},
) {
  const klarna = await stage.withWidget(widget);
  stage.authorizeAnswers(result);
  await klarna.authorize({ autoFinalize: false }, ORDER);
  klarna.dispose();
  stage.sdk.leave();
}

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "finalize on the same page gives the token": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeAnswers({ approved: true, finalize_required: true });
    equal(await klarna.authorize({ autoFinalize: false }), { status: "finalize_required" });
    equal(klarna.state, "finalize_required");
    const authorizationToken = tokenOf(clientToken(stage.session));
    equal(await klarna.finalize(ORDER), { status: "approved", authorizationToken });
    equal(klarna.state, "approved");
  },

  "finalize on a later page needs no widget": async (stage) => {
    await paymentPage(stage);
    const klarna = await stage.load();
    equal((await klarna.finalize(ORDER)).status, "approved");
    equal(stage.sdk.last("finalize").options, { payment_method_category: "klarna" });
  },

  "a later page need not say which widget was authorized": async (stage) => {
    for (const [widget, handle] of /** @type {[Record<string, unknown>, object][]} */ ([
      [{ paymentMethodCategory: "pay_later" }, { payment_method_category: "pay_later" }],
      [{ paymentMethodCategories: ["a", "b"], instanceId: "one" }, { instance_id: "one" }],
      [{ paymentMethodCategory: null }, {}],
      [{ instanceId: "one" }, { payment_method_category: "klarna", instance_id: "one" }],
    ])) {
      await paymentPage(stage, undefined, widget);
      const klarna = await stage.load();
      equal((await klarna.finalize()).status, "approved");
      equal(stage.sdk.last("finalize").options, handle);
      klarna.dispose();
      stage.startAfresh();
    }
    await paymentPage(stage, undefined, { paymentMethodCategory: "pay_later" });
    const other = await stage.load({ paymentMethodCategory: "pay_now" });
    await failsWith(() => other.finalize(), "INVALID_STATE", "paymentMethodCategory");
  },

  "a later page goes on with the widget that was authorized, whatever comes of it": async (
    stage,
  ) => {
    const category = () => stage.sdk.calls.at(-1)?.options.payment_method_category;
    await paymentPage(stage, undefined, { paymentMethodCategory: "pay_later" });
    const changed = await stage.load();
    stage.sdk.does.reauthorize = (call) =>
      setTimeout(() => call.answer({ approved: true, finalize_required: true }));
    equal(
      [(await changed.reauthorize(ORDER)).status, category()],
      ["finalize_required", "pay_later"],
    );
    changed.dispose();
    const { finalize } = stage.sdk.does;
    stage.sdk.does.finalize = (call) => setTimeout(() => call.answer(DECLINED));
    const closed = await stage.load();
    equal([(await closed.finalize()).status, category()], ["declined", "pay_later"]);
    closed.dispose();
    Object.assign(stage.sdk.does, { finalize });
    const again = await stage.load();
    equal([(await again.finalize()).status, category()], ["approved", "pay_later"]);
  },

  "finalize on a later page works beside a widget, too": async (stage) => {
    await paymentPage(stage);
    const klarna = await stage.withWidget();
    equal((await klarna.finalize()).status, "approved");
    equal(stage.container.childElementCount, 0, "Klarna took the widget");
  },

  "every end of finalize is an outcome": async (stage) => {
    const invalid_fields = ["billing_address.phone"];
    for (const [result, expected] of /** @type {[object, object][]} */ ([
      [DECLINED, { status: "declined" }],
      [DISMISSED, { status: "dismissed" }],
      [
        { approved: false, show_form: true, error: { invalid_fields } },
        { status: "correction_required", invalidFields: invalid_fields },
      ],
    ])) {
      await paymentPage(stage);
      const klarna = await stage.load();
      stage.sdk.does.finalize = (call) => setTimeout(() => call.answer(result));
      equal(await klarna.finalize(), expected);
    }
  },

  "a customer who stops at finalize may try again, also on another page": async (stage) => {
    await paymentPage(stage);
    const { finalize } = stage.sdk.does;
    stage.sdk.does.finalize = (call) => setTimeout(() => call.answer(DISMISSED));
    await (await stage.load()).finalize();
    Object.assign(stage.sdk.does, { finalize });
    equal((await (await stage.load()).finalize()).status, "approved");
  },

  "after authorize gave the token there is nothing to finalize, here and on a later page": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    await klarna.authorize({ autoFinalize: false });
    await failsWith(() => klarna.finalize(), "INVALID_STATE");
    const later = await stage.load();
    await failsWith(() => later.finalize(), "INVALID_STATE");
    equal(stage.sdk.to("finalize").length, 0);
  },

  "after a decline there is nothing to finalize on a later page": async (stage) => {
    await paymentPage(stage, DECLINED);
    const later = await stage.load();
    await failsWith(() => later.finalize(), "INVALID_STATE");
    equal(stage.sdk.to("finalize").length, 0);
  },

  "a decline of another widget leaves what waits for finalize": async (stage) => {
    const later = await stage.withWidget({ paymentMethodCategory: "pay_later" });
    const box = document.createElement("div");
    document.body.append(box);
    const now = await stage.load({ paymentMethodCategory: "pay_now" });
    await now.load(box, ORDER);
    stage.authorizeAnswers({ approved: true, finalize_required: true });
    await later.authorize({ autoFinalize: false });
    stage.authorizeAnswers(DECLINED);
    equal(await now.authorize({ autoFinalize: false }), { status: "declined" });
    box.remove();
    equal([later.state, await within(later.finalize())], ["finalize_required", "approved"]);
  },

  "a token that finalize gave is not asked for twice": async (stage) => {
    await paymentPage(stage);
    const klarna = await stage.load();
    await klarna.finalize();
    const reloaded = await stage.load();
    await failsWith(() => reloaded.finalize(), "INVALID_STATE");
    equal(stage.sdk.charged.length, 1);
  },

  "a token that came in the very moment of the disposal is not asked for twice": async (stage) => {
    await paymentPage(stage);
    const klarna = await stage.load({ backend: "/orders" });
    stage.sdk.does.finalize = (call) => {
      stage.sdk.approve(call);
      klarna.dispose();
    };
    equal((await klarna.finalize()).status, "approved");
    const reloaded = await stage.load({ backend: "/orders" });
    equal([await within(reloaded.finalize()), stage.sdk.charged.length], ["INVALID_STATE", 1]);
  },

  "a session that changed in between is not finalized": async (stage) => {
    await paymentPage(stage);
    const klarna = await stage.load({ clientToken: clientToken("the shop made a new session") });
    await failsWith(() => klarna.finalize(), "INVALID_STATE");
    equal(stage.sdk.to("finalize").length, 0);
    await klarna.load(stage.container, ORDER);
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize({ autoFinalize: false });
    equal((await klarna.finalize()).status, "approved");
  },

  "where nothing is known, as in a second tab, Klarna decides": async (stage) => {
    await paymentPage(stage);
    sessionStorage.clear();
    equal((await (await stage.load()).finalize()).status, "approved");
  },

  "what is left for the next page is small, and no token": async (stage) => {
    await paymentPage(stage);
    const kept = Object.entries(sessionStorage);
    equal(kept.length, 1);
    const [[, text]] = /** @type {[[string, string]]} */ (kept);
    equal(JSON.parse(text), {
      session: stage.session,
      category: "klarna",
      finalizeRequired: true,
    });
    const klarna = await stage.load({ backend: "/orders" });
    await klarna.finalize();
    const token = tokenOf(clientToken(stage.session));
    for (const place of [JSON.stringify(sessionStorage), JSON.stringify(localStorage)]) {
      for (const secret of [token, clientToken(stage.session), "signature"]) {
        check(!place.includes(secret), "no token in storage");
      }
    }
  },

  "a record that somebody tampered with counts as none": async (stage) => {
    const [key] = await paymentPage(stage).then(() => Object.keys(sessionStorage));
    for (const text of [
      "",
      "null",
      "not json",
      "[]",
      "{}",
      '{"session":1,"category":"klarna","finalizeRequired":true}',
      `{"session":"${stage.session}","category":"klarna","finalizeRequired":"yes"}`,
      "[".repeat(10_000),
      `"${"x".repeat(100_000)}"`,
    ]) {
      sessionStorage.setItem(String(key), text);
      equal((await (await stage.load()).finalize()).status, "approved", text.slice(0, 20));
    }
  },

  "without storage everything works but the memory of it": async (stage) => {
    const { getItem, setItem } = Storage.prototype;
    Storage.prototype.getItem = Storage.prototype.setItem = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    };
    try {
      await paymentPage(stage);
      equal((await (await stage.load()).finalize()).status, "approved");
    } finally {
      Object.assign(Storage.prototype, { getItem, setItem });
    }
  },

  "an order that changed is authorized again, with or without a widget": async (stage) => {
    const klarna = await stage.load();
    const changed = { ...ORDER, merchant_reference1: "changed" };
    equal((await klarna.reauthorize(changed)).status, "approved");
    equal(stage.sdk.last("reauthorize").data, changed);
    await klarna.load(stage.container, ORDER);
    equal((await klarna.reauthorize()).status, "approved");
  },
};
