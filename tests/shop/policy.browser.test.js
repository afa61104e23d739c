import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Customer } from "./customer.js";
import { Shopper } from "./shopper.js";

const PAGES = ["/", "/payment", "/review", "/confirmation", "/pay", "/pay/return", "/subscription"];

describe("the shop's Content-Security-Policy", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  it("is sent with every page, and allows no inline code, and of inline styles what Klarna needs", async () => {
    for (const page of PAGES) {
      const { headers } = await new Shopper(customer.shop).ask("GET", page);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'/, page);
      const others = policy.replace("style-src 'self' 'unsafe-inline'", "");
      assert.notEqual(others, policy, page);
      assert.doesNotMatch(others, /'unsafe-inline'|'unsafe-eval'|\*/, page);
    }
  });

  it("lets a browser have the icon that it asks for where no page names one", async () => {
    const { status, headers } = await new Shopper(customer.shop).ask("GET", "/favicon.ico");
    assert.deepEqual([status, headers.get("content-type")], [200, "image/svg+xml"]);
  });

  it("holds: no browser complains in any of the three checkouts", async () => {
    await customer.startAfresh();
    await customer.browser.getLogs("browser");
    await customer.buys();
    await customer.orderNumber();
    await customer.startAfresh();
    await customer.visit("/pay");
    await customer.clicks('#klarna-button:not([aria-busy="true"]) > *');
    await customer.orderNumber();
    await customer.visit("/subscription");
    await customer.clicks("#subscribe:enabled");
    await customer.sees("[data-subscription]");
    const complaints = /** @type {{ message: string }[]} */ (
      await customer.browser.getLogs("browser")
    );
    assert.deepEqual(
      complaints.map(({ message }) => message),
      [],
    );
  });
});
