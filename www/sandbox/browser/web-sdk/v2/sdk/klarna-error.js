/**
 * Klarna's errors: real `Error`s with a code, a type, and an id to quote.
 * @typedef {"ACCESS_ERROR" | "INPUT_ERROR" | "RESOURCE_ERROR" | "TECHNICAL_ERROR"} ErrorType
 */
export class KlarnaError extends Error {
  /**
   * @param {string} errorCode an open set: `VALIDATION_ERROR`, `INVALID_CALLBACK_RESPONSE`, …
   * @param {ErrorType} errorType
   * @param {string} errorMessage
   * @param {{ errorId?: string, originalError?: unknown, validationErrors?: object[], docUrl?: string }} [more]
   */
  constructor(errorCode, errorType, errorMessage, more = {}) {
    super(errorMessage);
    this.name = "PaymentError";
    this.errorCode = errorCode;
    this.errorType = errorType;
    this.errorMessage = errorMessage;
    this.errorId = more.errorId ?? crypto.randomUUID();
    if (more.originalError !== undefined) this.originalError = more.originalError;
    if (more.docUrl !== undefined) this.docUrl = more.docUrl;
    if (more.validationErrors !== undefined) this.validationErrors = more.validationErrors;
  }
}

/** Klarna's errors say where to read more. */
const DOC_URL = "https://docs.klarna.com/";

/**
 * @param {string} parameter in dot notation, lists with brackets: `lineItems[0].name`
 * @param {string} reason
 */
export const invalidInput = (parameter, reason) =>
  new KlarnaError("VALIDATION_ERROR", "INPUT_ERROR", `${parameter}: ${reason}`, {
    docUrl: DOC_URL,
    validationErrors: [{ parameter, reason, docUrl: DOC_URL }],
  });

/** @param {string} message */
export const invalidCallbackResponse = (message) =>
  new KlarnaError("INVALID_CALLBACK_RESPONSE", "INPUT_ERROR", message);

/** @param {string} message @param {unknown} [originalError] */
export const technicalError = (message, originalError) =>
  new KlarnaError("TECHNICAL_ERROR", "TECHNICAL_ERROR", message, { originalError });
