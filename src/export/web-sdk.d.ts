/**
 * Klarna in any web checkout: the Klarna Web SDK (v2) alone, in one file: the WebAssembly is within the JavaScript.
 *
 * Everything here is what `klarna-payments-wasm` exports under the same name. A page that needs both of Klarna's SDKs
 * imports that instead.
 */

export type {
  AcquiringConfig,
  Backend,
  ClickEnd,
  Confirmation,
  Container,
  Fallback,
  InitiateOptions,
  InitiationMode,
  Intent,
  KlarnaError,
  KlarnaErrorCode,
  KlarnaErrorType,
  KlarnaWebSdk,
  KlarnaWebSdkOptions,
  LogEntry,
  MountedElement,
  PartOptions,
  PaymentButton,
  PaymentButtonOptions,
  PaymentOutcome,
  PaymentRequest,
  PreloadOptions,
  Presentation,
  PresentationOptions,
  SdkLoading,
  StatusBackend,
  TokenDelivery,
  WebSdkAnswers,
  WebSdkEvents,
  WebSdkState,
} from "./index.js";
export { isKlarnaError, loadKlarnaWebSdk, preload } from "./index.js";
