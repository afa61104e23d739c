import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findEngine } from "../../.tooling/engines.js";
import { ROOT } from "../../.tooling/environment.js";
import { answer } from "../e2e/checkout-server.js";
import { Visit } from "../e2e/visit.js";
import { bundle } from "../package/bundle.js";

const BY_HAND = "/by-hand.js";

/** Pays at once and in two steps. Runs in the page. @param {string} path */
async function pay(path) {
  const { loadKlarnaPayments } = await import(location.origin + path);
  const options = { backend: "/orders", sdk: { url: "/sdk/api.js" } };
  const [first, second] = ["session-1", "session-2"].map(window.clientToken);
  const klarna = await loadKlarnaPayments({ ...options, clientToken: first });
  const { status: widget } = await klarna.load("#klarna");
  const { status: atOnce } = await klarna.authorize();
  const other = await loadKlarnaPayments({ ...options, clientToken: second });
  await other.load("#klarna");
  window.fakeKlarna.answer = { approved: true, show_form: true, finalize_required: true };
  const { status: firstStep } = await other.authorize({ autoFinalize: false });
  window.fakeKlarna.answer = undefined;
  const { status: secondStep } = await other.finalize();
  const calls = window.fakeKlarna.calls.map(({ method }) => method);
  return { widget, atOnce, firstStep, secondStep, calls, evaluations: window.evaluations };
}

describe("the module that the package is compared with", () => {
  for (const path of [BY_HAND, "/pkg/index.js"]) {
    it(`does the same job: ${path}`, {
      skip: findEngine("chromium") === null ? "Chromium is not on this machine" : false,
    }, async (t) => {
      const visit = await Visit.begin("chromium");
      t.after(() => visit.end());
      const module = await bundle(join(ROOT, "tests/bench/by-hand.js"));
      visit.server.paths[BY_HAND] = answer.script(Buffer.from(module).toString());
      visit.server.orders = [answer.status(503), answer.json({ order_number: "1" })];
      await visit.open();
      assert.deepEqual(await visit.run(pay, path), {
        widget: "shown",
        atOnce: "approved",
        firstStep: "finalize_required",
        secondStep: "approved",
        calls: ["authorize", "authorize", "finalize"],
        evaluations: 1,
      });
      const posts = visit.server.to("/orders", "POST");
      const keys = posts.map(({ headers }) => headers["idempotency-key"]);
      assert.equal(posts.length, 3, "the first was refused and sent again");
      assert.ok(keys[0] && keys[0] === keys[1] && keys[1] !== keys[2]);
      for (const { body } of posts) {
        assert.equal(JSON.parse(body).authorization_token, "authorization-token-1");
      }
    });
  }
});
