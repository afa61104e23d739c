import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { SCENARIOS } from "../../www/sandbox/index.js";
import { BUTTON, Customer } from "./customer.js";

/**
 * What a customer is told in each scenario of the sandbox, in each checkout: the outcome, or `bought` for an order.
 *
 * @typedef {object} Endings
 * @property {string} steps the multi-step checkout (Klarna Payments)
 * @property {string} button the payment button (Web SDK)
 * @property {string} subscription
 */

const BOUGHT = "bought";
const EVERYWHERE = { steps: BOUGHT, button: BOUGHT, subscription: BOUGHT };
const DECLINED = { steps: "declined", button: "declined", subscription: "declined" };
const REVIEWED = { steps: "pending", button: BOUGHT, subscription: "pending" };

/** @type {Record<string, Endings>} */
const ENDINGS = {
  approved: EVERYWHERE,
  denied: DECLINED,
  refused: DECLINED,
  known: EVERYWHERE,
  unavailable: { steps: "unavailable", button: "unavailable", subscription: "unavailable" },
  correction: {
    steps: "correction_required",
    button: BOUGHT,
    subscription: "correction_required",
  },
  leaves: { steps: "dismissed", button: "dismissed", subscription: "dismissed" },
  // Klarna Payments does not tell a fault of its own, or a session that has ended, from a decline.
  failure: { steps: "declined", button: "klarna_error", subscription: "declined" },
  expiring: { steps: "declined", button: "expired", subscription: "declined" },
  nofinalize: EVERYWHERE,
  // A subscription has no `finalize`: its first step is its last.
  latedecline: { steps: "declined", button: "declined", subscription: BOUGHT },
  oldresults: EVERYWHERE,
  pending: REVIEWED,
  pendingaccepted: REVIEWED,
  pendingrejected: REVIEWED,
  rejected: { steps: "payment_refused", button: BOUGHT, subscription: "payment_refused" },
  broken: { steps: "undelivered", button: BOUGHT, subscription: BOUGHT },
  latetoken: { steps: "authorization_expired", button: BOUGHT, subscription: BOUGHT },
  twice: EVERYWHERE,
  stale: EVERYWHERE,
  silent: EVERYWHERE,
  webhooktwice: EVERYWHERE,
  webhooklate: EVERYWHERE,
  webhooknever: EVERYWHERE,
  fallback: { steps: BOUGHT, button: "unavailable", subscription: BOUGHT },
  slow: EVERYWHERE,
};

/** Longer than the package goes on posting to a shop that does not answer. */
const PATIENCE_MS = 25_000;

