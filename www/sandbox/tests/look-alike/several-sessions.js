// Several sessions on one page: another script's `init`, and whose session a call runs on.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004, and where named 734";

/**
 * @param {Row["flow"]} flow
 * @param {string} call
 * @param {string} whose
 * @returns {Row}
 */
const afterLoneInit = (flow, call, whose) => ({
  group: "several sessions",
  fact: `${flow}: after another script's init, ${call} runs on the other session`,
  source: SOURCE,
  flow,
  expected: whose,
  run: async ({ inPage, A, B, ownerOf }) =>
    ownerOf(
      await inPage(
        async (a, b, method) => {
          const { ask } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          window.Klarna.Payments.init({ client_token: b });
          return ask(method, { payment_method_category: "klarna" });
        },
        A,
        B,
        call,
      ),
    ),
});

/**
 * @param {Row["flow"]} flow
 * @param {string} call
 * @returns {Row}
 */
const initBeforeCall = (flow, call) => ({
  group: "several sessions",
  fact: `${flow}: init in the task of ${call} brings the call back to the shop's session`,
  source: SOURCE,
  flow,
  expected: "A",
  run: async ({ inPage, A, B, ownerOf }) =>
    ownerOf(
      await inPage(
        async (a, b, method) => {
          const { ask } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          window.Klarna.Payments.init({ client_token: b });
          window.Klarna.Payments.init({ client_token: a });
          return ask(method, { payment_method_category: "klarna" });
        },
        A,
        B,
        call,
      ),
    ),
});

/**
 * @param {Row["flow"]} flow
 * @param {string} call
 * @param {string} expected
 * @param {string} [build]
 * @returns {Row}
 */
const initLoadCall = (flow, call, expected, build) => ({
  group: "several sessions",
  fact: `${flow}${build ? `, build ${build}` : ""}: init, load and ${call} of one task: ${expected}`,
  source: SOURCE,
  flow,
  query: build ? `build=${build}` : "",
  expected,
  run: async ({ inPage, A, B, ownerOf }) =>
    ownerOf(
      await inPage(
        async (a, b, method, category) => {
          const { ask } = window.fact;
          const widget = { payment_method_category: category };
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", ...widget });
          window.Klarna.Payments.init({ client_token: b });
          window.Klarna.Payments.init({ client_token: a });
          void ask("load", { container: "#first", ...widget });
          return ask(method, widget);
        },
        A,
        B,
        call,
        build === "734" ? "pay_later" : "klarna",
      ),
    ),
});

/**
 * @param {Row["flow"]} flow
 * @param {string} call
 * @param {string} expected
 * @returns {Row}
 */
const initAfterCall = (flow, call, expected) => ({
  group: "several sessions",
  fact: `${flow}: another script's init after ${call}, in its task: the call runs on ${expected}`,
  source: SOURCE,
  flow,
  expected,
  run: async ({ inPage, A, B, ownerOf }) =>
    ownerOf(
      await inPage(
        async (a, b, method) => {
          const { ask } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          const answer = ask(method, { payment_method_category: "klarna" });
          window.Klarna.Payments.init({ client_token: b });
          return answer;
        },
        A,
        B,
        call,
      ),
    ),
});

