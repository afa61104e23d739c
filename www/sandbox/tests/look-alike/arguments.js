// What the calls take.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004";

/**
 * @param {unknown} category
 * @returns {Row}
 */
const noCategory = (category) => ({
  group: "arguments",
  fact: `payment_method_category ${JSON.stringify(category)} is none: load and authorize work`,
  source: `${SOURCE}; krokedil/klarna-payments-for-woocommerce sends ""`,
  expected: [true, "A"],
  run: async ({ inPage, A, ownerOf }) => {
    const [load, answer] = await inPage(
      async (a, given) => {
        const { ask } = window.fact;
        window.Klarna.Payments.init({ client_token: a });
        const options = { payment_method_category: given };
        const shown = await ask("load", { container: "#first", ...options });
        return [shown, await ask("authorize", options)];
      },
      A,
      category,
    );
    return [load.show_form, await ownerOf(answer)];
  },
});

/**
 * @param {string} instance
 * @returns {Row}
 */
const anyInstance = (instance) => ({
  group: "arguments",
  fact: `with a category, instance_id ${JSON.stringify(instance)} is as good as any`,
  source: SOURCE,
  expected: [true, "A"],
  run: async ({ inPage, A, ownerOf }) => {
    const [load, answer] = await inPage(
      async (a, given) => {
        const { ask } = window.fact;
        window.Klarna.Payments.init({ client_token: a });
        const options = { payment_method_category: "klarna", instance_id: given };
        const shown = await ask("load", { container: "#first", ...options });
        return [shown, await ask("authorize", options)];
      },
      A,
      instance,
    );
    return [load.show_form, await ownerOf(answer)];
  },
});

/** @type {Row[]} */
export const ARGUMENTS = [
  noCategory(""),
  noCategory(null),
  anyInstance("a b"),
  anyInstance("kasse/größe"),
  anyInstance(""),
  {
    group: "arguments",
    fact: "init(options, undefined) and init(options, null) return the API object",
    source: SOURCE,
    expected: [true, true],
    run: ({ inPage, A }) =>
      inPage(
        (a) =>
          [undefined, null].map(
            (nothing) =>
              window.Klarna.Payments.init({ client_token: a }, nothing) === window.Klarna.Payments,
          ),
        A,
      ),
  },
  {
    group: "arguments",
    fact: "init(options, data, callback) with a bad token calls back with the error",
    source: SOURCE,
    expected: ["Error", "undefined"],
    run: ({ inPage }) =>
      inPage(() => {
        let told;
        const returned = window.Klarna.Payments.init(
          { client_token: "rubbish" },
          {},
          (/** @type {any} */ answer) => {
            told = answer.error?.name;
          },
        );
        return [told, typeof returned];
      }),
  },
  {
    group: "arguments",
    fact: "a client token without base_url, or experiments, is accepted",
    source: SOURCE,
    expected: true,
    run: ({ inPage }) =>
      inPage(() => {
        const token = `x.${btoa(JSON.stringify({ session_id: "s" }))}.x`;
        return window.Klarna.Payments.init({ client_token: token }) === window.Klarna.Payments;
      }),
  },
  {
    group: "arguments",
    fact: "after a bad token the session of the good one is still paid",
    source: SOURCE,
    expected: ["A", "A"],
    run: async ({ inPage, A, ownerOf }) => {
      const answers = await inPage(async (a) => {
        const { ask } = window.fact;
        const { Payments } = window.Klarna;
        const widget = { payment_method_category: "klarna" };
        Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        const strange = btoa(JSON.stringify({ base_url: "https://klarna.com.evil.test/kp" }));
        /** @type {unknown[]} */
        const given = [];
        for (const token of ["rubbish", `x.${strange}.x`]) {
          try {
            Payments.init({ client_token: token });
          } catch {
            // told
          }
          given.push(await ask("authorize", widget));
        }
        return given;
      }, A);
      return Promise.all(answers.map(ownerOf));
    },
  },
  {
    group: "arguments",
    fact: "static-widget: the container keeps its children, and may be a button",
    source: SOURCE,
    flow: "static-widget",
    expected: [true, true, true, true],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask } = window.fact;
        window.Klarna.Payments.init({ client_token: a });
        const results = [];
        for (const selector of ["#first", "#buy"]) {
          const box = /** @type {HTMLElement} */ (document.querySelector(selector));
          const child = document.createElement("span");
          child.textContent = "the shop's own";
          box.append(child);
          const { show_form } = await ask("load", { container: selector });
          results.push(show_form, child.isConnected && child.getBoundingClientRect().height > 0);
        }
        return results;
      }, A),
  },
  {
    group: "arguments",
    fact: "the script works inlined into the page, where it has no address",
    source: SOURCE,
    policy: "open",
    expected: [true, "A"],
    run: async ({ inPage, A, ownerOf }) => {
      const [load, answer] = await inPage(async (a) => {
        const { ask } = window.fact;
        const [, own] = document.scripts;
        const text = await (await fetch(own?.src ?? "")).text();
        /** @type {any} */ (window).Klarna = undefined;
        const script = document.createElement("script");
        script.textContent = text;
        document.head.append(script);
        window.Klarna.Payments.init({ client_token: a });
        const shown = await ask("load", { container: "#first" });
        return [shown, await ask("authorize", {})];
      }, A);
      return [load.show_form, await ownerOf(answer)];
    },
  },
  {
    group: "arguments",
    fact: "the script works imported as a module",
    source: SOURCE,
    expected: true,
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const [, own] = document.scripts;
        /** @type {any} */ (window).Klarna = undefined;
        await import(own?.src ?? "");
        window.Klarna.Payments.init({ client_token: a });
        return (await window.fact.ask("load", { container: "#first" })).show_form;
      }, A),
  },
];
