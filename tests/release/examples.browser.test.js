// The examples of pages, as somebody who copies them: with the packed package, built, and bought with at the sandbox. Those
// that bring their own server are in `example-shops.browser.test.js`.

import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { extname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startSandbox } from "klarna-payments-wasm/sandbox";
import { build } from "vite";
import { violations } from "../../www/sandbox/tests/accessibility.js";
import { answer } from "../e2e/checkout-server.js";
import { Visit } from "../e2e/visit.js";
import { createProject, ROOT } from "../package/outside-project.js";

const EXAMPLES = join(ROOT, "www/examples");
/** What an example needs beside the package. */
const INSTALLED = ["react", "react-dom", "scheduler", "vue", "@vue", "@vitejs", "vite"];
const TYPES = /** @type {Record<string, string>} */ ({
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
});

const examples = ["react", "vue", "element"];

for (const example of examples)
  describe(`The example ${example}`, () => {
    /** @type {Awaited<ReturnType<typeof createProject>>} */
    let project;
    /** @type {import("klarna-payments-wasm/sandbox").Sandbox} */
    let klarna;
    /** @type {Visit} */
    let visit;
    before(async () => {
      klarna = await startSandbox({ settings: { journey: "quick" } });
      project = await createProject();
      for (const name of INSTALLED)
        symlinkSync(join(ROOT, "node_modules", name), join(project.folder, "node_modules", name));
      cpSync(join(EXAMPLES, example), project.folder, { recursive: true });
      await build({ root: project.folder, logLevel: "error" });
      visit = await Visit.begin("chromium");
    });
    after(async () => {
      await visit?.end();
      await klarna.close();
      for (const name of INSTALLED) rmSync(join(project.folder, "node_modules", name));
      project.remove();
    });

    const order = {
      purchase_country: "SE",
      purchase_currency: "SEK",
      order_amount: 59900,
      order_lines: [{ name: "Shoes", quantity: 1, unit_price: 59900, total_amount: 59900 }],
    };

    /** Klarna's server, asked by the shop's. @param {string} path @param {object} body */
    async function asksKlarna(path, body) {
      const { username, password } = klarna.credentials;
      const response = await fetch(klarna.url + path, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa(`${username}:${password}`)}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200);
      return response.json();
    }

    /** The shop: what Vite built, and the two routes. */
    function serve() {
      const { paths } = visit.server;
      const dist = join(project.folder, "dist");
      for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const path = join(file.parentPath, file.name);
        paths[path.slice(dist.length)] = (response) =>
          response
            .writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" })
            .end(readFileSync(path));
      }
      // Klarna's own address cannot be reached: the page has the sandbox's script already.
      const html = readFileSync(join(dist, "index.html"), "utf8").replace(
        "</title>",
        `</title><script src="${klarna.url}/kp/lib/v1/api.js"></script>`,
      );
      paths["/checkout"] = (response) =>
        response.writeHead(200, { "content-type": "text/html" }).end(html);
      paths["/api/klarna/session"] = async (...asked) =>
        answer.json(await asksKlarna("/payments/v1/sessions", order))(...asked);
      paths["/api/klarna/orders"] = async (response, asked) => {
        const { authorization_token } = JSON.parse(asked.body);
        const { order_id } = await asksKlarna(
          `/payments/v1/authorizations/${authorization_token}/order`,
          {
            ...order,
            order_amount: 119800,
            order_lines: [{ ...order.order_lines[0], quantity: 2, total_amount: 119800 }],
          },
        );
        answer.json({ redirect_url: `/thanks?order=${order_id}` })(response, asked);
      };
      paths["/thanks"] = answer.html();
    }

    it("is short", () => {
      for (const file of readdirSync(join(EXAMPLES, example)))
        if (/\.(jsx?|vue|html)$/.test(file)) {
          const lines = readFileSync(join(EXAMPLES, example, file), "utf8").split("\n").length;
          assert.ok(lines <= 80, `${file} has ${lines} lines`);
        }
    });

    const loads = () => klarna.ledger().sdkCalls.filter(({ call }) => call === "load").length;

    it("sells two pairs of shoes, and nothing that axe objects to", async () => {
      serve();
      await visit.open("/checkout");
      await visit.browser.$("button.buy:enabled").waitForExist();
      assert.deepEqual(await violations(visit.browser), []);
      await visit.browser.$("select").selectByVisibleText("2");
      // The widget is loaded again with the new order.
      await visit.browser.waitUntil(() => loads() === 2);
      await visit.browser.$("button.buy:enabled").waitForExist();
      await visit.browser.$("button.buy").click();
      const frame = visit.browser.$("#klarna-klarna-fullscreen");
      await frame.waitForDisplayed();
      await visit.browser.switchFrame(frame);
      await visit.browser.$("#approve").click();
      await visit.browser.switchFrame(null);
      await visit.browser.waitUntil(() => visit.run(() => location.pathname === "/thanks"));
      const [placed] = klarna.ledger().orders;
      assert.equal(await visit.run(() => location.search), `?order=${placed?.order_id}`);
      assert.equal(visit.server.to("/api/klarna/session", "POST").length, 1);
    });
  });
