/** A payment that went wrong, with the payment request if there is one. */
export class PurchaseFailure {
  /**
   * @param {unknown} error
   * @param {import("./payment-request.js").PaymentRequest} [request]
   */
  constructor(error, request) {
    this.error = error;
    this.request = request;
  }

  /** @param {unknown} thrown */
  static of(thrown) {
    return thrown instanceof PurchaseFailure ? thrown : new PurchaseFailure(thrown);
  }
}
