import { whileBusy } from "./busy.js";
import { clearOutcome, showOutcome } from "./outcome.js";

/**
 * Klarna has agreed, and the shop's server does not have the token: it is safe in this page as long as that is open, and
 * sending it again is all that is left to do.
 *
 * @param {HTMLButtonElement} button of the page, which would ask Klarna anew
 * @param {Pick<import("klarna-payments-wasm").KlarnaPayments, "deliver">} klarna
 * @param {(answer: unknown) => unknown} delivered goes on with the server's answer
 * @param {(error: unknown) => void} failed
 */
export function offerDelivery(button, klarna, delivered, failed) {
  button.hidden = true;
  showOutcome("undelivered", [{ id: "deliver-again", message: "action.retry", run: deliver }]);

  async function deliver() {
    clearOutcome();
    button.hidden = false;
    try {
      await delivered((await whileBusy(button, "busy.delivering", klarna.deliver())).body);
    } catch (error) {
      failed(error);
    }
  }
}
