import "klarna-payments-wasm/element/web-sdk";
import { html, LitElement } from "lit";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Klarna may tell of an earlier cart first: this one is still to be paid then. */
function ended({ status, body }) {
  const { purchase = CART } = Object(body);
  if (status === "approved" && purchase === CART) location.assign("/thanks.html");
}

class WebSdk extends LitElement {
  static properties = { status: {} };
  sdk = { url: `${KLARNA}/web-sdk/v2/klarna.mjs` };
  backend = {
    authorize: "/api/klarna/authorize-payment",
    status: "/api/klarna/payments/{paymentRequestId}",
  };

  /** In the page's own tree, where the button finds the page's styles. */
  createRenderRoot() {
    return this;
  }

  render() {
    return html`
      <p>Shoes <output>${(PRICE / 100).toFixed(2)} SEK</output></p>
      <h2>Payment</h2>
      <klarna-button
        client-id="klarna_test_client_sandbox" currency="SEK" locale="en-SE"
        .amount=${PRICE} .purchase=${CART} .backend=${this.backend} .sdk=${this.sdk}
        @klarna-status=${({ detail }) => Object.assign(this, { status: detail })}
        @klarna-outcome=${({ detail }) => ended(detail)}
      ></klarna-button>
      <button
        type="button" class="again" ?hidden=${this.status !== "failed"}
        @click=${() => this.querySelector("klarna-button").retry()}
      >Try again</button>`;
  }
}
customElements.define("shop-web-sdk", WebSdk);
