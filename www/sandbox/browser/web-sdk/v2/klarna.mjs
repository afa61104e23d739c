import { createKlarnaSdk } from "./sdk/klarna-sdk.js";
import { readVariant } from "./sdk/variant.js";

// A look-alike of Klarna's `klarna.mjs` (Web SDK v2) for tests and demonstrations. It is not Klarna's code.

/** Starts an instance of the SDK; it publishes nothing on `window`. */
export const KlarnaSDK = createKlarnaSdk(readVariant(import.meta.url));
