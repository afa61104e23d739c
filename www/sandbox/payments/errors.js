/** A refusal in the words of the Klarna Payments API: `{ correlation_id, error_code, error_messages }`. */
export class PaymentsError extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code such as `BAD_VALUE`
   * @param {string[]} messages
   */
  constructor(status, code, ...messages) {
    super(messages.join("; "));
    this.status = status;
    this.code = code;
    this.messages = messages;
  }

  /** @param {string} correlationId */
  body(correlationId) {
    return { correlation_id: correlationId, error_code: this.code, error_messages: this.messages };
  }
}
