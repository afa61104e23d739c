import { randomUUID } from "node:crypto";

/**
 * What customers do. Each resolves when the customer has gone; with an end where that is another than usual.
 *
 * `ends`: what has to become of the cart. `placed`: the customer has bought, and Klarna has approved. `open`: nobody has
 * bought, or Klarna will not. `either`: it depends on who is first; what was told has to be so in any case.
 *
 * @typedef {import("./customer.js").Customer} Customer
 * @typedef {{ ends: "placed" | "open" | "either", email?: string, intent?: string, run: (customer: Customer, tab: () => Customer) => Promise<unknown> }} Situation
 */

/** @type {Record<string, Situation>} */
export const SITUATIONS = {
  plain: {
    ends: "placed",
    async run(customer) {
      const session = await customer.session();
      if (session) await customer.post(session, await customer.authorize(session));
    },
  },
  /** The tab is closed before it can post the token. */
  gone: {
    ends: "placed",
    async run(customer) {
      const session = await customer.session();
      if (session) await customer.authorize(session);
    },
  },
  /** The page is loaded anew while the order is made; the customer pays again if it is asked to. */
  reload: {
    ends: "placed",
    async run(customer) {
      const session = await customer.session();
      if (!session) return;
      const token = await customer.authorize(session);
      void customer.ask("/orders", { authorization_token: token, session_id: session.session_id });
      const again = await customer.session();
      if (again) await customer.post(again, await customer.authorize(again));
    },
  },
  "two-tabs": {
    ends: "placed",
    async run(customer, newTab) {
      const tab = newTab();
      const [one, other] = await Promise.all([customer.session(), tab.session()]);
      if (!one || !other) return;
      const [first, second] = [await customer.authorize(one), await tab.authorize(other)];
      await Promise.all([customer.post(one, first), tab.post(other, second)]);
    },
  },
  /** A second object of the page posts the same token under another key. */
  twice: {
    ends: "placed",
    async run(customer) {
      const session = await customer.session();
      if (!session) return;
      const token = await customer.authorize(session);
      await Promise.all([customer.post(session, token), customer.post(session, token)]);
    },
  },
  /** Several pages; Klarna approves at once, and the token waits for Buy. */
  pages: {
    ends: "placed",
    email: "customer+nofinalize+known@example.com",
    async run(customer) {
      const session = await customer.session({ step: "payment" });
      if (!session) return;
      const token = await customer.authorize(session, { autoFinalize: false });
      await customer.post(session, token, "/keep");
      await customer.session({ step: "review" });
      const body = { session_id: session.session_id };
      await customer.insist(token ?? "", "/orders/kept", body);
    },
  },
  /** The same, and the customer never presses Buy. */
  left: {
    ends: "open",
    email: "customer+nofinalize+known@example.com",
    async run(customer) {
      const session = await customer.session({ step: "payment" });
      if (!session) return;
      const token = await customer.authorize(session, { autoFinalize: false });
      await customer.post(session, token, "/keep");
    },
  },
  finalize: {
    ends: "placed",
    async run(customer) {
      const session = await customer.session({ step: "payment" });
      if (!session) return;
      await customer.authorize(session, { autoFinalize: false });
      const review = await customer.session({ step: "review" });
      if (review)
        await customer.post(review, await customer.authorize(review, { call: "finalize" }));
    },
  },
  /** The page has no use for the token any more; Klarna's callback may have been quicker. */
  cancel: {
    ends: "either",
    async run(customer) {
      const session = await customer.session();
      if (session) await customer.post(session, await customer.authorize(session), "/cancel");
    },
  },
  "cancel-late": {
    ends: "placed",
    async run(customer, newTab) {
      const session = await customer.session();
      if (!session) return;
      const [first, second] = [
        await customer.authorize(session),
        await newTab().authorize(session),
      ];
      await customer.post(session, first);
      await customer.post(session, second, "/cancel");
    },
  },
  /** The cart changes in another tab while the customer pays. */
  changed: {
    ends: "placed",
    async run(customer, newTab) {
      const session = await customer.session();
      if (!session) return;
      const tab = newTab();
      tab.quantity = 2;
      const changed = await tab.session();
      // What the first tab still shows is not what is in the cart any more.
      await customer.post(session, await customer.authorize(session));
      customer.quantity = 2;
      // The shop may know of the change, and the tab does not hear of it: then nobody buys what is in the cart.
      if (!changed) return "either";
      return tab.post(changed, await tab.authorize(changed));
    },
  },
  refused: {
    ends: "open",
    email: "customer+rejected@example.com",
    async run(customer) {
      const session = await customer.session();
      if (session) await customer.post(session, await customer.authorize(session));
    },
  },
  tokenize: {
    ends: "either",
    intent: "tokenize",
    async run(customer) {
      const session = await customer.session();
      if (session) await customer.post(session, await customer.authorize(session));
    },
  },
  button: {
    ends: "placed",
    email: "customer+known@example.com",
    run: (customer) => customer.click(),
  },
  declined: {
    ends: "open",
    email: "customer+refused@example.com",
    run: (customer) => customer.click(),
  },
  "button-tabs": {
    ends: "placed",
    email: "customer+known@example.com",
    run: (customer, newTab) => Promise.all([customer.click(), newTab().click()]),
  },
  "step-up": {
    ends: "placed",
    email: "customer+approved@example.com",
    async run(customer) {
      const id = (await customer.click())?.body?.paymentRequestId;
      if (!id) return;
      await customer.stepUp(id);
      await customer.ask(`/return?request=${encodeURIComponent(id)}`);
      await customer.confirm(id);
    },
  },
  "step-up-gone": {
    ends: "placed",
    email: "customer+approved@example.com",
    async run(customer) {
      const id = (await customer.click())?.body?.paymentRequestId;
      if (id) await customer.stepUp(id);
    },
  },
  /** One click whose answer does not come; then the cart is another, and the page says what its new key replaces. */
  replaced: {
    ends: "placed",
    email: "customer+known@example.com",
    async run(customer) {
      const key = randomUUID();
      await customer.click({ key, rounds: false });
      customer.quantity = 2;
      await customer.click({ replaces: key });
    },
  },
  "replaced-step-up": {
    ends: "placed",
    email: "customer+approved@example.com",
    async run(customer) {
      const key = randomUUID();
      await customer.click({ key });
      customer.quantity = 2;
      const id = (await customer.click({ replaces: key }))?.body?.paymentRequestId;
      if (!id) return;
      await customer.stepUp(id);
      await customer.confirm(id);
    },
  },
  /** Klarna Payments in one tab, the button in the other. */
  both: {
    ends: "placed",
    email: "customer+known@example.com",
    async run(customer, newTab) {
      const session = await customer.session();
      if (!session) return;
      const token = await customer.authorize(session);
      await Promise.all([customer.post(session, token), newTab().click()]);
    },
  },
};
