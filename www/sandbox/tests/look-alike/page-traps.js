// What strikes a shop live, and has to strike it here: its data, its styles, globals and policies.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004";
const NEW_CUSTOMER = "customer@example.com";

/**
 * @param {string} when
 * @returns {Row}
 */
const changedData = (when) => ({
  group: "traps",
  fact: `order data that the page changes ${when} reaches Klarna as changed`,
  source: SOURCE,
  expected: "changed",
  run: async ({ page, inPage, A }) => {
    await inPage(
      async (a, isLoading) => {
        const { ask } = window.fact;
        const widget = { payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        const load = ask("load", { container: "#first", ...widget });
        if (!isLoading) await load;
        const data = { merchant_reference1: "given" };
        const answer = ask("authorize", widget, data);
        if (isLoading) await Promise.resolve().then(() => Promise.resolve());
        data.merchant_reference1 = "changed";
        await answer;
      },
      A,
      when.includes("load"),
    );
    const [session] = page.sandbox.ledger().sessions;
    return session?.merchant_reference1;
  },
});

/**
 * @param {Row["flow"]} flow
 * @returns {Row}
 */
const twoAtOnce = (flow) => ({
  group: "traps",
  fact: `${flow}: two authorizations of one task are both called back, also when the answers are slow`,
  source: SOURCE,
  flow,
  slow: "/kp/client/call",
  expected: ["A", "A"],
  run: async ({ inPage, A, ownerOf }) => {
    const answers = await inPage(async (a) => {
      const { ask } = window.fact;
      const widget = { payment_method_category: "klarna" };
      window.Klarna.Payments.init({ client_token: a });
      await ask("load", { container: "#first", ...widget });
      return Promise.all([ask("authorize", widget), ask("authorize", widget)]);
    }, A);
    return Promise.all(answers.map(ownerOf));
  },
});

/**
 * @param {Row["flow"]} flow
 * @param {string[]} refused
 * @returns {Row}
 */
const strictPolicy = (flow, refused) => ({
  group: "traps",
  fact: `${flow}: a Content-Security-Policy without 'unsafe-inline' is broken: ${refused.join(", ")}`,
  source: `${SOURCE}; docs.klarna.com, browser security configuration`,
  flow,
  policy: "strict",
  expected: [true, refused],
  run: async ({ page, inPage, A }) => {
    const { show_form } = await inPage((a) => {
      window.Klarna.Payments.init({ client_token: a });
      return window.fact.ask("load", { container: "#first" });
    }, A);
    const errors = (await page.pageErrors()).map((error) => String(error.split(" ")[0]));
    return [show_form, [...new Set(errors)].sort()];
  },
});

/** @type {Row[]} */
export const PAGE_TRAPS = [
  changedData("in the task of the call"),
  changedData("while load still runs"),
  {
    group: "traps",
    fact: "what a getter in the data throws leaves authorize",
    source: SOURCE,
    expected: "RangeError",
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        window.Klarna.Payments.init({ client_token: a });
        await window.fact.ask("load", { container: "#first" });
        const data = {
          get order_amount() {
            throw new RangeError("of the shop");
          },
        };
        return (await window.fact.ask("authorize", {}, data)).thrown;
      }, A),
  },
  {
    group: "traps",
    fact: "Klarna.Credit has a session and listeners of its own, and fewer members",
    source: SOURCE,
    expected: ["Error", 0, true],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, listen, pause } = window.fact;
        const { Payments, Credit } = window.Klarna;
        Payments.init({ client_token: a });
        const heard = listen("Credit");
        let thrown;
        try {
          Credit.load({ container: "#second" }, {}, () => {});
        } catch (error) {
          thrown = /** @type {Error} */ (error).name;
        }
        await ask("load", { container: "#first" });
        await pause(200);
        return [thrown, heard.length, Object.keys(Credit).length < Object.keys(Payments).length];
      }, A),
  },
  twoAtOnce("iframe"),
  twoAtOnce("popup"),
  twoAtOnce("purchase-flow"),
  strictPolicy("iframe", ["style-src-elem"]),
  strictPolicy("static-widget", ["script-src-elem", "style-src-attr", "style-src-elem"]),
  {
    group: "traps",
    fact: "a strict page keeps scrolling under Klarna's overlay",
    source: SOURCE,
    policy: "strict",
    email: NEW_CUSTOMER,
    expected: "static",
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, until } = window.fact;
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first" });
        void ask("authorize", {});
        await until(() => document.body.className !== "");
        return getComputedStyle(document.body).position;
      }, A),
  },
  {
    group: "traps",
    fact: "Trusted Types: the purchase-flow library cannot be loaded, authorize is declined",
    source: SOURCE,
    flow: "purchase-flow",
    policy: "trusted-types",
    expected: { show_form: false, approved: false },
    run: ({ inPage, A }) =>
      inPage((a) => {
        window.Klarna.Payments.init({ client_token: a });
        return window.fact.ask("authorize", { payment_method_category: "klarna" });
      }, A),
  },
  {
    group: "traps",
    fact: "Trusted Types: the static widget is not shown",
    source: SOURCE,
    flow: "static-widget",
    policy: "trusted-types",
    expected: { show_form: false },
    run: ({ inPage, A }) =>
      inPage((a) => {
        window.Klarna.Payments.init({ client_token: a });
        return window.fact.ask("load", { container: "#first" });
      }, A),
  },
  {
    group: "traps",
    fact: "Trusted Types: a frame session works",
    source: SOURCE,
    policy: "trusted-types",
    expected: "A",
    run: async ({ inPage, A, ownerOf }) =>
      ownerOf(
        await inPage(async (a) => {
          window.Klarna.Payments.init({ client_token: a });
          await window.fact.ask("load", { container: "#first" });
          return window.fact.ask("authorize", {});
        }, A),
      ),
  },
  {
    group: "traps",
    fact: "popup: where window.open throws, the purchase goes on in the page",
    source: `${SOURCE}; MahoCommerce/maho PR#1395`,
    flow: "popup",
    expected: "A",
    run: async ({ inPage, A, ownerOf }) =>
      ownerOf(
        await inPage(async (a) => {
          window.fact.replaceWindowOpen(() => {
            throw new Error("not in this app");
          });
          window.Klarna.Payments.init({ client_token: a });
          await window.fact.ask("load", { container: "#first" });
          return window.fact.ask("authorize", {});
        }, A),
      ),
  },
  {
    group: "traps",
    fact: "purchase-flow: where window.open throws, the purchase is declined",
    source: SOURCE,
    flow: "purchase-flow",
    expected: { show_form: false, approved: false, finalize_required: false },
    run: ({ inPage, A }) =>
      inPage((a) => {
        window.fact.replaceWindowOpen(() => {
          throw new Error("not in this app");
        });
        window.Klarna.Payments.init({ client_token: a });
        return window.fact.ask("authorize", { payment_method_category: "klarna" });
      }, A),
  },
];