describe("every scenario of the sandbox", () => {
  /** @type {Customer} */
  let customer;
  before(async () => {
    customer = await Customer.enter();
  });
  after(() => customer.leave());

  it("has an ending in every checkout", () => {
    assert.deepEqual(Object.keys(ENDINGS).sort(), SCENARIOS.map(({ id }) => id).sort());
  });

  /**
   * Whether something can be clicked, or the customer has been told already how it ended.
   * @param {string} selector
   */
  async function comesTo(selector) {
    await customer.browser.$(`[data-outcome], ${selector}`).waitForExist({ timeout: PATIENCE_MS });
    return !(await customer.browser.$("[data-outcome]").isExisting());
  }

  /** @param {string} selector */
  async function clicksUnlessTold(selector) {
    if (await comesTo(selector)) await customer.clicks(selector);
  }

  async function ending() {
    const told = customer.browser.$("[data-outcome]");
    await told.waitForExist({ timeout: PATIENCE_MS });
    const outcome = await told.getAttribute("data-outcome");
    return outcome === "approved" ? BOUGHT : outcome;
  }

  /** From now on, what the page tells while it is there. */
  async function notesWhatIsTold() {
    await customer.browser.execute(() => {
      sessionStorage.removeItem("told");
      new MutationObserver(() => {
        const told = document.querySelector("[data-outcome]")?.getAttribute("data-outcome");
        if (told) sessionStorage.setItem("told", told);
      }).observe(document, { subtree: true, childList: true });
    });
  }

  async function entersPhone() {
    await (await customer.sees("#customer-phone")).setValue("030 123456");
  }

  /** @type {Record<keyof Endings, () => Promise<void>>} everything that the customer does */
  const CHECKOUTS = {
    async steps() {
      await customer.visit("/payment");
      await entersPhone();
      await clicksUnlessTold("#continue:enabled");
      if (!(await comesTo("#buy:enabled"))) return;
      assert.equal(facts().orders.length, 0, "nothing is ordered before Buy");
      await customer.clicks("#buy:enabled");
    },
    async button() {
      await customer.visit("/pay");
      await notesWhatIsTold();
      await clicksUnlessTold(BUTTON);
    },
    async subscription() {
      await customer.visit("/subscription");
      await entersPhone();
      await clicksUnlessTold("#subscribe:enabled");
    },
  };

  const isBought = (/** @type {string | undefined} */ told) =>
    told === BOUGHT || told === "pending";
  const facts = () => customer.sandbox.ledger();

  /** @type {Record<keyof Endings, (told: string | undefined, scenario: string) => Promise<void>>} what else is seen then */
  const SEEN = {
    async steps(told) {
      if (isBought(told)) {
        const number = await customer.browser.$("[data-order-number]").getText();
        const [order] = facts().orders;
        assert.deepEqual([order?.merchant_reference1, order?.order_amount], [number, 9300]);
        const tokens = facts().authorizations.map((one) => one.authorization_token);
        assert.ok(tokens.includes(String(order?.authorization_token)));
      } else if ((await customer.browser.getUrl()).includes("/review")) {
        if (told === "undelivered") return;
        const mayTryAgain = told !== "declined" && told !== "payment_refused";
        const reload = customer.browser.$("#reload");
        if (!mayTryAgain) assert.equal(await reload.isExisting(), false, "asking the same again");
        await customer.clicks("#to-payment");
        await customer.arrivesAt("/payment");
      } else if (told === "declined" || told === "dismissed") {
        const klarna = customer.browser.$('input[value="klarna"]');
        assert.equal(await klarna.isEnabled(), told === "dismissed");
        assert.equal(await customer.browser.$("#continue").isEnabled(), true);
      }
    },
    async button(told, scenario) {
      if (!isBought(told)) return;
      const toldBefore = await customer.browser.execute(() => sessionStorage.getItem("told"));
      assert.equal(toldBefore, null, "nothing else is told on the way to an order");
      const number = await customer.browser.$("[data-order-number]").getText();
      const [payment] = facts().transactions;
      assert.deepEqual([payment?.amount, payment?.payment_transaction_reference], [9300, number]);
      if (scenario === "known") assert.equal(facts().paymentRequests.length, 0);
    },
    async subscription(told) {
      if (!isBought(told)) {
        assert.equal(await customer.browser.$("[data-subscription]").isExisting(), false);
        return;
      }
      const text = await customer.browser.$("[data-subscription]").getText();
      assert.equal(/still looking at the last payment/.test(text), told === "pending");
      const number = await customer.browser.$("#announcement").getAttribute("data-order-number");
      const [order] = facts().orders;
      assert.deepEqual([order?.merchant_reference1, order?.order_amount], [number, 2490]);
      assert.equal(facts().customerTokens.length, 1);
    },
  };

  for (const checkout of /** @type {(keyof Endings)[]} */ (Object.keys(CHECKOUTS))) {
    for (const { id, payments, network } of SCENARIOS) {
      const expected = ENDINGS[id]?.[checkout];
      // Only a full run plays what is the same purchase again: as the sandbox says in its table, or since a subscription is
      // bought with the same SDK as in steps.
      const course = checkout === "button" ? network : payments;
      const isAlike =
        course === "as approved" ||
        (checkout === "subscription" && id !== "approved" && expected === ENDINGS[id]?.steps);
      if (isAlike && process.env.TEST_TIER !== "full") continue;
      it(`${id} ends with ${expected} in the checkout ${checkout}`, async () => {
        await customer.startAfresh({ scenario: id });
        await CHECKOUTS[checkout]();
        assert.equal(await ending(), expected);
        const { orders, transactions } = facts();
        assert.equal([...orders, ...transactions].length, isBought(expected) ? 1 : 0);
        await SEEN[checkout](expected, id);
      });
    }
  }
});
