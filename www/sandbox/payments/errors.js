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

/**
 * Wrong credentials are not answered by the API, but by what stands before it: with a page, as Klarna's playground did
 * when it was recorded (solidusio-contrib/solidus_klarna_payments, 2021).
 * @param {import("fastify").FastifyReply} reply
 */
export const askForCredentials = (reply) =>
  reply
    .code(401)
    .header("www-authenticate", 'Basic realm="Klarna"')
    .type("text/html; charset=utf-8")
    .send('<!doctype html><html lang="en"><title>401</title><h1>401 Unauthorized</h1></html>');
