import { Problem } from "./problem.js";

/**
 * Klarna's reasons in the shop's words. Below 500: the token is used up, only a new authorization helps.
 *
 * @param {import("./klarna/client.js").KlarnaApiError} error
 */
export function explain(error) {
  const more = { cause: error };
  if (error.status === 401) {
    return new Problem(
      502,
      "klarna_credentials",
      "Klarna does not accept the shop's credentials.",
      more,
    );
  }
  if (error.retryable) {
    return new Problem(503, "klarna_unavailable", "Klarna does not answer.", {
      ...more,
      retryAfterSeconds: 1,
    });
  }
  if (error.status === 404) {
    return new Problem(
      410,
      "authorization_expired",
      "The authorization is not valid any more. Authorize again.",
      more,
    );
  }
  if (error.status === 409) {
    return new Problem(
      409,
      "order_mismatch",
      "The order is not the one that the customer authorized.",
      more,
    );
  }
  if (error.status === 403) {
    return new Problem(403, "payment_refused", "Klarna refused the order.", more);
  }
  return new Problem(422, "order_refused", "Klarna does not accept this order.", more);
}
