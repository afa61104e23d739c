/**
 * An answer other than success that the caller can act on, in the shape that the front-end package understands:
 * `placed: false` is the server's word that there is no order; the HTTP status says whether trying again can help.
 */
export class Problem extends Error {
  /**
   * @param {number} status HTTP status
   * @param {string} code stable, snake_case
   * @param {string} message for developers; never contains a token, a secret or personal data
   * @param {{ placed?: false | undefined, details?: unknown, retryAfterS?: number, cause?: unknown }} [more]
   */
  constructor(status, code, message, { placed, details, retryAfterS, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.placed = placed;
    this.details = details;
    this.retryAfterS = retryAfterS ?? (status === 503 ? 1 : undefined);
  }

  /** Whether the same request may be answered differently later. */
  get retryable() {
    return [408, 425, 429].includes(this.status) || this.status >= 500;
  }

  /** @returns {import("./ledger/types.js").Answer} */
  answer() {
    return {
      status: this.status,
      body: {
        ...(this.placed === undefined ? {} : { placed: this.placed }),
        retryable: this.retryable,
        error: {
          code: this.code,
          message: this.message,
          ...(this.details === undefined ? {} : { details: this.details }),
        },
      },
    };
  }
}

/** Thrown by a shop's `placeOrder`: the other system has refused, and there is no order. */
export class OrderRefused extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   */
  constructor(code, message = "The order was refused.") {
    super(message);
    this.name = "OrderRefused";
    this.code = code;
  }
}

/** Nobody knows yet whether the order exists. */
export const inProgress = () =>
  new Problem(503, "order_in_progress", "The order is being placed. Ask again.");

/** A page shows the cart as it was: nobody buys other goods, or for another amount, than the page has. */
export const orderMismatch = () =>
  new Problem(422, "order_mismatch", "The cart is not the one that the page shows. Show it anew.", {
    placed: false,
  });

/** A token that is no use any more: another was bought with, its cart has changed, or nobody bought in time. */
function authorizationGivenBack() {
  const message = "The authorization was given back. Authorize again.";
  return new Problem(410, "authorization_given_back", message, { placed: false });
}

/** States of an attempt that is over, and is not the order. */
const OVER = ["closed", "returning", "returned"];

/**
 * What the page of an attempt is told, once that is over.
 *
 * @param {import("./ledger/types.js").Attempt | undefined} attempt
 * @returns {import("./ledger/types.js").Answer | null}
 */
export function answerTo(attempt) {
  if (!attempt || !OVER.includes(attempt.state)) return null;
  return attempt.answer ?? authorizationGivenBack().answer();
}

/** There is nothing to buy. */
export const cartEmpty = () =>
  new Problem(409, "cart_empty", "There is nothing in the cart.", { placed: false });

/**
 * What is logged of an error that nobody expected: its message may say anything.
 *
 * @param {unknown} error
 */
export const nameOf = (error) => (error instanceof Error ? error.name : typeof error);
