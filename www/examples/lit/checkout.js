import "klarna-payments-wasm/element/payments";
import { html, LitElement } from "lit";

/** A new cart for each visit; a real shop has it in its database. */
const CART = crypto.randomUUID();
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. */
async function askForSession(quantity) {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cart: CART, quantity }),
  });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return answer.json();
}

/** The order in Klarna's form, as the server has it. */
function orderOf(quantity) {
  const total_amount = PRICE * quantity;
  return {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount }],
  };
}

class Checkout extends LitElement {
  static properties = { quantity: {}, isBusy: {} };
  clientToken = async () => (await askForSession(this.quantity)).client_token;
  sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };

  constructor() {
    super();
    this.quantity = 1;
  }

  /** In the page's own tree: Klarna's widget does not work in a shadow root. */
  createRenderRoot() {
    return this;
  }

  async choose({ target }) {
    const count = Number(target.value);
    await askForSession(count); // Klarna's session has the new order, too
    this.quantity = count;
  }

  render() {
    return html`
      <p>
        <label>Shoes
          <select ?disabled=${this.isBusy} @change=${this.choose}>
            ${[1, 2, 3].map((count) => html`<option>${count}</option>`)}
          </select>
        </label>
        <output>${((PRICE * this.quantity) / 100).toFixed(2)} SEK</output>
      </p>
      <h2>Payment</h2>
      <klarna-payments
        .clientToken=${this.clientToken} .cart=${CART} .order=${orderOf(this.quantity)} .sdk=${this.sdk}
        backend="/api/klarna/orders"
        @klarna-status=${({ detail }) => {
          this.isBusy = detail === "busy";
        }}
        @klarna-outcome=${({ detail }) => detail.status === "approved" && location.assign("/thanks.html")}
      >
        <button type="button" class="buy" data-klarna-buy disabled>Buy</button>
      </klarna-payments>`;
  }
}
customElements.define("shop-checkout", Checkout);
