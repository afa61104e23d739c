import type { CheckoutPage } from "../checkout-page.js";

/** What a row has to work with: a fresh page, and two sessions of the flow whose customer Klarna knows. */
export interface Bench {
  page: CheckoutPage;
  /** Client tokens of the two sessions. */
  A: string;
  B: string;
  /** Runs a function in the page. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the row gives and gets
  inPage: (run: (...args: any[]) => unknown, ...args: unknown[]) => Promise<any>;
  /** Runs a function in a frame of the page. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the row gets
  inFrame: (selector: string, run: () => unknown) => Promise<any>;
  /** Whose session a result's token is for: `"A"`, `"B"`, or the result itself when it has no token. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever Klarna answered
  ownerOf: (result: any) => Promise<unknown>;
}

/** One behaviour of Klarna's script, and how it shows on the look-alike. */
export interface Row {
  /** What it is about; counts are given by group. */
  group: string;
  /** The behaviour, in a sentence. */
  fact: string;
  /** Where it is publicly known from. */
  source: string;
  /** Of the sessions; `"iframe"` unless told. */
  flow?: "iframe" | "popup" | "purchase-flow" | "static-widget";
  /** Of the script's address, such as `build=734`. */
  query?: string;
  /** Of the page, other than the documented one. */
  policy?: "strict" | "trusted-types" | "open";
  /** A path that the sandbox answers late. */
  slow?: string;
  /** What the customers of the two sessions are to the sandbox; known to Klarna unless told. */
  email?: string;
  /** Leads to what is then compared with `expected`. */
  run: (bench: Bench) => Promise<unknown>;
  expected: unknown;
}
