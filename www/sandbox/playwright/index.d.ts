import type { BrowserContext } from "playwright-core";
import type { Klarna } from "../drivers/types.js";
import type { Sandbox } from "../public.js";

export type { Klarna };

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
