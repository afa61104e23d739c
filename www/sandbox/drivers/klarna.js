/** @typedef {import("./types.d.ts").Klarna} KlarnaInTests */

/**
 * Klarna in a test, whatever drives the browser.
 * @implements {KlarnaInTests}
 */
export class Klarna {
  #decides;

  /**
   * @param {import("../public.js").Sandbox} sandbox
   * @param {(button: "approve" | "decline" | "close") => Promise<void>} decides presses a button of the quick journey, once
   *   one is open
   */
  constructor(sandbox, decides) {
    this.sandbox = sandbox;
    this.#decides = decides;
  }

  approve() {
    return this.#decides("approve");
  }

  deny() {
    return this.#decides("decline");
  }

  close() {
    return this.#decides("close");
  }

  /** @param {import("../public.js").EndpointFault | import("../public.js").SdkFault} fault */
  fault(fault) {
    if ("sdk" in fault) this.sandbox.injectSdkFault(fault);
    else this.sandbox.injectFault(fault);
  }

  ledger() {
    return this.sandbox.ledger();
  }
}
