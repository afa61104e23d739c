import type { BrowserContext } from "playwright-core";
import type { EndpointFault, Sandbox, SandboxLedger, SdkFault } from "../public.js";

/** Klarna in a test: what its customer does, what goes wrong, and what has happened. */
export interface Klarna {
  /** The sandbox that stands in for Klarna. */
  readonly sandbox: Sandbox;
  /**
   * The customer confirms the purchase that is open: in a window, over the page or on Klarna's own page.
   * @throws (as a rejection) when none is open within 30 seconds
   */
  approve(): Promise<void>;
  /** Klarna declines it. @throws (as a rejection) as {@link Klarna.approve} */
  deny(): Promise<void>;
  /** The customer leaves it. @throws (as a rejection) as {@link Klarna.approve} */
  close(): Promise<void>;
  /**
   * Lets something go wrong: with `path` in the sandbox's servers, with `sdk` in one of Klarna's SDKs.
   * @throws {RangeError} when it is no fault that the sandbox knows
   */
  fault(fault: EndpointFault | SdkFault): void;
  /** Everything that has happened at Klarna. */
  ledger(): SandboxLedger;
}

/**
 * Puts the sandbox in Klarna's place for a browser context: what its pages ask of Klarna's own hosts, the sandbox answers,
 * and it names those hosts to browsers. A shop's addresses and its Content-Security-Policy stay as they are live. Customers
 * see one page with three buttons (`journey: "quick"`).
 *
 * @param sandbox that the shop's server uses
 */
export function klarnaIn(context: BrowserContext, sandbox: Sandbox): Promise<Klarna>;

/**
 * Fixtures for `test.extend` of `@playwright/test`: `klarna`, on a `sandbox` that the suite has as a fixture of its own,
 * since the shop's server has to use the same one. Each test begins with a reset sandbox.
 */
export const klarnaFixtures: {
  klarna: (
    fixtures: { context: BrowserContext; sandbox: Sandbox },
    use: (klarna: Klarna) => Promise<void>,
  ) => Promise<void>;
};
