import type { Browser } from "webdriverio";
import type { Klarna } from "../drivers/types.js";
import type { Sandbox } from "../public.js";

export type { Klarna };

/**
 * Klarna for a browser of WebdriverIO. The shop has to be pointed to the sandbox's addresses, since WebDriver does not answer
 * for Klarna's hosts. Customers see one page with three buttons (`journey: "quick"`).
 *
 * @param sandbox that the shop's server and its pages use
 */
export function klarnaIn(browser: Browser, sandbox: Sandbox): Promise<Klarna>;
