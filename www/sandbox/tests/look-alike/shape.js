// Names, lengths, frames.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004";
const CALLS = ["init", "load", "authorize", "reauthorize", "finalize", "loadPaymentReview"];

/** @type {Row[]} */
export const SHAPE = [
  {
    group: "shape",
    fact: "the calls say that they take three arguments",
    source: SOURCE,
    expected: CALLS.map(() => 3),
    run: ({ inPage }) =>
      inPage(
        (names) => names.map((/** @type {string} */ name) => window.Klarna.Payments[name].length),
        CALLS,
      ),
  },
  {
    group: "shape",
    fact: "initialized is a member once there was an init, not before",
    source: SOURCE,
    expected: [false, true],
    run: ({ inPage, A }) =>
      inPage((a) => {
        const { Payments } = window.Klarna;
        const before = "initialized" in Payments;
        Payments.init({ client_token: a });
        return [before, Payments.initialized];
      }, A),
  },
  {
    group: "shape",
    fact: "the Express button submits, and has a label",
    source: SOURCE,
    expected: ["submit", true],
    run: ({ inPage }) =>
      inPage(() => {
        const { Buttons } = window.Klarna.Payments;
        Buttons.init({ client_id: "anything" });
        Buttons.load({ container: "#first", on_click: () => {} });
        const button = document
          .querySelector("#first")
          ?.shadowRoot?.querySelector("#klarna-express-checkout");
        return [/** @type {HTMLButtonElement} */ (button).type, button?.hasAttribute("aria-label")];
      }),
  },
  {
    group: "shape",
    fact: "the window of a purchase is named after the widget",
    source: SOURCE,
    flow: "popup",
    expected: ["klarna-klarna-popup"],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, windows, replaceWindowOpen } = window.fact;
        replaceWindowOpen(() => null);
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", payment_method_category: "klarna" });
        await ask("authorize", { payment_method_category: "klarna" });
        return windows;
      }, A),
  },
  {
    group: "shape",
    fact: "load writes payment_method_categories into the caller's options: six for klarna, undefined for any other",
    source: SOURCE,
    expected: [6, [true, "undefined"]],
    run: ({ inPage, A }) =>
      inPage((a) => {
        const { Payments } = window.Klarna;
        Payments.init({ client_token: a });
        const written = (/** @type {string} */ category) => {
          /** @type {Record<string, any>} */
          const options = { container: "#first", payment_method_category: category };
          Payments.load(options, {}, () => {});
          return options;
        };
        const other = written("pay_later");
        return [
          written("klarna").payment_method_categories?.length,
          ["payment_method_categories" in other, typeof other.payment_method_categories],
        ];
      }, A),
  },
  {
    group: "shape",
    fact: "of two loads at once the second is answered first",
    source: SOURCE,
    expected: ["second", "first"],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { Payments } = window.Klarna;
        /** @type {string[]} */
        const answered = [];
        Payments.init({ client_token: a });
        for (const which of ["first", "second"])
          Payments.load({ container: "#first" }, {}, () => answered.push(which));
        await window.fact.until(() => answered.length === 2);
        return answered;
      }, A),
  },
];
