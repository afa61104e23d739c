// Klarna's SDK has one session for the whole page: no purchase is ever authorized on another object's session.

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { frameId } from "./fake_payments.js";
import { clientToken, DISMISSED, ORDER, within } from "./payments_stage.js";

/** Every call of an object that could reach Klarna. @param {any} klarna @param {Element} container */
const everyCall = (klarna, container) => [
  () => klarna.load(container),
  () => klarna.loadPaymentReview(container),
  () => klarna.authorize(),
  () => klarna.reauthorize(),
  () => klarna.finalize(),
];

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "with two sessions on a page only the newer one can be authorized": async (stage) => {
    const older = await stage.withWidget();
    const newer = await stage.load({ clientToken: clientToken("newer"), instanceId: "newer" });
    const sent = stage.sdk.calls.length;
    for (const act of everyCall(older, stage.container)) await failsWith(act, "SUPERSEDED");
    equal([stage.sdk.calls.length, older.state], [sent, "superseded"]);
    await newer.load(stage.container, ORDER);
    equal((await newer.authorize()).status, "approved");
    equal(stage.sdk.charged, [clientToken("newer")]);
  },

  "the customer's click on the older widget charges nobody": async (stage) => {
    const older = await stage.withWidget();
    const button = document.createElement("button");
    /** @type {Promise<unknown> | undefined} */
    let outcome;
    button.addEventListener("click", () => {
      outcome = older.authorize({}, ORDER);
    });
    const newer = await stage.load({ clientToken: clientToken("newer") });
    button.click();
    await failsWith(() => outcome, "SUPERSEDED");
    equal([stage.sdk.charged, newer.state], [[], "ready"]);
  },

  "the older object hears at once, also while it waits for Klarna": async (stage) => {
    const older = await stage.withWidget({ backend: "/orders" });
    /** @type {string[]} */
    const states = [];
    older.on("statechange", ({ state }) => states.push(state));
    const answer = stage.authorizeWaits();
    const outcome = older.authorize();
    await stage.load({ clientToken: clientToken("newer") });
    await failsWith(() => outcome, "SUPERSEDED");
    answer({ approved: true, authorization_token: "of-the-older" });
    await turn();
    equal([states, stage.sent], [["authorizing", "superseded"], []]);
  },

  "the older object hears at once, also while it loads": async (stage) => {
    const older = await stage.load();
    stage.sdk.does.load = () => {};
    const first = older.load(stage.container);
    const second = older.load(stage.container);
    await stage.load({ clientToken: clientToken("newer") });
    for (const shown of [first, second]) await failsWith(() => shown, "SUPERSEDED");
  },

  "a session that comes back is authorized through its newest object": async (stage) => {
    const first = await stage.withWidget();
    await stage.load({ clientToken: clientToken("second") });
    const again = await stage.withWidget();
    await failsWith(() => first.authorize(), "SUPERSEDED");
    equal((await again.authorize()).status, "approved");
    equal(stage.sdk.charged, [clientToken(stage.session)]);
  },

  "objects of one session show two widgets, and ask Klarna one at a time": async (stage) => {
    const one = await stage.withWidget({ paymentMethodCategory: "pay_now" });
    const box = document.createElement("div");
    document.body.append(box);
    const two = await stage.load({ paymentMethodCategory: "pay_later" });
    await two.load(box, ORDER);
    const answer = stage.authorizeWaits();
    const outcome = one.authorize();
    await failsWith(() => two.authorize(), "IN_PROGRESS");
    await failsWith(() => two.finalize(), "IN_PROGRESS");
    equal(stage.sdk.to("authorize").length, 1);
    answer({ approved: false, show_form: true });
    equal(await outcome, { status: "dismissed" });
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal((await two.authorize()).status, "approved");
    equal(stage.sdk.last("authorize").options.payment_method_category, "pay_later");
    box.remove();
  },

  "while a token of the session is on its way no other object of the session asks for one": async (
    stage,
  ) => {
    const one = await stage.withWidget({ paymentMethodCategory: "pay_now", backend: "/orders" });
    const box = document.createElement("div");
    document.body.append(box);
    const two = await stage.load({ paymentMethodCategory: "pay_later", backend: "/orders" });
    await two.load(box, ORDER);
    /** @type {(answer: unknown) => void} */
    let answer = () => {};
    stage.backend = () => new Promise((resolve) => (answer = resolve));
    const outcome = one.authorize();
    await becomes(() => stage.sent.length === 1, "the token is on its way");
    const second = within(two.authorize());
    await turn();
    answer({ order_number: "1" });
    await outcome;
    stage.backend = () => ({ order_number: "2" });
    answer({ order_number: "2" });
    box.remove();
    equal([await second, stage.sdk.charged.length], ["IN_PROGRESS", 1]);
  },

  "while a token of the session may have arrived no other object of the session asks for one":
    async (stage) => {
      const one = await stage.withWidget({
        paymentMethodCategory: "pay_now",
        backend: { url: "/orders", maxAttempts: 1 },
      });
      const box = document.createElement("div");
      document.body.append(box);
      const two = await stage.load({ paymentMethodCategory: "pay_later", backend: "/orders" });
      await two.load(box, ORDER);
      stage.backend = () => new TypeError("connection lost");
      await failsWith(() => one.authorize(), "BACKEND_UNREACHABLE");
      stage.backend = () => ({ order_number: "2" });
      const second = await within(two.authorize());
      box.remove();
      equal([second, stage.sdk.charged.length], ["INVALID_STATE", 1]);
    },

  "a token that was delivered is not asked for again by another object of the session": async (
    stage,
  ) => {
    const one = await stage.withWidget({ paymentMethodCategory: "pay_now", backend: "/orders" });
    const box = document.createElement("div");
    document.body.append(box);
    const two = await stage.load({ paymentMethodCategory: "pay_later", backend: "/orders" });
    await two.load(box, ORDER);
    await one.authorize();
    const second = await within(two.authorize());
    box.remove();
    equal([second, stage.sdk.charged.length], ["INVALID_STATE", 1]);
    equal(await within(two.reauthorize()), "approved", "the order changed");
  },

  "a session that another copy of this package had delivered is not asked for a second token":
    async (stage) => {
      const klarna = await stage.withWidget({ backend: "/orders" });
      // What a second copy writes when its backend has a token; the end-to-end tests load a real one.
      const delivered = "__klarnaPaymentsWasmDelivered";
      Object.assign(window, { [delivered]: Reflect.get(window, "__klarnaPaymentsWasmSession") });
      const second = [await within(klarna.authorize()), await within(klarna.finalize())];
      equal([second, stage.sdk.charged.length], [["INVALID_STATE", "INVALID_STATE"], 0]);
      equal(await within(klarna.reauthorize()), "approved", "the order changed");
      stage.startAfresh();
      const next = await stage.withWidget({ backend: "/orders" });
      equal((await next.authorize()).status, "approved", "the next purchase");
    },

  "a copy of this package that was collected while it was at work holds up nobody": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const busy = "__klarnaPaymentsWasmBusy";
    // What a second copy writes while it waits for Klarna.
    const { session } = stage;
    Object.assign(window, { [busy]: { deref: () => ({ session }) } });
    await failsWith(() => klarna.authorize(), "IN_PROGRESS");
    Object.assign(window, { [busy]: { deref: () => undefined } });
    const answer = stage.authorizeWaits();
    const outcome = klarna.authorize();
    const mark = Reflect.get(window, busy);
    equal([mark instanceof WeakRef, mark.deref().session], [true, session]);
    answer(DISMISSED);
    await outcome;
    equal(Reflect.get(window, busy), undefined);
  },

  "the session that was asked for last has the page, whichever is ready first": async (stage) => {
    const { Klarna } = /** @type {any} */ (window);
    Reflect.deleteProperty(window, "Klarna");
    const sdk = { url: "/never.js", timeoutMs: 5000, retries: 0 };
    // The script is not there; what the browser says of it must not come before what the scenario says.
    const unheard = (/** @type {Event} */ event) => {
      if (event.target instanceof HTMLScriptElement) event.stopImmediatePropagation();
    };
    window.addEventListener("error", unheard, true);
    const late = within(stage.load({ clientToken: clientToken("older"), sdk }));
    await turn();
    Object.assign(window, { Klarna });
    const newer = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const outcome = newer.authorize();
    document.querySelector('script[src*="never.js"]')?.dispatchEvent(new Event("load"));
    equal(await late, "SUPERSEDED");
    window.removeEventListener("error", unheard, true);
    equal([newer.state, stage.sdk.session], ["authorizing", clientToken(stage.session)]);
    answer({ approved: true, show_form: true, authorization_token: "t" });
    equal((await outcome).status, "approved");
  },

  "another copy of this package takes the page over as well": async (stage) => {
    const klarna = await stage.withWidget();
    // What a second copy writes when it starts a session; the end-to-end tests load a real one.
    const owner = "__klarnaPaymentsWasmSession";
    Object.assign(window, { [owner]: "session of another copy" });
    const sent = stage.sdk.calls.length;
    for (const act of everyCall(klarna, stage.container)) await failsWith(act, "SUPERSEDED");
    equal(stage.sdk.calls.length, sent);
  },

  "a load that had to wait is not sent to a page that another copy took over meanwhile": async (
    stage,
  ) => {
    const klarna = await stage.load();
    stage.sdk.does.load = () => {};
    const loads = [within(klarna.load(stage.container)), within(klarna.load(stage.container))];
    const owner = "__klarnaPaymentsWasmSession";
    Object.assign(window, { [owner]: "session of another copy" });
    stage.sdk.last("load").answer({ show_form: true });
    equal(await Promise.all(loads), ["SUPERSEDED", "SUPERSEDED"]);
    equal(stage.sdk.to("load").length, 1);
  },

  "a superseded object still delivers the token that it holds": async (stage) => {
    stage.backend = () => new Response("{}", { status: 400 });
    const older = await stage.withWidget({ backend: "/orders" });
    await failsWith(() => older.authorize(), "BACKEND_REJECTED");
    await stage.load({ clientToken: clientToken("newer") });
    stage.backend = () => ({ order_number: "7" });
    equal((await older.deliver()).body, { order_number: "7" });
    equal(
      stage.sent.map(({ body }) => body.session_id),
      [stage.session, stage.session],
    );
  },

  "disposing of the older object leaves the newer one its widget": async (stage) => {
    for (const session of [stage.session, "another"]) {
      const older = await stage.withWidget();
      const newer = await stage.load({ clientToken: clientToken(session) });
      await newer.load(stage.container, ORDER);
      older.dispose();
      check(document.getElementById(frameId("klarna")), `the widget is there, session ${session}`);
      equal((await newer.authorize()).status, "approved");
      newer.dispose();
      equal(stage.container.childElementCount, 0);
    }
  },

  "a widget of a superseded object goes with the one that took it over": async (stage) => {
    await stage.withWidget();
    const newer = await stage.load({ clientToken: clientToken("newer") });
    await newer.load(stage.container, ORDER);
    newer.dispose();
    equal(stage.container.childElementCount, 0);
  },

  "disposing of the older object while the newer one loads leaves it its widget": async (stage) => {
    const older = await stage.load();
    stage.sdk.does.load = (call) => stage.sdk.show(call);
    const gone = older.load(stage.container, ORDER);
    const newer = await stage.load();
    const shown = newer.load(stage.container, ORDER);
    older.dispose();
    await failsWith(() => gone, "DISPOSED");
    await turn();
    check(document.getElementById(frameId("klarna")), "the frame is there");
    stage.sdk.last("load").answer({ show_form: true });
    equal(await shown, { status: "shown" });
    equal((await newer.authorize()).status, "approved");
  },

  "a late token of a disposed object is the answer of the one that took its place": async (
    stage,
  ) => {
    const one = await stage.withWidget({ backend: "/orders" });
    stage.authorizeWaits();
    const gone = one.authorize();
    const { answer } = stage.sdk.last("authorize");
    one.dispose();
    await failsWith(() => gone, "DISPOSED");
    const two = await stage.withWidget({ backend: "/orders" });
    // Some sessions drop a second call while the first one runs: only the first will ever be answered.
    const outcome = within(two.authorize());
    answer({ approved: true, authorization_token: "late" });
    equal([await outcome, stage.sent.length], ["approved", 1]);
  },

  "a late token of another session answers nobody": async (stage) => {
    const older = await stage.withWidget();
    stage.authorizeWaits();
    const gone = older.authorize();
    const { answer } = stage.sdk.last("authorize");
    const newer = await stage.withWidget({ clientToken: clientToken("newer") });
    await failsWith(() => gone, "SUPERSEDED");
    const outcome = within(newer.authorize(), 50);
    answer({ approved: true, authorization_token: "late" });
    equal(await outcome, "pending");
  },

  "a widget that Klarna asks the customer with is not loaded elsewhere by another object": async (
    stage,
  ) => {
    const one = await stage.withWidget();
    const answer = stage.authorizeWaits();
    const outcome = within(one.authorize());
    const box = document.createElement("div");
    document.body.append(box);
    const two = await stage.load();
    const loaded = await within(two.load(box, ORDER));
    answer({ approved: false, show_form: true });
    equal([loaded, await outcome], ["IN_PROGRESS", "dismissed"]);
    equal(await two.load(box, ORDER), { status: "shown" });
    box.remove();
  },

  "a session without an id is told apart by its token": async (stage) => {
    const first = await stage.withWidget({ clientToken: "opaque-1" });
    const same = await stage.load({ clientToken: "opaque-1" });
    equal(first.state, "loaded");
    await stage.load({ clientToken: "opaque-2" });
    for (const klarna of [first, same]) equal(klarna.state, "superseded");
  },

  "a method of klarnas that calls back into the purchase does no harm": async (stage) => {
    const older = await stage.withWidget();
    /** @type {unknown[]} */
    const thrown = [];
    stage.sdk.api.off = () => {
      try {
        older.dispose();
      } catch (error) {
        thrown.push(String(error));
      }
    };
    await stage.load({ clientToken: "another" });
    equal([older.state, thrown], ["disposed", []]);
  },
};
