// One suite for every binding and engine: they behave alike. In Chromium each time, though what no framework has a part in
// with the elements alone; before a release all of it with all of them, and `tests/release` has the other engines.

import { after, before, beforeEach, describe, it } from "node:test";
import { availableEngines } from "../webdriver/browsers.js";
import { CheckoutVisit } from "./checkout-visit.js";
import { behavesWithPayments } from "./payments-behaviour.js";
import { behavesWithWebSdk } from "./web-sdk-behaviour.js";

/**
 * @param {import("./checkout-visit.js").Binding} binding
 * @param {import("../webdriver/browsers.js").Engine[]} engines
 */
export function behavesAlike(binding, engines) {
  const isWhole = binding === "elements" || process.env.TEST_TIER !== "test";
  const ofCheckout = /** @type {typeof it} */ (isWhole ? it : () => Promise.resolve());
  for (const engine of availableEngines().filter((engine) => engines.includes(engine)))
    describe(`A checkout drawn with ${binding}, in ${engine},`, () => {
      /** @type {CheckoutVisit} */
      let shop;
      before(async () => {
        shop = await CheckoutVisit.begin(engine, binding);
      });
      after(() => shop.end());
      beforeEach(() => shop.reset());
      describe("with Klarna Payments", () => behavesWithPayments(() => shop, binding, ofCheckout));
      describe("with the Web SDK", () => behavesWithWebSdk(() => shop, ofCheckout));
    });
}
