// What reaches Klarna's SDK, and when.

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { clientToken, ORDER } from "./payments_stage.js";

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "init gets the client token alone, and as soon as the SDK is there": async (stage) => {
    await stage.load({ backend: "/orders", paymentMethodCategory: "klarna" });
    equal(
      stage.sdk.to("init").map(({ args }) => args),
      [[{ client_token: clientToken(stage.session) }]],
    );
  },

  "every call has three arguments, which are fresh plain objects of its own": async (stage) => {
    const klarna = await stage.withWidget();
    stage.sdk.does.authorize = stage.sdk.waitForFinalize;
    for (const again of [false, true]) {
      await klarna.authorize({ autoFinalize: false }, ORDER);
      if (again) await klarna.reauthorize(ORDER);
      else await klarna.finalize(ORDER).then(() => klarna.load(stage.container, ORDER));
    }
    const given = new Set();
    for (const { method, args } of stage.sdk.calls.filter(({ method }) => method !== "init")) {
      equal(args.length, 3, method);
      const [options, data, callback] = /** @type {[object, object, unknown]} */ (args);
      for (const object of [options, data]) {
        check(!given.has(object), `${method}: the object was not given before`);
        given.add(object);
        check(!Object.isFrozen(object) && Object.isExtensible(object), `${method} may write to it`);
        equal(
          Object.getPrototypeOf(object) === Object.prototype,
          true,
          `${method}: a plain object`,
        );
      }
      equal(typeof callback, "function", method);
    }
  },

  "what the SDK writes to its options harms neither the shop's objects nor the next call": async (
    stage,
  ) => {
    const { load } = stage.sdk.does;
    stage.sdk.does.load = (call) => {
      call.options.payment_method_categories = ["pay_now", "pay_later"];
      call.data.order_amount = 1;
      load?.(call);
    };
    const order = structuredClone(ORDER);
    const klarna = await stage.load();
    await klarna.load(stage.container, order);
    await klarna.load(stage.container, order);
    equal(order, ORDER);
    equal(Object.keys(stage.sdk.last("load").options).length, 3, "with what the SDK wrote");
  },

  "the widget is named alike in every call": async (stage) => {
    const klarna = await stage.withWidget({
      paymentMethodCategory: "pay_later",
      instanceId: "checkout-1",
      preferredPaymentMethod: "invoice",
    });
    await klarna.authorize({ autoFinalize: false });
    const name = { payment_method_category: "pay_later", instance_id: "checkout-1" };
    const { container, ...load } = stage.sdk.last("load").options;
    check(container === stage.container, "the container is passed on as the element it is");
    equal(load, { ...name, preferred_payment_method: "invoice" });
    equal(stage.sdk.last("authorize").options, { ...name, auto_finalize: false });
    await klarna.reauthorize();
    equal(stage.sdk.last("reauthorize").options, name);
  },

  "several categories in one widget go with their instance id": async (stage) => {
    const klarna = await stage.withWidget({
      paymentMethodCategories: ["pay_now", "pay_later"],
      instanceId: "both",
    });
    const { container, ...load } = stage.sdk.last("load").options;
    check(container, "there is a container");
    equal(load, { payment_method_categories: ["pay_now", "pay_later"], instance_id: "both" });
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize();
    equal(stage.sdk.last("authorize").options, load);
    await klarna.finalize();
    equal(stage.sdk.last("finalize").options, { instance_id: "both" });
  },

  "auto_finalize is said only if the shop said it": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeAnswers({ approved: false, show_form: true });
    for (const [options, expected] of /** @type {[any, any][]} */ ([
      [undefined, undefined],
      [{}, undefined],
      [{ autoFinalize: undefined }, undefined],
      [{ autoFinalize: true }, true],
      [{ autoFinalize: false }, false],
    ])) {
      await klarna.authorize(options);
      equal(stage.sdk.last("authorize").options.auto_finalize, expected);
      equal("auto_finalize" in stage.sdk.last("authorize").options, expected !== undefined);
    }
  },

  "order data reaches Klarna as it is, without the keys that would swap the arguments": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const data = {
      ...ORDER,
      billing_address: { given_name: "Åsa", family_name: "Öberg", email: "a@example.com" },
      shipping_address: { given_name: "Åsa", street_address: "Väg 1\n\u0000\u{1f6cd}" },
      customer: { date_of_birth: "1970-01-01", type: "person" },
      attachment: { content_type: "application/vnd.klarna+json", body: '{"a":[1]}' },
      merchant_reference1: "",
      options: { radius_border: "0px" },
      custom_payment_method_ids: ["a", "b"],
    };
    await klarna.authorize(
      {},
      { ...data, payment_method_category: "pay_later", instance_id: "other" },
    );
    equal(stage.sdk.last("authorize").data, data);
    for (const act of /** @type {const} */ (["load", "reauthorize", "finalize"])) {
      const swapping = { payment_method_category: "x", instance_id: "y" };
      sessionStorage.clear();
      const klarna = await stage.load();
      if (act === "load") await klarna.load(stage.container, swapping);
      else await klarna[act](swapping);
      equal(stage.sdk.last(act).data, {}, act);
    }
  },

  "without order data Klarna gets an empty object": async (stage) => {
    const klarna = await stage.load();
    await klarna.load(stage.container);
    equal(stage.sdk.last("load").data, {});
    await klarna.authorize();
    equal(stage.sdk.last("authorize").data, {});
  },

  "authorize, reauthorize and finalize reach Klarna before they return": async (stage) => {
    for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
      sessionStorage.clear();
      const klarna = await stage.withWidget();
      const before = stage.sdk.calls.length;
      const promise = method === "authorize" ? klarna.authorize({}, ORDER) : klarna[method](ORDER);
      equal(stage.sdk.calls.length, before + 1, `${method}: at the SDK when it returns`);
      equal(stage.sdk.calls.at(-1)?.method, method);
      await promise;
    }
  },

  "a click that opens Klarna's window still counts as a click": async (stage) => {
    const klarna = await stage.withWidget();
    let inTheClick = false;
    let seen = false;
    stage.sdk.does.authorize = (call) => {
      seen = inTheClick;
      stage.sdk.approve(call);
    };
    const button = document.createElement("button");
    /** @type {Promise<unknown> | undefined} */
    let outcome;
    button.addEventListener("click", () => {
      inTheClick = true;
      outcome = klarna.authorize({}, ORDER);
      inTheClick = false;
    });
    button.click();
    check(seen, "Klarna was called within the click's handler");
    equal(/** @type {any} */ (await outcome).status, "approved");
  },

  "load reaches Klarna before it returns, and so does a payment review": async (stage) => {
    const klarna = await stage.load();
    const shown = klarna.load("#klarna", ORDER);
    check(stage.sdk.last("load").options.container === stage.container, "by its selector");
    equal(await shown, { status: "shown" });
    const review = klarna.loadPaymentReview(stage.container);
    equal(Object.keys(stage.sdk.last("loadPaymentReview").options), ["container"]);
    equal(stage.sdk.last("loadPaymentReview").args.length, 2);
    equal(await review, { status: "shown" });
  },

  "order data is checked before Klarna sees it, with the path and both sums": async (stage) => {
    const klarna = await stage.withWidget();
    const before = stage.sdk.calls.length;
    const wrong = { ...ORDER, order_amount: 11_803 };
    const [line] = ORDER.order_lines;
    const cases = /** @type {[import("klarna-payments-wasm").OrderData, string, RegExp][]} */ ([
      [wrong, "order_amount", /11803.*11800/],
      [{ ...ORDER, order_tax_amount: 1 }, "order_tax_amount", /1,.*2360/],
      [{ order_lines: [{ ...line, total_amount: 1 }] }, "order_lines[0].total_amount", /1,.*11800/],
      [{ order_lines: [line, { ...line, quantity: 1.5 }] }, "order_lines[1].quantity", /whole/],
      [{ purchase_country: "Sweden" }, "purchase_country", /two letters/],
      [{ locale: "sv_SE" }, "locale", /sv|en/],
    ]);
    for (const [data, path, words] of cases) {
      for (const act of [
        () => klarna.load(stage.container, data),
        () => klarna.authorize({}, data),
        () => klarna.reauthorize(data),
        () => klarna.finalize(data),
      ]) {
        const error = await failsWith(act, "ORDER_INVALID", path);
        check(words.test(error.message), `${error.message} tells ${words}`);
      }
    }
    equal(stage.sdk.calls.length, before, "nothing was sent");
    equal(klarna.state, "loaded");
  },

  "personal data is passed on and not kept": async (stage) => {
    const klarna = await stage.withWidget();
    stage.authorizeAnswers({ finalize_required: true });
    await klarna.authorize({ autoFinalize: false }, { billing_address: { email: "a@b.example" } });
    await turn();
    equal(JSON.stringify(sessionStorage).includes("example"), false);
    await klarna.finalize();
    equal(stage.sdk.last("finalize").data, {});
    await becomes(() => klarna.state === "approved", "it is approved");
  },
};
