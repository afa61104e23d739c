// Klarna as custom elements, for a page that may use either of Klarna's SDKs: what belongs to one of them is fetched when its
// element has what it needs to begin, long before a click.

import { paymentsElement } from "./payments-tag.js";
import { webSdkElement } from "./web-sdk-tag.js";

/** An error of the package. It is written out here: what makes the others is part of what did not come. */
class NotFetched extends Error {
  /** @override */
  name = "KlarnaError";
  code = "WASM_LOAD_FAILED";
  type = "network";
  help = "#wasm_load_failed";
  retryable = true;
}

/** @param {() => Promise<unknown>} fetch @returns {import("./drawn-element.js").Bring} */
const fetched = (fetch) => (fail) =>
  fetch().catch((cause) =>
    fail(new NotFetched("the package could not be fetched; see cause", { cause })),
  );

export const KlarnaPaymentsElement = paymentsElement(
  fetched(async () => (await import("./payments.js")).payments()),
);
export const KlarnaButtonElement = webSdkElement(
  fetched(async () => (await import("./web-sdk.js")).webSdk()),
);
