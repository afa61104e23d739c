import { networkResponseData } from "../klarna/bodies.js";

/**
 * What came of asking Klarna.
 *
 * @typedef {import("../ledger/types.js").Outcome} Outcome
 */

/** The code of what asking again does not answer. */
export const BY_HAND = "SETTLE_BY_HAND";

/**
 * Only somebody who looks at Klarna can tell.
 *
 * @param {import("../settings.js").Settings} settings
 * @param {string} code why
 * @param {Record<string, unknown>} [facts]
 * @returns {Outcome}
 */
export function byHand({ log }, code, facts = {}) {
  log({ level: "error", event: "settle_by_hand", code, ...facts });
  return { kind: "unknown", code: BY_HAND };
}

/**
 * @param {Omit<import("../public.js").Result, "by">} result
 * @returns {Outcome}
 */
export const placed = (result) => ({ kind: "placed", result });

/**
 * @param {string | undefined} transactionId
 * @param {string} [requestId]
 * @returns {Outcome}
 */
export const approved = (transactionId, requestId) => placed(approval(transactionId, requestId));

/**
 * What is known of a payment that Klarna has approved (v2).
 *
 * @param {string | undefined} transactionId
 * @param {string} [requestId]
 * @returns {Omit<import("../public.js").Result, "by">}
 */
export const approval = (transactionId, requestId) => ({
  ...(transactionId === undefined ? {} : { payment_transaction_id: transactionId }),
  ...(requestId === undefined ? {} : { payment_request_id: requestId }),
  klarna_network_response_data: networkResponseData(transactionId),
});

/**
 * @param {import("../problem.js").Problem} problem
 * @param {boolean} left
 * @returns {Outcome}
 */
export const refusal = (problem, left) => ({ kind: "refused", answer: problem.answer(), left });

/**
 * @param {string | undefined} reason
 * @returns {Outcome}
 */
export const declined = (reason = "DECLINED") => ({
  kind: "declined",
  answer: { status: 200, body: { result: "DECLINED", reason, placed: false } },
});

/**
 * @param {{ id: string, state: string, url: string | undefined }} request
 * @returns {Outcome}
 */
export const steppedUp = ({ id, state, url }) => ({
  kind: "step-up",
  request: { id, state },
  answer: {
    status: 200,
    body: {
      result: "STEP_UP_REQUIRED",
      paymentRequestId: id,
      ...(url === undefined ? {} : { paymentRequestUrl: url }),
    },
  },
});
