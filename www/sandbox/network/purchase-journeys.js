import { customerProfile } from "./customer-profile.js";
import { conflict } from "./errors.js";
import { returnUrl } from "./payment-request-view.js";

/**
 * @typedef {import("./payment-requests.js").PaymentRequest} PaymentRequest
 * @typedef {import("../core/journeys.js").Journey} Journey
 */

const ANYBODY = "customer@example.com";
const HOME = { country: "SE", locale: "en-SE" };
const DEFAULT_COUNTRIES = ["SE", "DE", "GB", "US"];

/** The customer's way through a payment request: opens its journey, and moves the request on when that is over. */
export class PurchaseJourneys {
  #world;
  #requests;
  #tokens;
  #customerTokens;

  /**
   * @param {import("../world.js").World} world
   * @param {import("./payment-requests.js").PaymentRequests} requests
   * @param {import("./session-tokens.js").SessionTokens} tokens
   * @param {import("./customer-tokens.js").CustomerTokens} customerTokens
   */
  constructor(world, requests, tokens, customerTokens) {
    this.#world = world;
    this.#requests = requests;
    this.#tokens = tokens;
    this.#customerTokens = customerTokens;
  }

  /**
   * @param {PaymentRequest} request
   * @returns {Journey}
   */
  launch(request) {
    if (request.state !== "SUBMITTED" && request.state !== "IN_PROGRESS")
      throw conflict(`A payment request that is ${request.state} cannot be paid`);
    const {
      amount,
      currency,
      supplementary_purchase_data: purchase,
      shipping_config: shipping,
    } = request.data;
    const email = purchase?.customer?.email;
    this.#requests.move(request, "IN_PROGRESS");
    return this.#world.journeys.open(
      {
        amount: amount ?? 0,
        currency: currency.toUpperCase(),
        merchant: this.#world.merchantName,
        recurring: request.data.request_customer_token !== undefined,
        ...(shipping?.mode === "EDITABLE" && {
          shippingCountries: shipping.supported_countries ?? DEFAULT_COUNTRIES,
        }),
        ...(email === undefined ? {} : { email }),
      },
      (journey) => this.#ended(request, journey),
    );
  }

  /**
   * @param {PaymentRequest} request
   * @param {Journey} journey
   */
  #ended(request, journey) {
    request.customerEmail = journey.email ?? request.customerEmail;
    switch (journey.ending) {
      case "approved":
        this.#complete(request, journey);
        break;
      case "declined":
        this.#requests.move(request, "DECLINED", "PAYMENT_DECLINED");
        break;
      case "failed":
        this.#requests.move(request, "CANCELED", "TECHNICAL_ERROR");
        break;
      case "expired":
        this.#requests.move(request, "EXPIRED");
        break;
      default:
        this.#requests.move(request, "SUBMITTED", "PURCHASE_FLOW_ABORTED");
    }
    journey.returnUrl = returnUrl(request);
  }

  /**
   * @param {PaymentRequest} request
   * @param {Journey} journey
   */
  #complete(request, journey) {
    if (request.state !== "IN_PROGRESS") return;
    if (journey.delivery) {
      request.delivery = journey.delivery;
      const { supplementary_purchase_data: purchase, ...data } = request.data;
      request.data = {
        ...data,
        amount: journey.purchase.amount,
        supplementary_purchase_data: {
          ...purchase,
          ...(journey.lineItems && { line_items: journey.lineItems }),
        },
      };
    }
    request.sessionToken = this.#tokens.issue(
      request.account,
      request.networkSessionId,
      request.id,
    ).token;
    if (request.data.request_customer_token)
      request.customerToken = this.#customerTokens.issue(request.account);
    const { collect_customer_profile: scopes } = request.data;
    if (scopes)
      request.customerProfile = customerProfile(request.customerEmail ?? ANYBODY, scopes, HOME);
    this.#requests.move(request, "COMPLETED");
  }
}
