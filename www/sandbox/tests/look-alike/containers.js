// The widget's container is removed, moved or hidden; the locks that are left.

/** @typedef {import("./row.js").Row} Row */

const SOURCE = "observed on builds 2173 and 2004";
const LEAVES = "customer@example.com"; // a customer whom Klarna has to ask

/**
 * Does something to the container while authorize runs.
 * @param {Row["flow"]} flow
 * @param {string} what
 * @param {unknown} expected
 * @returns {Row}
 */
const whileAuthorizing = (flow, what, expected) => ({
  group: "containers",
  fact: `${flow}: container ${what} while authorize runs: ${expected}`,
  source: SOURCE,
  flow,
  slow: "/kp/client/call",
  expected,
  run: async ({ inPage, A, ownerOf }) =>
    (await ownerOf(
      await inPage(
        async (a, act) => {
          const { ask, pause } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          const answer = ask("authorize", { payment_method_category: "klarna" });
          await pause(200);
          const box = /** @type {HTMLElement} */ (document.querySelector("#first"));
          const parent = /** @type {any} */ (box.parentElement);
          if (act.startsWith("removed")) box.remove();
          if (act === "emptied") box.replaceChildren();
          if (act === "removed and put back") parent.append(box);
          if (act === "moved") document.body.append(box);
          if (act === "moved with moveBefore") parent.moveBefore(box, parent.firstChild);
          if (act === "hidden") box.style.display = "none";
          return answer;
        },
        A,
        what,
      ),
    )) === "A"
      ? "token"
      : "never",
});

