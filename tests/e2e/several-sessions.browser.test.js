// Another script of the page, such as a plug-in's express button, begins a session of its own with Klarna's script: the
// purchase runs on the shop's all the same.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { createSession } from "../../www/sandbox/tests/merchant.js";
import { inEnginesOfTier } from "./visit.js";

/** @typedef {import("klarna-payments-wasm").KlarnaPayments} KlarnaPayments */

/** How Klarna goes on: in frames or in a window that its library opens. A full run has its other flows, and an older build. */
const KLARNAS = /** @type {const} */ ([
  ["iframe", ""],
  ["purchase-flow", ""],
  ["popup", "", "full"],
  ["static-widget", "", "full"],
  ["iframe", "?build=2004", "full"],
  ["purchase-flow", "?build=2004", "full"],
]).filter(([, , tier = "test"]) => tier === "test" || process.env.TEST_TIER === "full");

/**
 * When the other script begins its session: `begin` is what it does. Each is run in the page.
 *
 * @type {Record<string, (klarna: KlarnaPayments, begin: () => void) => Promise<{ status: string }>>}
 */
const MOMENTS = {
  "before load": async (klarna, begin) => {
    begin();
    await klarna.load("#klarna");
    return klarna.authorize();
  },
  "before authorize": async (klarna, begin) => {
    await klarna.load("#klarna");
    begin();
    return klarna.authorize();
  },
  "in the task of authorize, after it": async (klarna, begin) => {
    await klarna.load("#klarna");
    const outcome = klarna.authorize();
    begin();
    return outcome;
  },
  "before finalize": async (klarna, begin) => {
    await klarna.load("#klarna");
    await klarna.authorize({ autoFinalize: false });
    begin();
    return klarna.finalize();
  },
  "before reauthorize": async (klarna, begin) => {
    begin();
    return klarna.reauthorize();
  },
};

inEnginesOfTier("Where another script begins its own session", (visit) => {
  /** @type {import("../../www/sandbox/index.js").Sandbox} */
  let sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.close());

  for (const [flow, build] of KLARNAS)
    it(`the shop's is bought on, whenever that is: ${flow}${build}`, async () => {
      for (const [moment, act] of Object.entries(MOMENTS)) {
        sandbox.reset();
        sandbox.configure({ flow, journey: "instant" });
        visit().server.reset();
        const ours = await createSession(sandbox);
        const theirs = await createSession(sandbox);
        await visit().open();
        const script = `
          const [clientToken, url, theirs] = arguments;
          const begin = () => window.Klarna.Payments.init({ client_token: theirs });
          return window.told(async () => {
            const klarna = await window.purchase({ clientToken, sdk: { url } });
            return (await (${act})(klarna, begin)).status;
          });`;
        const told = await /** @type {any} */ (visit().browser).execute(
          script,
          ours.client_token,
          `${sandbox.url}/kp/lib/v1/api.js${build}`,
          theirs.client_token,
        );
        assert.deepEqual(told, { ok: "approved" }, moment);
        const [post, ...more] = visit().server.to("/orders", "POST");
        const { session_id, authorization_token } = JSON.parse(post?.body ?? "{}");
        const { authorizations } = sandbox.ledger();
        const owner = authorizations.find((one) => one.authorization_token === authorization_token);
        assert.deepEqual(
          [session_id, owner?.session_id, more],
          [ours.session_id, ours.session_id, []],
          moment,
        );
      }
    });
});
