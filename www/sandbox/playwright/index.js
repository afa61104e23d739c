import { Customer } from "./customer.js";
import { KLARNA_BROWSER_URL, routeKlarna } from "./hosts.js";

/**
 * @typedef {import("playwright-core").BrowserContext} BrowserContext
 * @typedef {import("../public.js").Sandbox} Sandbox
 * @typedef {import("./index.d.ts").Klarna} KlarnaInTests
 */

/** @implements {KlarnaInTests} */
class Klarna {
  #customer;

  /**
   * @param {BrowserContext} context
   * @param {Sandbox} sandbox
   */
  constructor(context, sandbox) {
    this.sandbox = sandbox;
    this.#customer = new Customer(context);
  }

  approve() {
    return this.#customer.decides("approve");
  }

  deny() {
    return this.#customer.decides("decline");
  }

  close() {
    return this.#customer.decides("close");
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

/** @type {typeof import("./index.d.ts").klarnaIn} */
export async function klarnaIn(context, sandbox) {
  sandbox.configure({ journey: "quick", browserUrl: KLARNA_BROWSER_URL });
  await routeKlarna(context, sandbox.url);
  return new Klarna(context, sandbox);
}

/** @type {typeof import("./index.d.ts").klarnaFixtures} */
export const klarnaFixtures = {
  klarna: async ({ context, sandbox }, use) => {
    sandbox.reset();
    await use(await klarnaIn(context, sandbox));
  },
};
