import "@angular/compiler";
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  provideZonelessChangeDetection,
  signal,
} from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import "klarna-payments-wasm/element/web-sdk";
import type { WebSdkEnd } from "klarna-payments-wasm/element";

/** The tab's cart, after a reload, too: thanks.html drops it. A real shop has it in its database. */
sessionStorage.cart ??= crypto.randomUUID();
const CART = sessionStorage.cart;
const PRICE = 59900;
/** The sandbox's: leave it out for Klarna's own. */
const KLARNA = import.meta.env.VITE_KLARNA_URL ?? "http://127.0.0.1:4010";

@Component({
  selector: "shop-web-sdk",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p>Shoes <output>{{ (price / 100).toFixed(2) }} SEK</output></p>
    <h2>Payment</h2>
    <klarna-button
      #klarna client-id="klarna_test_client_sandbox" [amount]="price" currency="SEK" locale="en-SE"
      [purchase]="cart" [backend]="backend" [sdk]="sdk"
      (klarna-status)="status.set($event.detail)" (klarna-outcome)="ended($event.detail)"
    ></klarna-button>
    <button type="button" class="again" [hidden]="status() !== 'failed'" (click)="klarna.retry()">Try again</button>`,
})
class WebSdk {
  status = signal("loading");
  price = PRICE;
  cart = CART;
  sdk = { url: `${KLARNA}/web-sdk/v2/klarna.mjs` };
  backend = {
    authorize: "/api/klarna/authorize-payment",
    status: "/api/klarna/payments/{paymentRequestId}",
  };

  /** Klarna may tell of an earlier cart first: this one is still to be paid then. */
  ended({ status, body }: WebSdkEnd) {
    const { purchase = CART } = Object(body);
    if (status === "approved" && purchase === CART) location.assign("/thanks.html");
  }
}

bootstrapApplication(WebSdk, { providers: [provideZonelessChangeDetection()] });
