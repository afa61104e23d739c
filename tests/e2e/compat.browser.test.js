import assert from "node:assert/strict";
import { it } from "node:test";
import { answer, COMPAT, lacksFallback } from "./checkout-server.js";
import { inEveryEngine } from "./visit.js";
import { webSdkModule } from "./web-sdk-module.js";

/** Opens a window when it is told to pay, as Klarna's does, and asks for the payment. */
const KLARNA_MJS = webSdkModule(`
  window.opened = window.open("about:blank") !== null;
  await ask();
  return {};
`);

/** What the server does not have. @param {string} file of each SDK */
const lacking = (file) => ({
  paths: Object.fromEntries(
    ["payments", "web-sdk"].map((sdk) => [`/pkg/${sdk}/${file}`, answer.status(404)]),
  ),
});

/** @typedef {Partial<import("./checkout-server.js").CheckoutServer>} Sent */
/** How a page comes to have no WebAssembly: what its server sends. @type {Record<string, Sent & { entry?: "index-external" }>} */
const PAGES = {
  "the page's policy has no 'wasm-unsafe-eval'": {
    pageHeaders: { "content-security-policy": "default-src 'self'; img-src data:" },
  },
  "the browser has no WebAssembly": { pageHead: "<script>delete window.WebAssembly</script>" },
  "the JavaScript with the WebAssembly is not there": lacking("klarna_payments_wasm_text.js"),
  "the file of WebAssembly is not there": {
    ...lacking("klarna_payments_wasm_bg.wasm"),
    entry: "index-external",
  },
};

inEveryEngine(
  "Plain JavaScript is bought with where",
  (visit) => {
    const fetched = () =>
      visit()
        .server.asked.map(({ path }) => path)
        .filter((path) => path.endsWith(COMPAT));
    const clicked = async () => {
      const { browser } = visit();
      const shop = await browser.getWindowHandle();
      await browser.$("#buy").click();
      await browser.waitUntil(() => visit().run(() => window.kept !== undefined));
      for (const handle of await browser.getWindowHandles()) {
        if (handle === shop) continue;
        await browser.switchToWindow(handle);
        await browser.closeWindow();
      }
      await browser.switchToWindow(shop);
      return visit().run(() => window.kept);
    };
    const reasons = () =>
      visit().run(() =>
        /** @type {any[]} */ (window.seen.log)
          .filter(({ event }) => event === "fallback")
          .map(({ reason }) => reason),
      );

    for (const [title, { entry = /** @type {const} */ ("index"), ...page }] of Object.entries(
      PAGES,
    )) {
      it(`${title}: Klarna Payments, in the click`, { skip: lacksFallback }, async () => {
        Object.assign(visit().server, page);
        await visit().open();
        await visit().run(
          async (entry, file) => {
            const fallback = () => import(`/pkg/payments/${file}`);
            const klarna = await window.purchase({ entry, fallback });
            await klarna.load("#klarna");
            const { Payments } = window.Klarna;
            const real = Payments.authorize;
            let isInTheClick = false;
            let reached = false;
            Payments.authorize = (/** @type {unknown[]} */ ...args) => {
              reached = isInTheClick;
              return real(...args);
            };
            /** @type {HTMLElement} */ (document.querySelector("#buy")).onclick = async () => {
              isInTheClick = true;
              const outcome = window.told(() => klarna.authorize());
              isInTheClick = false;
              window.kept = [reached, (await outcome).ok?.status];
            };
          },
          entry,
          COMPAT,
        );
        assert.deepEqual(await clicked(), [true, "approved"]);
        assert.equal(visit().server.to("/orders", "POST").length, 1);
        assert.deepEqual(fetched(), [`/pkg/payments/${COMPAT}`]);
        assert.equal((await reasons()).length, 1);
      });

      it(`${title}: the Web SDK, in the click`, { skip: lacksFallback }, async () => {
        Object.assign(visit().server, page);
        visit().server.paths = {
          ...visit().server.paths,
          "/sdk/klarna.mjs": answer.script(KLARNA_MJS),
          "/authorize": answer.json({ result: "APPROVED", returnUrl: "/thanks" }),
        };
        await visit().open();
        await visit().run(
          async (entry, file) => {
            const { loadKlarnaWebSdk, preload } = await window.klarnaModule("pkg", entry);
            const fallback = () => import(`/pkg/web-sdk/${file}`);
            await preload({ for: "web-sdk", sdk: { url: "/sdk/klarna.mjs" }, fallback });
            const klarna = await loadKlarnaWebSdk({
              clientId: "klarna_test_client",
              backend: { authorize: "/authorize" },
              sdk: { url: "/sdk/klarna.mjs" },
            });
            /** @type {HTMLElement} */ (document.querySelector("#buy")).onclick = async () => {
              const { failed } = await window.told(() => klarna.initiate());
              window.kept = [/** @type {any} */ (window).opened, klarna.state, failed?.code];
            };
          },
          entry,
          COMPAT,
        );
        const [opened, state, code] = await clicked();
        assert.deepEqual([opened, state, code ?? null], [true, "approved", null]);
        assert.equal(visit().server.to("/authorize", "POST").length, 1);
        assert.deepEqual(fetched(), [`/pkg/web-sdk/${COMPAT}`]);
      });
    }

    it("WebAssembly cannot run, and nowhere else: it is not even fetched", {
      skip: lacksFallback,
    }, async () => {
      await visit().open();
      const state = await visit().run(async (file) => {
        const klarna = await window.purchase({ fallback: () => import(`/pkg/payments/${file}`) });
        return klarna.state;
      }, COMPAT);
      assert.deepEqual([state, fetched()], ["ready", []]);
    });
  },
  { popupBlocking: true },
);
