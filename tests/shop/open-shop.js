import { randomInt } from "node:crypto";
import { after, before, beforeEach } from "node:test";
import { startSandbox } from "../../www/sandbox/index.js";
import { startShop } from "../../www/start.js";
import { Shopper } from "./shopper.js";

/**
 * @typedef {object} OpenShop
 * @property {string} url
 * @property {import("../../www/sandbox/index.js").Sandbox} sandbox its Klarna
 * @property {Shopper} shopper whom it has never seen before
 * @property {() => void} startAfresh with another shopper, and a Klarna that knows of nothing
 */

/**
 * Opens a shop for the suite that calls this; each of its tests starts afresh.
 *
 * @param {import("../../www/sandbox/sandbox.js").Settings} [settings] of Klarna at each start
 * @param {{ now?: () => number }} [options] the shop's clock
 * @returns {OpenShop} filled when the suite begins
 */
export function openShop(settings = {}, options = {}) {
  const open = /** @type {OpenShop} */ ({
    startAfresh() {
      // The shop remembers the last test: Klarna must not deal the same identifiers again.
      open.sandbox.reset(randomInt(2 ** 31));
      open.sandbox.configure(settings);
      open.shopper = new Shopper(open);
    },
  });
  /** @type {import("../../www/start.js").Shop} */
  let shop;
  before(async () => {
    open.sandbox = await startSandbox();
    shop = await startShop({ sandbox: open.sandbox, ...options });
    open.url = shop.url;
  });
  after(async () => {
    await shop.close();
    await open.sandbox.close();
  });
  beforeEach(() => open.startAfresh());
  return open;
}
