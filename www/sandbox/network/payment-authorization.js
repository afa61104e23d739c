import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { Kept } from "../core/kept.js";
import { conflict } from "./errors.js";
import { refuseWrongSums } from "./line-items.js";
import { paymentRequestView } from "./payment-request-view.js";
import { transactionView } from "./transactions.js";

/**
 * @typedef {import("./schemas.js").AuthorizeData} AuthorizeData
 * @typedef {import("./session-tokens.js").SessionToken} SessionToken
 * @typedef {import("../core/accounts.js").Account} Account
 * @typedef {{ payment_transaction_response: { result: "APPROVED" | "STEP_UP_REQUIRED" | "DECLINED", result_reason?: string,
 *   payment_transaction?: ReturnType<typeof transactionView> }, payment_request?: object }} Authorization
 */

/** @type {(reason: string) => Authorization} */
const declined = (reason) => ({
  payment_transaction_response: { result: "DECLINED", result_reason: reason },
});

/** The Payment Authorize API: the first authorization, and the final one after the customer's step-up. */
export class PaymentAuthorization {
  /** @type {Kept<{ fingerprint: string, authorization: Authorization }>} */
  #byToken = new Kept();
  #world;
  #tokens;
  #requests;
  #customerTokens;
  #transactions;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./session-tokens.js").SessionTokens} tokens
   * @param {import("./payment-requests.js").PaymentRequests} requests
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   * @param {import("./transactions.js").Transactions} transactions
   */
  constructor(world, tokens, requests, customerTokens, transactions) {
    this.#transactions = transactions;
    this.#world = world;
    this.#tokens = tokens;
    this.#requests = requests;
    this.#customerTokens = customerTokens;
  }

  /**
   * Idempotent per session token: what was decided with it stays decided. A payment is not made of another request.
   * @param {AuthorizeData} data
   * @param {Account} account
   * @param {{ sessionToken: string | undefined, customerToken: string | undefined }} headers
   * @returns {Authorization}
   */
  authorize(data, account, { sessionToken, customerToken }) {
    refuseWrongSums(
      { ...data, amount: data.request_payment_transaction.amount },
      "request_payment_transaction.amount",
    );
    const valid = sessionToken === undefined ? undefined : this.#tokens.valid(sessionToken);
    const known = valid?.account === account ? valid : undefined;
    if (sessionToken !== undefined && !known) return declined("SESSION_TOKEN_INVALID");
    if (known?.paymentRequestId === undefined)
      return this.#first(data, account, known, customerToken);
    const fingerprint = createHash("sha256").update(JSON.stringify(data)).digest("hex");
    const earlier = this.#byToken.get(known.token);
    if (earlier) {
      const isPaid = earlier.authorization.payment_transaction_response.payment_transaction;
      if (isPaid && earlier.fingerprint !== fingerprint)
        throw conflict("This session token has been used for another payment transaction");
      return earlier.authorization;
    }
    const authorization = this.#final(data, account, known.paymentRequestId);
    this.#byToken.set(known.token, { fingerprint, authorization });
    return authorization;
  }

  reset() {
    this.#byToken.clear();
  }

  /**
   * @param {AuthorizeData} data
   * @param {Account} account
   * @param {SessionToken | undefined} session
   * @param {string | undefined} customerToken
   * @returns {Authorization}
   */
  #first(data, account, session, customerToken) {
    if (customerToken !== undefined && !this.#customerTokens.isFor(customerToken, account))
      return declined("CUSTOMER_TOKEN_INVALID");
    const effects = this.#world.choice.effects(data.supplementary_purchase_data?.customer?.email);
    if (effects.offered === false || effects.assessment === "declined") return declined("REFUSED");
    if (effects.assessment === "approved" || customerToken !== undefined)
      return this.#approve(data, account);
    if (!data.step_up_config) return declined("STEP_UP_NOT_POSSIBLE");
    return this.#stepUp(data, data.step_up_config, account, session?.networkSessionId);
  }

  /**
   * @param {AuthorizeData} data
   * @param {NonNullable<AuthorizeData["step_up_config"]>} config
   * @param {Account} account
   * @param {string | undefined} networkSessionId
   * @returns {Authorization}
   */
  #stepUp(data, config, account, networkSessionId) {
    const { amount, payment_option_id } = data.request_payment_transaction;
    const expiresAt = Date.parse(config.payment_request_expires_at ?? "");
    const request = this.#requests.create(
      {
        currency: data.currency,
        amount,
        payment_request_reference:
          config.payment_request_reference ??
          data.request_payment_transaction.payment_transaction_reference,
        customer_interaction_config: config.customer_interaction_config,
        ...(data.supplementary_purchase_data && {
          supplementary_purchase_data: data.supplementary_purchase_data,
        }),
        ...(data.request_customer_token && { request_customer_token: data.request_customer_token }),
        ...(payment_option_id === undefined ? {} : { payment_option_id }),
      },
      {
        account,
        networkSessionId: networkSessionId ?? this.#world.randomness.uuid(),
        authorization: data,
        ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
      },
    );
    return {
      payment_transaction_response: { result: "STEP_UP_REQUIRED" },
      payment_request: paymentRequestView(request, this.#world.browserUrl),
    };
  }

  /**
   * @param {AuthorizeData} data
   * @param {Account} account
   * @param {string} paymentRequestId
   * @returns {Authorization}
   */
  #final(data, account, paymentRequestId) {
    const request = this.#requests.read(paymentRequestId);
    const different = contextDifference(data, request);
    if (different !== undefined) return declined(`CONTEXT_MISMATCH: ${different}`);
    const email = request.data.supplementary_purchase_data?.customer?.email;
    if (this.#world.choice.effects(request.customerEmail, email).finalization === "declined")
      return declined("REFUSED");
    return this.#approve(data, account);
  }

  /**
   * @param {AuthorizeData} data
   * @param {Account} account
   * @returns {Authorization}
   */
  #approve({ currency, request_payment_transaction: payment }, account) {
    const transaction = this.#transactions.create(account, {
      reference: payment.payment_transaction_reference,
      amount: payment.amount,
      currency,
      isCaptured: payment.capture === "NOW",
    });
    return {
      payment_transaction_response: {
        result: "APPROVED",
        payment_transaction: transactionView(transaction),
      },
    };
  }
}

/**
 * The final authorization has to be about what the customer accepted. It may leave out purchase data and customer token: Klarna asks
 * for the same request once more, and its own samples of the call have neither.
 *
 * @param {AuthorizeData} data
 * @param {import("./payment-requests.js").PaymentRequest} request
 * @returns {string | undefined} the first thing that differs
 */
function contextDifference(data, { data: accepted, authorization: first, delivery }) {
  const { amount, payment_transaction_reference: reference } = data.request_payment_transaction;
  if (data.currency.toUpperCase() !== accepted.currency.toUpperCase()) return "currency";
  if (accepted.amount !== undefined && amount !== accepted.amount) return "amount";
  if (first && reference !== first.request_payment_transaction.payment_transaction_reference)
    return "payment_transaction_reference";
  const purchase = data.supplementary_purchase_data;
  const agreed =
    delivery || !first ? accepted.supplementary_purchase_data : first.supplementary_purchase_data;
  if (purchase && agreed && !isDeepStrictEqual(purchase, agreed))
    return "supplementary_purchase_data";
  const { request_customer_token: customerToken } = data;
  if (customerToken && !isDeepStrictEqual(customerToken, accepted.request_customer_token))
    return "request_customer_token";
  return undefined;
}
