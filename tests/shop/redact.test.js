import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { redact } from "../../www/shop/panel/redact.js";

describe("what the panel shows", () => {
  it("has no token, wherever it is", () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzZXNzaW9uIjoiMSJ9.c2lnbmF0dXJl";
    const shown = JSON.stringify(
      redact({
        client_token: jwt,
        nested: [{ authorization_token: "secret-1", auth_token: "secret-2" }],
        klarnaNetworkSessionToken: "secret-3",
        text: `a sentence with ${jwt} in it`,
        url: "https://pay.example/x?region=eu1&access_token=secret-4&more=1",
        error: "krn:network:eu1:test:session-token:secret-5",
      }),
    );
    assert.doesNotMatch(shown, /secret-|eyJ/);
    assert.match(shown, /region=eu1/);
  });

  it("has nobody's address, but amounts, states and names of goods", () => {
    const shown = redact({
      billing_address: { email: "someone@example.com", city: "Berlin", country: "DE" },
      shipping: { address: { postalCode: "10115", streetAddress: "Main 1", givenName: "Ada" } },
      order_amount: 9300,
      order_lines: [{ name: "Fold teapot" }],
      status: "approved",
    });
    assert.deepEqual(shown, {
      billing_address: { email: "[personal]", city: "[personal]", country: "DE" },
      shipping: {
        address: {
          postalCode: "[personal]",
          streetAddress: "[personal]",
          givenName: "[personal]",
        },
      },
      order_amount: 9300,
      order_lines: [{ name: "Fold teapot" }],
      status: "approved",
    });
  });

  it("ends somewhere, also for what refers to itself", () => {
    /** @type {Record<string, unknown>} */
    const loop = {};
    loop.self = loop;
    assert.ok(JSON.stringify(redact(loop)).length < 200);
  });
});
