import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  chargeBody,
  orderBody,
  orderData,
  paymentBody,
  sessionBody,
} from "../../www/server/src/klarna/bodies.js";
import { orderOf } from "./shop.js";

describe("the customer's type", () => {
  /** @type {import("../../www/server/src/public.js").ShopOrder} */
  const ofCompany = {
    ...orderOf("cart", 1),
    customer_type: "organization",
    customer: { billing_address: { organization_name: "Example AB" } },
  };
  const ofAnybody = orderOf("cart", 1);

  it("is told to Klarna in the session, by the page and in the order, in Klarna's form", () => {
    const type = { type: "organization" };
    for (const told of [
      sessionBody(ofCompany, "R", {}),
      orderData(ofCompany),
      orderBody(ofCompany, "R", {}),
    ]) {
      assert.deepEqual(/** @type {any} */ (told).customer, type);
      assert.equal("customer_type" in told, false);
    }
  });

  it("is not told where the shop does not say it", () => {
    for (const told of [
      sessionBody(ofAnybody, "R", {}),
      orderData(ofAnybody),
      orderBody(ofAnybody, "R", {}),
    ])
      assert.equal("customer" in told, false);
  });

  it("comes with no address before the order", () => {
    assert.equal(JSON.stringify(sessionBody(ofCompany, "R", {})).includes("Example AB"), false);
    assert.equal(orderBody(ofCompany, "R", {}).billing_address?.organization_name, "Example AB");
  });

  it("is no matter of a renewal, whose customer token knows its customer, nor of the Klarna Network", () => {
    assert.equal("customer" in chargeBody(ofCompany, "R"), false);
    const { type } = /** @type {any} */ (paymentBody(ofCompany, "R", {}))
      .supplementary_purchase_data.customer;
    assert.equal(type, undefined);
    assert.equal("customer_type" in chargeBody(ofCompany, "R"), false);
  });
});

describe("what is captured at once", () => {
  const order = orderOf("cart", 1);
  /** @param {import("../../www/server/src/public.js").ShopOrder} said */
  const told = (said) => [
    orderBody(said, "R", {}).auto_capture,
    chargeBody(said, "R").auto_capture,
    paymentBody(said, "R", {}).request_payment_transaction.capture,
  ];

  it("is nothing where the shop does not say so, a renewal neither", () => {
    assert.deepEqual(told(order), [false, false, undefined]);
    assert.deepEqual(told({ ...order, auto_capture: false }), [false, false, undefined]);
  });

  it("is what the shop says, in the words of both of Klarna's APIs", () => {
    assert.deepEqual(told({ ...order, auto_capture: true }), [true, true, "NOW"]);
  });
});
