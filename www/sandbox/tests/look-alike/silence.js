// No connection, and what a page hears of a call that runs.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004";
const NEW_CUSTOMER = "customer@example.com";

/** @type {Row[]} */
export const SILENCE = [
  {
    group: "silence",
    fact: "frame: a call that Klarna's frame cannot pass on is never answered; calling again works",
    source: SOURCE,
    expected: ["never", "A"],
    run: async ({ page, inPage, A, ownerOf }) => {
      page.sandbox.injectFault({ path: "/kp/client/call", kind: "status", times: 1 });
      const [lost, again] = await inPage(async (a) => {
        const { ask } = window.fact;
        const widget = { payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        return [await ask("authorize", widget), await ask("authorize", widget)];
      }, A);
      return [lost, await ownerOf(again)];
    },
  },
  {
    group: "silence",
    fact: "popup: a window that does not load is closed after 10 seconds, its overlay with it; the call ends as if the customer had closed it",
    source: SOURCE,
    flow: "popup",
    email: NEW_CUSTOMER,
    query: "hurry=10",
    expected: [
      ["fullscreenOverlayShown", "fullscreenOverlayHidden"],
      { show_form: true, approved: false },
      true,
    ],
    run: async ({ page, inPage, A }) => {
      page.sandbox.injectFault({
        path: "/journey/popup.html",
        kind: "latency",
        latencyMs: 5_000,
      });
      return inPage(async (a) => {
        const { ask, listen } = window.fact;
        const widget = { payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        const heard = listen();
        const began = performance.now();
        const answer = await ask("authorize", widget, {}, { within: 4_000 });
        const events = heard
          .map((/** @type {any[]} */ [event]) => event)
          .filter((/** @type {string} */ event) => event !== "heightChanged");
        return [events, answer, performance.now() - began > 950];
      }, A);
    },
  },
  {
    group: "silence",
    fact: "purchase-flow: a library that could not be fetched at init is fetched by the next authorize",
    source: SOURCE,
    flow: "purchase-flow",
    expected: "A",
    run: async ({ page, inPage, A, ownerOf }) => {
      page.sandbox.injectFault({ path: "/apf/latest/library/main.js", kind: "status", times: 1 });
      return ownerOf(
        await inPage(async (a) => {
          window.Klarna.Payments.init({ client_token: a });
          await window.fact.pause(500);
          return window.fact.ask("authorize", { payment_method_category: "klarna" });
        }, A),
      );
    },
  },
  {
    group: "silence",
    fact: "purchase-flow: the first init of each session fetches the library, a later one does not",
    source: SOURCE,
    flow: "purchase-flow",
    expected: [1, 1, 2],
    run: async ({ page, inPage, A, B }) => {
      const fetched = async (/** @type {string} */ token) => {
        await inPage(async (given) => {
          window.Klarna.Payments.init({ client_token: given });
          await window.fact.pause(400);
        }, token);
        return page.sandbox.ledger().requests.filter(({ path }) => path.startsWith("/apf/")).length;
      };
      return [await fetched(A), await fetched(A), await fetched(B)];
    },
  },
  {
    group: "silence",
    fact: "frame: the overlay is announced when Klarna's frame wants it, and a message of the frame precedes it",
    source: SOURCE,
    email: NEW_CUSTOMER,
    expected: ["message", "fullscreenOverlayShown"],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, frame, until } = window.fact;
        const widget = { payment_method_category: "klarna" };
        /** @type {string[]} */
        const seen = [];
        addEventListener(
          "message",
          ({ source }) => source === frame()?.contentWindow && seen.push("message"),
        );
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        await window.fact.pause(800);
        window.Klarna.Payments.on("fullscreenOverlayShown", () =>
          seen.push("fullscreenOverlayShown"),
        );
        void ask("authorize", widget);
        await until(() => seen.includes("fullscreenOverlayShown"));
        return seen.slice(-2);
      }, A),
  },
  {
    group: "silence",
    fact: "popup: the overlay is announced as soon as the window is opened; without a window, as in frame sessions",
    source: SOURCE,
    flow: "popup",
    email: NEW_CUSTOMER,
    slow: "/kp/client/call",
    expected: true,
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask } = window.fact;
        const widget = { payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        await window.fact.pause(700);
        const began = performance.now();
        const shown = new Promise((resolve) => {
          window.Klarna.Payments.on("fullscreenOverlayShown", resolve);
        });
        void ask("authorize", widget);
        await shown;
        return performance.now() - began < 500;
      }, A),
  },
  {
    group: "silence",
    fact: "purchase-flow: no overlay is ever announced, nor its end",
    source: SOURCE,
    flow: "purchase-flow",
    email: "customer+leaves@example.com",
    expected: [[], true],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, listen } = window.fact;
        window.fact.replaceWindowOpen(() => null);
        window.Klarna.Payments.init({ client_token: a });
        const heard = listen();
        const { show_form } = await ask("authorize", { payment_method_category: "klarna" });
        return [heard, show_form];
      }, A),
  },
];
