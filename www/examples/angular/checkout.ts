import "@angular/compiler";
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  provideZonelessChangeDetection,
  signal,
} from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import "klarna-payments-wasm/element/payments";
import type { AuthorizationOutcome } from "klarna-payments-wasm";

/** A new cart for each visit; a real shop has it in its database. */
const CART = crypto.randomUUID();
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. */
async function askForSession(quantity: number) {
  const answer = await fetch("/api/klarna/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cart: CART, quantity }),
  });
  if (!answer.ok) throw new Error(`The session failed: ${answer.status}`);
  return answer.json();
}

/** The order in Klarna's form, as the server has it. */
function orderOf(quantity: number) {
  const total_amount = PRICE * quantity;
  return {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "en-SE",
    order_amount: total_amount,
    order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount }],
  };
}

@Component({
  selector: "shop-checkout",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p>
      <label>Shoes
        <select [disabled]="isBusy()" (change)="choose($event)">
          <option>1</option><option>2</option><option>3</option>
        </select>
      </label>
      <output>{{ (order().order_amount / 100).toFixed(2) }} SEK</output>
    </p>
    <h2>Payment</h2>
    <klarna-payments
      [clientToken]="clientToken" [cart]="cart" [order]="order()" [sdk]="sdk" backend="/api/klarna/orders"
      (klarna-status)="isBusy.set($event.detail === 'busy')" (klarna-outcome)="ended($event.detail)"
    >
      <button type="button" class="buy" data-klarna-buy disabled>Buy</button>
    </klarna-payments>`,
})
class Checkout {
  cart = CART;
  order = signal(orderOf(1));
  isBusy = signal(false);
  sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };
  clientToken = async () => (await askForSession(1)).client_token;

  async choose({ target }: Event) {
    const quantity = Number((target as HTMLSelectElement).value);
    await askForSession(quantity); // Klarna's session has the new order, too
    this.order.set(orderOf(quantity));
  }

  ended({ status }: AuthorizationOutcome) {
    if (status === "approved") location.assign("/thanks.html");
  }
}

bootstrapApplication(Checkout, { providers: [provideZonelessChangeDetection()] });
