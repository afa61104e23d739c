import { KlarnaButton } from "./klarna-button.js";

/**
 * @typedef {import("./klarna-button.js").ButtonLook & {
 *   initiate?: (...args: any[]) => unknown, initiationMode?: string, hideOverlay?: boolean }} ButtonConfig
 */

/** Klarna's payment button: starts a payment when it is clicked. */
export class PaymentButton extends KlarnaButton {
  /**
   * @param {ButtonConfig} config
   * @param {() => Promise<unknown>} pay
   */
  constructor(config, pay) {
    super("klarna-payment-button", config, pay);
  }
}
