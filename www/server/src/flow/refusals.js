import { KlarnaError } from "../klarna/client.js";
import { Problem } from "../problem.js";

/**
 * Klarna's refusals in the words of this package. The answer says that there is no order: it is for refusals only.
 *
 * @param {KlarnaError} error
 * @returns {Problem}
 */
export function explain({ status }) {
  const sure = /** @type {const} */ ({ placed: false });
  if (status === 404 || status === 410)
    return new Problem(
      410,
      "authorization_expired",
      "The authorization is not valid any more. Authorize again.",
      sure,
    );
  if (status === 409)
    return new Problem(
      422,
      "order_mismatch",
      "The order is not the one that the customer authorized. Authorize again.",
      sure,
    );
  if (status === 403)
    return new Problem(403, "payment_refused", "Klarna refused the payment.", sure);
  return new Problem(422, "order_refused", "Klarna does not accept this order.", sure);
}

/**
 * A call whose result is not an attempt's: what the caller is told of its failure.
 *
 * @param {unknown} error
 */
export function asProblem(error) {
  if (!(error instanceof KlarnaError)) return error;
  if (error.isRefusal)
    return new Problem(422, "klarna_refused", `Klarna does not accept this: ${error.code}.`);
  if (error.status === 401)
    return new Problem(502, "klarna_credentials", "Klarna does not accept the shop's credentials.");
  return klarnaUnavailable();
}

export const klarnaUnavailable = () =>
  new Problem(503, "klarna_unavailable", "Klarna does not answer.");

/**
 * @param {unknown} error
 * @returns {never}
 */
export function rethrow(error) {
  throw asProblem(error);
}
