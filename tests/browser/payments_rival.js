// Another script of the page uses Klarna's SDK for a session of its own.

import { check, equal, failsWith, turn } from "./claims.js";
import { tokenOf } from "./fake_payments.js";
import { clientToken, ORDER, within } from "./payments_stage.js";

const THEIRS = clientToken("theirs");

/** What a plug-in's button does. */
const begin = () => /** @type {any} */ (window).Klarna.Payments.init({ client_token: THEIRS });

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "every call runs on our session although another script began its own": async (stage) => {
    for (const method of /** @type {const} */ (["authorize", "reauthorize", "finalize"])) {
      const klarna = await stage.withWidget({ backend: "/orders" });
      begin();
      const outcome = method === "authorize" ? klarna.authorize() : klarna[method]();
      equal(stage.sdk.last(method).session, clientToken(stage.session), `${method}: in the click`);
      equal((await outcome).status, "approved");
      equal(stage.sent.at(-1)?.body, {
        authorization_token: tokenOf(clientToken(stage.session)),
        session_id: stage.session,
      });
      klarna.dispose();
      stage.startAfresh();
    }
    const klarna = await stage.load();
    begin();
    await klarna.load(stage.container, ORDER);
    equal(stage.sdk.last("load").session, clientToken(stage.session), "load");
  },

  "without another script Klarna gets the session once": async (stage) => {
    const klarna = await stage.withWidget();
    await klarna.authorize();
    equal(stage.sdk.to("init").length, 1);
  },

  "a widget whose frame the other script took into its own box is loaded again first": async (
    stage,
  ) => {
    const klarna = await stage.withWidget();
    const box = document.createElement("div");
    document.body.append(box);
    begin();
    const { Payments } = /** @type {any} */ (window).Klarna;
    Payments.load({ payment_method_category: "klarna", container: box }, {}, () => {});
    await turn();
    const outcome = klarna.authorize();
    const methods = stage.sdk.calls.slice(-3).map(({ method, session }) => [method, session]);
    const ours = clientToken(stage.session);
    equal(methods, [
      ["init", ours],
      ["load", ours],
      ["authorize", ours],
    ]);
    equal(stage.sdk.last("load").options.container === stage.container, true);
    equal((await outcome).status, "approved");
    box.remove();
  },

  "a session that Klarna does not take again sends nothing": async (stage) => {
    const klarna = await stage.withWidget();
    begin();
    stage.sdk.does.init = () => {
      throw new Error("The client token is invalid.");
    };
    await failsWith(() => klarna.authorize(), "INVALID_CLIENT_TOKEN", "clientToken");
    equal([stage.sdk.to("authorize").length, klarna.state], [0, "loaded"]);
  },

  "while the other script calls in the same task nothing of ours is sent": async (stage) => {
    const klarna = await stage.withWidget();
    begin();
    const { Payments } = /** @type {any} */ (window).Klarna;
    Payments.authorize({}, {}, () => {});
    const error = await failsWith(() => klarna.authorize(), "SUPERSEDED");
    equal([error.retryable, klarna.state], [true, "loaded"]);
    equal(stage.sdk.session, THEIRS, "their session is left alone");
    await turn();
    await turn();
    equal(await within(klarna.authorize()), "approved");
    check(stage.sdk.charged.includes(clientToken(stage.session)), "on our session");
  },

  "a method that another script replaces is the one that is called": async (stage) => {
    const klarna = await stage.withWidget();
    const { Payments } = /** @type {any} */ (window).Klarna;
    const { authorize } = Payments;
    let seen = 0;
    Payments.authorize = (/** @type {unknown[]} */ ...args) => {
      seen++;
      return authorize(...args);
    };
    equal([(await klarna.authorize()).status, seen], ["approved", 1]);
  },
};
