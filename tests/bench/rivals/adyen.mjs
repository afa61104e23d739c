// A page that offers Klarna alone.
export { AdyenCheckout, Klarna } from "@adyen/adyen-web";
