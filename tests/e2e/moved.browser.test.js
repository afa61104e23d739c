import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession } from "../../www/sandbox/tests/merchant.js";
import { inEnginesOfTier } from "./visit.js";

inEnginesOfTier("A widget that the page moves, with Klarna's frames", (visit) => {
  /** @type {import("../../www/sandbox/index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  /**
   * With the widget shown, as `window.kept`.
   *
   * @param {Parameters<import("../../www/sandbox/index.js").Sandbox["configure"]>[0]} settings
   */
  async function open(settings) {
    sandbox.reset();
    sandbox.configure({ flow: "iframe", ...settings });
    const { client_token } = await createSession(sandbox);
    await visit().open();
    await visit().run(
      async (clientToken, url) => {
        const klarna = await window.purchase(/** @type {any} */ ({ clientToken, sdk: { url } }));
        await klarna.load("#klarna");
        window.kept = klarna;
      },
      client_token,
      `${sandbox.url}/kp/lib/v1/api.js`,
    );
  }

  it("is authorized by a click in the task of the move", async () => {
    await open({ journey: "instant" });
    const status = await visit().run(async () => {
      const box = /** @type {Element} */ (document.querySelector("#klarna"));
      document.body.prepend(box);
      return (await window.kept.authorize()).status;
    });
    assert.equal(status, "approved");
  });

  it("is loaded again, also where a load was lost in the task of the move", async () => {
    await open({ journey: "instant" });
    const came = await visit().run(async () => {
      const box = /** @type {Element} */ (document.querySelector("#klarna"));
      document.body.prepend(box);
      const started = performance.now();
      const { status } = await window.kept.load("#klarna");
      return [status, performance.now() - started < 10_000, (await window.kept.authorize()).status];
    });
    assert.deepEqual(came, ["shown", true, "approved"]);
  });

  it("leaves no overlay over the page when it moves during a call", async () => {
    await open({ journey: "quick" });
    const code = await visit().run(async () => {
      const overlaid = new Promise((resolve) => window.kept.on("overlayshown", resolve));
      const told = window.told(() => window.kept.authorize());
      await overlaid;
      document.body.prepend(/** @type {Element} */ (document.querySelector("#klarna")));
      return (await told).failed?.code;
    });
    assert.equal(code, "WIDGET_REMOVED");
    const covered = () =>
      visit().run(() => [
        document.body.className,
        document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.tagName === "IFRAME",
      ]);
    await visit().browser.waitUntil(async () => String(await covered()) === ",false");
    const status = await visit().run(async () => {
      await window.kept.load("#klarna");
      return window.kept.state;
    });
    assert.equal(status, "loaded");
  });
});
