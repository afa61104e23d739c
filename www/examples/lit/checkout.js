import "klarna-payments-wasm/element/payments";
import { html, LitElement } from "lit";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. One request at a time: the last one counts there, too. */
const askForSession = (quantity) =>
  navigator.locks.request(CART, async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ cart: CART, quantity });
    const signal = AbortSignal.timeout?.(20_000); // nobody waits for a request that hangs
    const answer = await fetch("/api/klarna/session", { method: "POST", headers, body, signal });
    const session = await answer.json();
    if (session.placed) location.assign("/thanks.html"); // ordered already, in another tab
    if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
    return session.client_token;
  });

/** The order in Klarna's form, as the server has it. */
const orderOf = (quantity) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: PRICE * quantity,
  order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount: PRICE * quantity }],
});

class Checkout extends LitElement {
  static properties = { quantity: {}, version: {}, status: {} };
  clientToken = () => askForSession(this.quantity);
  sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };

  constructor() {
    super();
    this.quantity = this.version = 1;
  }

  /** In the page's own tree: Klarna's widget does not work in a shadow root. */
  createRenderRoot() {
    return this;
  }

  choose({ target }) {
    this.quantity = Number(target.value);
    this.version += 1; // another name of the cart: the server is asked before Buy is on again
  }

  render() {
    return html`
      <p>
        <label>Shoes
          <select ?disabled=${this.status === "busy"} @change=${this.choose}>
            ${[1, 2, 3].map((count) => html`<option>${count}</option>`)}
          </select>
        </label>
        <output>${((PRICE * this.quantity) / 100).toFixed(2)} SEK</output>
      </p>
      <h2>Payment</h2>
      <klarna-payments
        .cart=${`${CART}, version ${this.version}`} .clientToken=${this.clientToken}
        .order=${orderOf(this.quantity)} .sdk=${this.sdk} backend="/api/klarna/orders"
        @klarna-status=${({ detail }) => Object.assign(this, { status: detail })}
        @klarna-outcome=${({ detail }) => detail.status === "approved" && location.assign("/thanks.html")}
      >
        <button type="button" class="buy" data-klarna-buy disabled>Buy</button>
      </klarna-payments>
      <button
        type="button" class="again" ?hidden=${this.status !== "failed"}
        @click=${() => this.querySelector("klarna-payments").retry()}
      >Try again</button>`;
  }
}
customElements.define("shop-checkout", Checkout);
