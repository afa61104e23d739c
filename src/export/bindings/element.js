// Klarna as custom elements, for a page that may use either of Klarna's SDKs: what belongs to one of them is fetched when its
// element has what it needs to begin, long before a click.

import { importing } from "../import-again.js";
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

/** @param {() => Promise<any>} bring gives what makes a checkout @param {string} name @returns {import("./drawn-element.js").Bring} */
const fetched = (bring, name) => {
  const load = importing(bring, name, "function");
  return async (fail) => {
    try {
      return (await load())();
    } catch (cause) {
      return fail(new NotFetched("the package could not be fetched; see cause", { cause }));
    }
  };
};

export const KlarnaPaymentsElement = paymentsElement(
  fetched(async () => (await import("./payments.js")).payments, "payments"),
);
export const KlarnaButtonElement = webSdkElement(
  fetched(async () => (await import("./web-sdk.js")).webSdk, "webSdk"),
);
