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
