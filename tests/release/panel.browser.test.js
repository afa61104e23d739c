import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Customer } from "../shop/customer.js";

describe("the panel", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  it("chooses what the sandbox does next", async () => {
    await customer.startAfresh();
    await customer.browser.setCookies({ name: "panel", value: "open" });
    await customer.visit("/payment");
    await (await customer.sees("#scenario:enabled")).selectByAttribute("value", "refused");
    await (await customer.sees("#fault:enabled")).selectByAttribute("value", "orderDown");
    await customer.browser.waitUntil(() => customer.sandbox.faults().endpoints.length === 1);
    assert.equal(customer.sandbox.settings().scenario, "refused");
    await customer.clicks("#continue:enabled");
    assert.equal(await customer.outcome(), "declined");
  });

  it("shows calls, states, posts and outcomes over all pages of a purchase, and no token", async () => {
    await customer.startAfresh();
    await customer.buys();
    await customer.orderNumber();
    await customer.clicks("#panel-toggle");
    const kinds = await customer.browser.execute(() => [
      ...new Set(
        [...document.querySelectorAll("#timeline [data-kind]")].map((item) =>
          item.getAttribute("data-kind"),
        ),
      ),
    ]);
    for (const kind of ["page", "state", "call", "post", "answer"])
      assert.ok(kinds.includes(kind), kind);
    const text = await customer.browser.execute(
      () =>
        document.documentElement.outerHTML +
        JSON.stringify({ ...sessionStorage, ...localStorage }) +
        document.cookie,
    );
    const { authorizations, entries } = customer.sandbox.ledger();
    const tokens = [
      authorizations[0]?.authorization_token,
      entries.find(({ kind }) => kind === "session")?.client_token,
    ];
    for (const token of tokens) assert.ok(token && !text.includes(String(token)));
  });
});

describe("the panel on a phone", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    const size = { width: 390, height: 900 };
    // Any folder will do: that the places are in the docs is seen in `docs-links.test.js`.
    const docs = fileURLToPath(new URL(".", import.meta.url));
    customer = await Customer.enter("chromium", size, { docs });
  });
  after(() => customer.leave());

  const isShown = () => customer.browser.$("#panel").isDisplayed();
  const told = () => customer.browser.$("#panel-toggle").getAttribute("aria-expanded");
  const focused = () => customer.browser.execute(() => document.activeElement?.id);

  it("does not lie over the next page by itself, and where there is room it stands beside it", async () => {
    await customer.startAfresh();
    await customer.visit("/");
    await customer.sees("#scenario:enabled");
    await customer.clicks("#panel-toggle");
    assert.deepEqual([await isShown(), await told()], [true, "true"]);
    await customer.visit("/payment");
    await customer.sees("#continue:enabled");
    assert.deepEqual([await isShown(), await told()], [false, "false"]);
    await customer.clicks("#continue");
    await customer.arrivesAt("/review");
    await customer.browser.setWindowRect(null, null, 1280, 900);
    await customer.sees('#panel-toggle[aria-expanded="true"]');
    assert.equal(await isShown(), true);
    await customer.clicks("#buy:enabled");
    assert.match(await customer.orderNumber(), /^ME-/);
    await customer.browser.setWindowRect(null, null, 390, 900);
  });

  it("leads from an error to what the docs say of it", async () => {
    await customer.startAfresh();
    customer.sandbox.injectFault({ path: "/kp/lib/v1/api.js", kind: "status", status: 404 });
    await customer.visit("/payment");
    await customer.outcome();
    customer.sandbox.clearFaults();
    const link = await customer.sees('#timeline [data-kind="error"] a');
    assert.equal(await link.getAttribute("href"), "/docs/errors.html#sdk_load_failed");
    await customer.clicks("#panel-toggle");
    assert.deepEqual(await customer.accessibilityProblems(), []);
  });

  it("opens and closes by keyboard, and keeps the keyboard from what lies below it", async () => {
    await customer.startAfresh();
    await customer.visit("/payment");
    await customer.sees("#continue:enabled");
    await customer.browser.execute(() => document.getElementById("panel-toggle")?.focus());
    await customer.browser.keys("Enter");
    assert.equal(await focused(), "panel-close");
    assert.deepEqual(await customer.accessibilityProblems(), []);
    for (let step = 0; step < 8; step += 1) {
      await customer.browser.keys("Tab");
      const isBelow = await customer.browser.execute(
        () => document.activeElement?.closest(".shop") !== null,
      );
      assert.equal(isBelow, false, await focused());
    }
    await customer.browser.execute(() => document.getElementById("panel-close")?.focus());
    await customer.browser.keys("Escape");
    assert.deepEqual([await isShown(), await focused()], [false, "panel-toggle"]);
    await customer.clicks("#continue");
    await customer.arrivesAt("/review");
  });
});
