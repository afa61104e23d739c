// Who calls `init`, and whether it can be wrapped.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004, and where named 734";

/**
 * @param {string} build
 * @param {boolean} survives
 * @returns {Row}
 */
const secondEvaluation = (build, survives) => ({
  group: "wrapping",
  fact: `build ${build}: an init that somebody replaced ${survives ? "survives" : "is gone after"} a second evaluation of the script`,
  source: SOURCE,
  query: `build=${build}`,
  expected: survives,
  run: ({ inPage }) =>
    inPage(async () => {
      const replaced = () => {};
      window.Klarna.Payments.init = replaced;
      await window.fact.evaluateAgain();
      return window.Klarna.Payments.init === replaced;
    }),
});

/** @type {Row[]} */
export const WRAPPING = [
  {
    group: "wrapping",
    fact: "Klarna, Klarna.Payments and every method are plain writable, configurable properties",
    source: SOURCE,
    expected: [],
    run: ({ inPage }) =>
      inPage(() => {
        const { Payments } = window.Klarna;
        const parts = [
          [window, "Klarna"],
          [window.Klarna, "Payments"],
          ...Object.keys(Payments).map((name) => [Payments, name]),
        ];
        return parts
          .filter(([object, name]) => {
            const found = Object.getOwnPropertyDescriptor(object, name);
            return !found?.writable || !found.configurable;
          })
          .map(([, name]) => name);
      }),
  },
  secondEvaluation("2173", true),
  secondEvaluation("734", false),
  {
    group: "wrapping",
    fact: "load({client_token}) calls the public init when the token is not the current one, and not otherwise",
    source: SOURCE,
    expected: [["B"], true],
    run: ({ inPage, A, B }) =>
      inPage(
        async (a, b) => {
          const { Payments } = window.Klarna;
          Payments.init({ client_token: a });
          const { init } = Payments;
          /** @type {string[]} */
          const seen = [];
          Payments.init = (/** @type {any[]} */ ...args) => {
            seen.push(args[0].client_token === b ? "B" : "another");
            return init(...args);
          };
          const widget = { container: "#first", payment_method_category: "klarna" };
          await window.fact.ask("load", { ...widget, client_token: a });
          const { show_form } = await window.fact.ask("load", { ...widget, client_token: b });
          return [seen, show_form];
        },
        A,
        B,
      ),
  },
  {
    group: "wrapping",
    fact: "build 734: load({client_token}) does not go through the public init",
    source: SOURCE,
    query: "build=734",
    expected: 0,
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        let seen = 0;
        window.Klarna.Payments.init = () => {
          seen += 1;
        };
        await window.fact.ask("load", { container: "#first", client_token: a });
        return seen;
      }, A),
  },
  {
    group: "wrapping",
    fact: "an Express click with a client token calls the public init, and the public authorize in the click's task",
    source: SOURCE,
    flow: "purchase-flow",
    expected: ["init A", "authorize", "the click is over"],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { Payments } = window.Klarna;
        /** @type {string[]} */
        const seen = [];
        window.fact.replaceWindowOpen(() => null);
        Payments.Buttons.init({ client_token: a });
        const { init, authorize } = Payments;
        Payments.init = (/** @type {any[]} */ ...args) => {
          seen.push(args[0].client_token === a ? "init A" : "init");
          return init(...args);
        };
        Payments.authorize = (/** @type {any[]} */ ...args) => {
          seen.push("authorize");
          return authorize(...args);
        };
        Payments.Buttons.load({
          container: "#first",
          on_click: (/** @type {any} */ go) => go({}, null, () => {}),
        });
        const over = new Promise((resolve) => {
          setTimeout(() => {
            document.querySelector("#first")?.shadowRoot?.querySelector("button")?.click();
            setTimeout(() => resolve(seen.push("the click is over")));
          });
        });
        await over;
        return seen;
      }, A),
  },
  {
    group: "wrapping",
    fact: "an Express click with a client id calls the public init with data and callback, and authorize when Klarna has made the session",
    source: SOURCE,
    expected: [["klarna id", true, "function"], "session", "authorize"],
    run: ({ page, inPage }) =>
      inPage(async (id) => {
        const { Payments } = window.Klarna;
        /** @type {any[]} */
        const seen = [];
        window.fact.replaceWindowOpen(() => null);
        Payments.Buttons.init({ client_id: id });
        const { init, authorize } = Payments;
        Payments.init = (
          /** @type {any} */ options,
          /** @type {any} */ data,
          /** @type {any} */ callback,
        ) => {
          seen.push([
            options.client_key === id ? "klarna id" : "",
            "order_amount" in data,
            typeof callback,
          ]);
          return init(options, data, (/** @type {any} */ made) => {
            seen.push(made.client_token && made.session_id ? "session" : "no session");
            callback(made);
          });
        };
        Payments.authorize = (/** @type {any[]} */ ...args) => {
          seen.push("authorize");
          return authorize(...args);
        };
        const order = {
          purchase_country: "SE",
          purchase_currency: "SEK",
          locale: "en-SE",
          order_amount: 10_000,
          order_tax_amount: 0,
          order_lines: [{ name: "Shoes", quantity: 1, unit_price: 10_000, total_amount: 10_000 }],
        };
        void Payments.Buttons.authorize({}, order, () => {});
        await window.fact.until(() => seen.length === 3);
        return seen;
      }, page.sandbox.credentials.clientId),
  },
  {
    group: "wrapping",
    fact: "after an Express purchase its session is the current one: the shop's next call runs on it",
    source: SOURCE,
    flow: "purchase-flow",
    expected: ["B", "B"],
    run: async ({ inPage, A, B, ownerOf }) => {
      const [express, own] = await inPage(
        async (a, b) => {
          const { Payments } = window.Klarna;
          window.fact.replaceWindowOpen(() => null);
          Payments.init({ client_token: a });
          Payments.Buttons.init({ client_token: b });
          const first = await new Promise((resolve) => {
            void Payments.Buttons.authorize({}, {}, resolve);
          });
          return [first, await window.fact.ask("authorize", { payment_method_category: "klarna" })];
        },
        A,
        B,
      );
      return [await ownerOf(express), await ownerOf(own)];
    },
  },
];