/** @type {Row[]} */
export const SEVERAL_SESSIONS = [
  afterLoneInit("iframe", "authorize", "B"),
  afterLoneInit("popup", "authorize", "B"),
  afterLoneInit("purchase-flow", "authorize", "B"),
  afterLoneInit("static-widget", "authorize", "B"),
  afterLoneInit("iframe", "finalize", "B"),
  afterLoneInit("purchase-flow", "reauthorize", "B"),
  initBeforeCall("iframe", "authorize"),
  initBeforeCall("popup", "authorize"),
  initBeforeCall("purchase-flow", "authorize"),
  initBeforeCall("static-widget", "authorize"),
  initBeforeCall("iframe", "finalize"),
  initBeforeCall("popup", "reauthorize"),
  initBeforeCall("static-widget", "finalize"),
  initLoadCall("iframe", "authorize", "A"),
  initLoadCall("popup", "authorize", "A"),
  initLoadCall("purchase-flow", "authorize", "A"),
  initLoadCall("iframe", "finalize", "never"),
  initLoadCall("popup", "reauthorize", "never"),
  initLoadCall("purchase-flow", "finalize", "A"),
  initLoadCall("static-widget", "reauthorize", "A"),
  initLoadCall("iframe", "finalize", "A", "734"),
  initAfterCall("iframe", "authorize", "A"),
  initAfterCall("popup", "authorize", "A"),
  initAfterCall("purchase-flow", "authorize", "B"),
  initAfterCall("static-widget", "authorize", "B"),
  initAfterCall("iframe", "finalize", "A"),
  initAfterCall("purchase-flow", "finalize", "A"),
  {
    group: "several sessions",
    fact: "a widget of the same category, loaded elsewhere, takes the frame out of the shop's box",
    source: SOURCE,
    expected: [0, 1, "A"],
    run: async ({ inPage, A, B, ownerOf }) => {
      const [first, second, answer] = await inPage(
        async (a, b) => {
          const { ask } = window.fact;
          const widget = { payment_method_category: "klarna" };
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", ...widget });
          window.Klarna.Payments.init({ client_token: b });
          await ask("load", { container: "#second", ...widget });
          const frames = (/** @type {string} */ box) =>
            document.querySelectorAll(`${box} iframe`).length;
          window.Klarna.Payments.init({ client_token: a });
          return [frames("#first"), frames("#second"), await ask("authorize", widget)];
        },
        A,
        B,
      );
      return [first, second, await ownerOf(answer)];
    },
  },
  {
    group: "several sessions",
    fact: "init of the first session, after a lone init of another, leaves the frame as it is",
    source: SOURCE,
    expected: true,
    run: ({ inPage, A, B }) =>
      inPage(
        async (a, b) => {
          const { ask, frame, pause } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          const before = frame();
          let reloads = 0;
          before?.addEventListener("load", () => {
            reloads += 1;
          });
          window.Klarna.Payments.init({ client_token: b });
          window.Klarna.Payments.init({ client_token: a });
          await pause(200);
          return frame() === before && reloads === 0;
        },
        A,
        B,
      ),
  },
  {
    group: "several sessions",
    fact: "the next load after a change of token starts the widget anew, after the way back as well; init with the current token does not",
    source: SOURCE,
    expected: ["1", "2"],
    run: async ({ inPage, inFrame, A, B }) => {
      const widget = "#klarna-klarna-main";
      const load = (/** @type {string[]} */ ...tokens) =>
        inPage(async (given) => {
          for (const token of given) window.Klarna.Payments.init({ client_token: token });
          await window.fact.ask("load", {
            container: "#first",
            payment_method_category: "klarna",
          });
        }, tokens);
      const applications = () =>
        inFrame(widget, () => document.getElementById("widget")?.dataset.applications);
      await load(A);
      await load(A);
      const before = await applications();
      await load(B, A);
      return [before, await applications()];
    },
  },
  {
    group: "several sessions",
    fact: "load while finalize runs in its hidden frame: finalize is never answered",
    source: SOURCE,
    expected: ["never", true],
    slow: "/kp/client/call",
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, pause } = window.fact;
        window.Klarna.Payments.init({ client_token: a });
        const final = ask("finalize", { payment_method_category: "klarna" });
        await pause(300);
        const load = ask("load", { container: "#first", payment_method_category: "klarna" });
        return [await final, (await load).show_form];
      }, A),
  },
  {
    group: "several sessions",
    fact: "load of the same category into another box while authorize runs: authorize is never answered",
    source: SOURCE,
    expected: "never",
    slow: "/kp/client/call",
    run: ({ inPage, A, B }) =>
      inPage(
        async (a, b) => {
          const { ask, pause } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          const answer = ask("authorize", { payment_method_category: "klarna" });
          await pause(100);
          window.Klarna.Payments.init({ client_token: b });
          void ask("load", { container: "#second", payment_method_category: "klarna" });
          return answer;
        },
        A,
        B,
      ),
  },
  {
    group: "several sessions",
    fact: "another script's init while authorize runs takes nothing from it",
    source: SOURCE,
    expected: "A",
    slow: "/kp/client/call",
    run: async ({ inPage, A, B, ownerOf }) =>
      ownerOf(
        await inPage(
          async (a, b) => {
            const { ask, pause } = window.fact;
            window.Klarna.Payments.init({ client_token: a });
            await ask("load", { container: "#first", payment_method_category: "klarna" });
            const answer = ask("authorize", { payment_method_category: "klarna" });
            await pause(100);
            window.Klarna.Payments.init({ client_token: b });
            return answer;
          },
          A,
          B,
        ),
      ),
  },
  {
    group: "several sessions",
    fact: "listeners of on survive any init, and hear another session's widget",
    source: SOURCE,
    expected: true,
    run: ({ inPage, A, B }) =>
      inPage(
        async (a, b) => {
          const { ask, listen, until } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          const heard = listen();
          window.Klarna.Payments.init({ client_token: b });
          await ask("load", { container: "#second", payment_method_category: "klarna" });
          return until(() => heard.length > 0);
        },
        A,
        B,
      ),
  },
];
