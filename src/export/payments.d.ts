/**
 * Klarna in any web checkout: Klarna Payments (v1) alone, in one file: the WebAssembly is within the JavaScript.
 *
 * Everything here is what `klarna-payments-wasm` exports under the same name. A page that needs both of Klarna's SDKs
 * imports that instead.
 */

export type {
  AuthorizationOutcome,
  Authorized,
  Backend,
  CallParameters,
  Container,
  Delivered,
  DeliveryResult,
  Fallback,
  KlarnaError,
  KlarnaErrorCode,
  KlarnaErrorType,
  KlarnaPayments,
  KlarnaPaymentsOptions,
  KnownAddress,
  KnownCustomer,
  KnownOrder,
  KnownOrderLine,
  KnownSubscription,
  LoadOutcome,
  LogEntry,
  OrderData,
  OrderLine,
  PaymentsBackend,
  PaymentsEvents,
  PaymentsState,
  PreloadOptions,
  SdkLoading,
  TokenDelivery,
} from "./index.js";
export { commerceLayer, isKlarnaError, loadKlarnaPayments, preload } from "./index.js";
