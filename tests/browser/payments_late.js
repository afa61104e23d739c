// Tokens that come when nobody waits for them any more.

import { becomes, check, equal, failsWith, turn } from "./claims.js";
import { clientToken, ORDER, within } from "./payments_stage.js";

const CANCEL = { url: "/orders", context: { cart: "1" }, cancel: "/cancellations" };
const late = (/** @type {string} */ token) => ({ approved: true, authorization_token: token });

/** A client token whose session goes on in Klarna's purchase-flow library. @param {string} session */
const dropping = (session) => {
  const experiments = [{ name: "utopia-flow", variate: "variate-1" }];
  return `e30.${btoa(JSON.stringify({ session_id: session, experiments }))}.signature`;
};

/** @type {Record<string, (stage: import("./payments_stage.js").Stage) => Promise<void>>} */
export const scenarios = {
  "a token that comes after the container left is this purchase's and answers the next authorize":
    async (stage) => {
      const klarna = await stage.withWidget({ backend: "/orders" });
      const answer = stage.authorizeWaits();
      document.documentElement.classList.add("klarna-payments-fso-open");
      const outcome = klarna.authorize();
      stage.container.remove();
      const error = await failsWith(() => outcome, "WIDGET_REMOVED");
      check(error.message.includes("may still confirm"), `it says so: ${error.message}`);
      equal(document.documentElement.className, "", "the page can be scrolled");
      document.body.append(stage.container);
      await klarna.load(stage.container, ORDER);
      answer(late("late"));
      await becomes(() => klarna.state === "delivered", "it is delivered");
      const { status, delivery } = /** @type {any} */ (await klarna.authorize());
      equal([status, delivery.body], ["approved", { order_number: "1" }]);
      equal([stage.sdk.to("authorize").length, stage.sent.length], [1, 1]);
    },

  "in the purchase-flow library neither finalize nor reauthorize needs the frame that is shown":
    async (stage) => {
      for (const method of /** @type {const} */ (["finalize", "reauthorize"])) {
        const token = { clientToken: dropping(stage.session) };
        const klarna = await stage.withWidget({ ...token, backend: "/orders" });
        stage.sdk.does[method] = () => {};
        const outcome = klarna[method]();
        stage.container.replaceChildren();
        await turn();
        stage.container.remove();
        await turn();
        stage.sdk.last(method).answer(late("confirmed"));
        equal([method, (await outcome).status], [method, "approved"]);
        klarna.dispose();
        stage.startAfresh();
        document.body.append(stage.container);
      }
    },

  "what covers the page goes with a load, where the box of a call that was given up has left":
    async (stage) => {
      const klarna = await stage.withWidget();
      stage.authorizeWaits();
      const controller = new AbortController();
      const outcome = klarna.authorize({ signal: controller.signal });
      document.documentElement.classList.add("klarna-payments-fso-open");
      controller.abort();
      await failsWith(() => outcome, "ABORTED");
      stage.container.remove();
      await turn();
      const box = document.createElement("div");
      document.body.append(box);
      const shown = klarna.load(box, ORDER);
      equal(document.documentElement.className, "", "the page can be scrolled");
      equal(await shown, { status: "shown" });
      box.remove();
    },

  "a token of an object that was disposed of goes to the one that was made anew": async (stage) => {
    const gone = await stage.withWidget({ backend: "/orders" });
    const answer = stage.authorizeWaits();
    const outcome = gone.authorize();
    gone.dispose();
    await failsWith(() => outcome, "DISPOSED");
    const anew = await stage.load({ backend: "/orders" });
    answer(late("late"));
    await becomes(() => anew.state === "delivered", "it is delivered");
    equal((await anew.authorize()).status, "approved");
    equal(
      stage.sent.map(({ body }) => body.authorization_token),
      ["late"],
    );
  },

  "a token that no object is left for is given back by the shop's server": async (stage) => {
    const klarna = await stage.withWidget({ backend: CANCEL });
    const answer = stage.authorizeWaits();
    const outcome = klarna.authorize();
    klarna.dispose();
    await failsWith(() => outcome, "DISPOSED");
    await stage.load({ clientToken: clientToken("another") });
    answer(late("late"));
    await becomes(() => stage.sent.length === 1, "it is given back");
    const [{ url, body }] = /** @type {[import("./payments_stage.js").Sent]} */ (stage.sent);
    equal(new URL(url).pathname, "/cancellations");
    equal(body, { authorization_token: "late", session_id: stage.session, reason: "disposed" });
  },

  "without such an address the log says that an authorization was left open and never the token":
    async (stage) => {
      /** @type {any[]} */
      const log = [];
      const klarna = await stage.withWidget({
        backend: "/orders",
        log: (entry) => log.push(entry),
      });
      const answer = stage.authorizeWaits();
      const outcome = klarna.authorize();
      klarna.dispose();
      await failsWith(() => outcome, "DISPOSED");
      answer(late("left-open"));
      await turn();
      const entry = log.find(({ event }) => event === "authorization_left_open");
      equal([entry?.reason, stage.sent], ["disposed", []]);
      check(!JSON.stringify(log).includes("left-open"), "no token in the log");
    },

  "a second token of a session is given back and the first is delivered once": async (stage) => {
    const klarna = await stage.withWidget({ backend: CANCEL });
    stage.authorizeWaits();
    const controller = new AbortController();
    const aborted = klarna.authorize({ signal: controller.signal });
    const first = stage.sdk.last("authorize");
    controller.abort();
    await failsWith(() => aborted, "ABORTED");
    await klarna.load(stage.container, ORDER);
    const outcome = klarna.authorize();
    first.answer(late("one"));
    stage.sdk.last("authorize").answer(late("two"));
    equal((await outcome).status, "approved");
    await becomes(() => stage.sent.length === 2, "both have left");
    const sent = stage.sent.map(({ url, body }) => [
      new URL(url).pathname,
      body.authorization_token,
      body.reason,
    ]);
    equal(sent.sort(), [
      ["/cancellations", "two", "second"],
      ["/orders", "one", null],
    ]);
  },

  "where Klarna drops a second call the next load takes another instance id": async (stage) => {
    // The page remembers the names of the scenarios before.
    const instanceId = stage.session;
    const klarna = await stage.withWidget({ clientToken: dropping(stage.session), instanceId });
    stage.authorizeWaits();
    const outcome = klarna.authorize();
    stage.container.remove();
    await failsWith(() => outcome, "WIDGET_REMOVED");
    document.body.append(stage.container);
    await klarna.load(stage.container, ORDER);
    stage.sdk.does.authorize = (call) => stage.sdk.approve(call);
    equal(await within(klarna.authorize()), "approved");
    const name = { payment_method_category: "klarna", instance_id: `${instanceId}-1` };
    equal(stage.sdk.last("authorize").options, name);
    klarna.dispose();
    equal(stage.container.childElementCount, 0);
  },

  "settle says what the shop has learnt of a delivery in doubt": async (stage) => {
    for (const [placed, state, next] of /** @type {const} */ ([
      [true, "delivered", "INVALID_STATE"],
      [false, "loaded", "delivered"],
    ])) {
      const klarna = await stage.withWidget({ backend: "/orders" });
      await failsWith(() => klarna.settle({ placed }), "INVALID_STATE");
      const answers = [503, 410];
      stage.backend = () => new Response("{}", { status: answers.shift() ?? 410 });
      await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
      equal([klarna.state, stage.sent.length], ["undelivered", 2]);
      await failsWith(() => klarna.authorize(), "INVALID_STATE");
      await failsWith(() => klarna.deliver(), "BACKEND_REJECTED");
      await failsWith(() => klarna.settle(/** @type {any} */ ({})), "INVALID_ARGUMENT", "placed");
      klarna.settle({ placed });
      equal(klarna.state, state);
      stage.backend = () => ({ order_number: "2" });
      const came = await within(klarna.authorize());
      equal(came === "approved" ? klarna.state : came, next);
      stage.startAfresh();
    }
  },

  "a refusal that says that nothing was placed opens the purchase again and 409 is repeated":
    async (stage) => {
      const klarna = await stage.withWidget({ backend: "/orders" });
      stage.backend = () =>
        stage.sent.length === 1
          ? new Response("{}", { status: 409 })
          : Response.json({ placed: false }, { status: 409 });
      const error = await failsWith(() => klarna.authorize(), "BACKEND_REJECTED");
      equal([error.status, error.body, stage.sent.length], [409, { placed: false }, 2]);
      equal(klarna.state, "loaded");
      stage.backend = () => ({ order_number: "1" });
      equal((await klarna.authorize()).status, "approved");
    },
};