/** @type {Row[]} */
export const CONTAINERS = [
  whileAuthorizing("iframe", "removed", "never"),
  whileAuthorizing("iframe", "emptied", "never"),
  whileAuthorizing("iframe", "removed and put back", "never"),
  whileAuthorizing("iframe", "moved", "never"),
  whileAuthorizing("iframe", "moved with moveBefore", "token"),
  whileAuthorizing("iframe", "hidden", "token"),
  whileAuthorizing("popup", "removed", "never"),
  whileAuthorizing("popup", "moved", "never"),
  whileAuthorizing("purchase-flow", "removed", "token"),
  whileAuthorizing("purchase-flow", "moved", "token"),
  whileAuthorizing("static-widget", "removed", "token"),
  {
    group: "containers",
    fact: "finalize in its hidden frame is answered whatever happens to the container",
    source: SOURCE,
    slow: "/kp/client/call",
    expected: "A",
    run: async ({ inPage, A, ownerOf }) =>
      ownerOf(
        await inPage(async (a) => {
          const { ask, pause } = window.fact;
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", payment_method_category: "klarna" });
          const answer = ask("finalize", { payment_method_category: "klarna" });
          await pause(100);
          document.querySelector("#first")?.remove();
          return answer;
        }, A),
      ),
  },
  {
    group: "containers",
    fact: "frame: a removed container takes the full-screen frame with it; a moved one leaves it over the page",
    source: SOURCE,
    email: LEAVES,
    expected: [false, true],
    run: ({ inPage, A, B }) =>
      inPage(
        async (a, b) => {
          const { ask, pause, until } = window.fact;
          const overlay = () => document.getElementById("klarna-klarna-fullscreen");
          const isShown = () => overlay()?.style.display === "block";
          /** @param {string} token @param {string} container @param {(box: Element) => void} act */
          const left = async (token, container, act) => {
            window.Klarna.Payments.init({ client_token: token });
            await ask("load", { container, payment_method_category: "klarna" });
            void ask("authorize", { payment_method_category: "klarna" });
            await until(isShown);
            await pause(700);
            act(/** @type {Element} */ (document.querySelector(container)));
            await pause(500);
            return isShown();
          };
          return [
            await left(a, "#first", (box) => box.remove()),
            await left(b, "#second", (box) => document.body.append(box)),
          ];
        },
        A,
        B,
      ),
  },
  {
    group: "containers",
    fact: "popup: a removed container leaves the window open, and the lock of its name: the widget loads again, the next authorize never answers, nor opens a window",
    source: SOURCE,
    flow: "popup",
    email: LEAVES,
    expected: ["never", true, "never", 1, 2],
    run: async ({ page, inPage, A }) => {
      const seen = await inPage(async (a) => {
        const { ask, pause, windows, replaceWindowOpen } = window.fact;
        const open = window.open.bind(window);
        replaceWindowOpen((/** @type {string} */ name) => open(`${location.origin}/nothing`, name));
        const widget = { payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        await pause(700);
        const lost = ask("authorize", widget);
        await pause(300);
        document.querySelector("#first")?.remove();
        await pause(300);
        window.Klarna.Payments.init({ client_token: a });
        const again = await ask("load", { container: "#second", ...widget });
        // Both silences at once: a window that does not load is closed after ten seconds.
        const next = ask("authorize", widget);
        return [await lost, again.show_form, await next, windows.length];
      }, A);
      return [...seen, (await page.browser.getWindowHandles()).length];
    },
  },
  {
    group: "containers",
    fact: "popup: the lock of a call that never ends is freed by no init, load or second evaluation, and is not asked by another instance_id, reauthorize or finalize",
    source: SOURCE,
    flow: "popup",
    expected: ["never", true, "A", "A", "A"],
    run: async ({ page, inPage, A, ownerOf }) => {
      page.sandbox.injectFault({ path: "/kp/client/call", kind: "status", status: 500, times: 1 });
      const [dropped, ...answers] = await inPage(async (a) => {
        const { ask, evaluateAgain } = window.fact;
        const widget = { payment_method_category: "klarna" };
        const other = { ...widget, instance_id: "other" };
        const { Payments } = window.Klarna;
        Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        await ask("authorize", widget);
        await evaluateAgain();
        Payments.init({ client_token: a });
        const { show_form } = await ask("load", { container: "#first", ...widget });
        const second = await ask("authorize", widget);
        await ask("load", { container: "#second", ...other });
        return [
          second,
          show_form,
          await ask("authorize", other),
          await ask("reauthorize", widget),
          await ask("finalize", widget),
        ];
      }, A);
      const [shown, ...results] = answers;
      return [dropped, shown, ...(await Promise.all(results.map(ownerOf)))];
    },
  },
  {
    group: "containers",
    fact: "the lock is set in frame sessions too: a frame call that never ended silently drops authorize of a later purchase-flow session of the same name",
    source: SOURCE,
    expected: ["never", "never"],
    run: async ({ page, inPage, A }) => {
      page.sandbox.injectFault({ path: "/kp/client/call", kind: "status", status: 500, times: 1 });
      page.sandbox.configure({ flow: "purchase-flow" });
      const { createSession } = await import("../merchant.js");
      const { client_token: flow } = await createSession(page.sandbox, {
        billing_address: { email: "customer+known@example.com" },
      });
      return inPage(
        async (a, b) => {
          const { ask } = window.fact;
          const widget = { payment_method_category: "klarna" };
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", ...widget });
          const first = await ask("authorize", widget);
          window.Klarna.Payments.init({ client_token: b });
          return [first, await ask("authorize", widget)];
        },
        A,
        flow,
      );
    },
  },
  {
    group: "containers",
    fact: "the scroll lock is a class of html and body and a style element in the container; a removed container leaves the classes, and the next load locks the page with no overlay to see",
    source: SOURCE,
    email: LEAVES,
    expected: ["fixed", [true, true], "static", "fixed", false],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, pause, until } = window.fact;
        const widget = { payment_method_category: "klarna" };
        const position = () => getComputedStyle(document.body).position;
        const isOpen = () =>
          [document.documentElement, document.body].map((one) =>
            one.classList.contains("klarna-payments-fso-open"),
          );
        const overlay = () => document.getElementById("klarna-klarna-fullscreen");
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", { container: "#first", ...widget });
        await pause(700);
        void ask("authorize", widget);
        await until(() => isOpen()[0]);
        const during = position();
        document.querySelector("#first")?.remove();
        await pause(300);
        const classes = isOpen();
        const afterwards = position();
        await ask("load", { container: "#second", ...widget });
        return [during, classes, afterwards, position(), overlay()?.style.display === "block"];
      }, A),
  },
  {
    group: "containers",
    fact: "a load in the task of a move is never answered",
    source: SOURCE,
    expected: "never",
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask } = window.fact;
        const widget = { container: "#first", payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", widget);
        document.body.append(/** @type {Element} */ (document.querySelector("#first")));
        return ask("load", widget);
      }, A),
  },
  {
    group: "containers",
    fact: "after a move a load on the frame's load event is lost; after the frame's first message it is answered, the frame still the same element",
    source: SOURCE,
    expected: ["never", true, true],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { ask, frame, frameSpeaks } = window.fact;
        const widget = { container: "#first", payment_method_category: "klarna" };
        window.Klarna.Payments.init({ client_token: a });
        await ask("load", widget);
        const element = frame();
        /** @param {() => Promise<unknown>} ready */
        const moved = async (ready) => {
          const waiting = ready();
          document.body.append(/** @type {Element} */ (document.querySelector("#first")));
          await waiting;
          return ask("load", widget);
        };
        const early = await moved(
          () =>
            new Promise((resolve) => {
              element?.addEventListener("load", resolve, { once: true });
            }),
        );
        const late = await moved(frameSpeaks);
        return [early, late.show_form, frame() === element];
      }, A),
  },
  {
    group: "containers",
    fact: "half a second after a move authorize is answered without another load",
    source: SOURCE,
    expected: "A",
    run: async ({ inPage, A, ownerOf }) =>
      ownerOf(
        await inPage(async (a) => {
          const { ask, frameSpeaks } = window.fact;
          const widget = { payment_method_category: "klarna" };
          window.Klarna.Payments.init({ client_token: a });
          await ask("load", { container: "#first", ...widget });
          const speaks = frameSpeaks();
          document.body.append(/** @type {Element} */ (document.querySelector("#first")));
          await speaks;
          return ask("authorize", widget);
        }, A),
      ),
  },
  {
    group: "containers",
    fact: "no event of on comes before a load is answered",
    source: SOURCE,
    expected: [0, true],
    run: ({ inPage, A }) =>
      inPage(async (a) => {
        const { listen, until } = window.fact;
        const heard = listen();
        const { Payments } = window.Klarna;
        Payments.init({ client_token: a });
        const before = await new Promise((resolve) => {
          const widget = { container: "#first", payment_method_category: "klarna" };
          Payments.load(widget, {}, () => resolve(heard.length));
        });
        return [before, await until(() => heard.length > 0)];
      }, A),
  },
];
