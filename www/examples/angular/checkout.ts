import "@angular/compiler";
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  computed,
  provideZonelessChangeDetection,
  signal,
} from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import "klarna-payments-wasm/element/payments";
import type { AuthorizationOutcome } from "klarna-payments-wasm";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

/** Your server makes the session, and decides what it costs. One request at a time: the last one counts there, too. */
const askForSession = (quantity: number) =>
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
const orderOf = (quantity: number) => ({
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "en-SE",
  order_amount: PRICE * quantity,
  order_lines: [{ name: "Shoes", quantity, unit_price: PRICE, total_amount: PRICE * quantity }],
});

@Component({
  selector: "shop-checkout",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p>
      <label>Shoes <select [disabled]="status() === 'busy'" (change)="choose($event)">
        @for (count of [1, 2, 3]; track count) { <option>{{ count }}</option> }
      </select></label>
      <output>{{ (order().order_amount / 100).toFixed(2) }} SEK</output>
    </p>
    <h2>Payment</h2>
    <klarna-payments
      #klarna [cart]="name()" [clientToken]="clientToken" [order]="order()" [sdk]="sdk"
      backend="/api/klarna/orders" (klarna-status)="status.set($event.detail)" (klarna-outcome)="ended($event.detail)"
    >
      <button type="button" class="buy" data-klarna-buy disabled>Buy</button>
    </klarna-payments>
    <button type="button" class="again" [hidden]="status() !== 'failed'" (click)="klarna.retry()">Try again</button>`,
})
class Checkout {
  status = signal("loading");
  cart = signal({ quantity: 1, version: 1 });
  name = computed(() => `${CART}, version ${this.cart().version}`); // another one: the server is asked before Buy is on again
  order = computed(() => orderOf(this.cart().quantity));
  clientToken = () => askForSession(this.cart().quantity);
  sdk = { url: `${KLARNA}/kp/lib/v1/api.js` };

  choose({ target }: Event) {
    const quantity = Number((target as HTMLSelectElement).value);
    this.cart.update(({ version }) => ({ quantity, version: version + 1 }));
  }

  ended({ status }: AuthorizationOutcome) {
    if (status === "approved") location.assign("/thanks.html");
  }
}

bootstrapApplication(Checkout, { providers: [provideZonelessChangeDetection()] });
