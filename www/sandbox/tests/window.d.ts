// What the test page's scripts put on `window`.

interface ShownError {
  name: string;
  message: string;
}

interface CallRecord {
  /** Type of what the call returned. */
  returned: string;
  thrown: ShownError | null;
  /** The arguments of each time the callback ran. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the SDK handed over is asserted on
  callbacks: any[][];
  /** Whether that time was within the call. */
  inCall: boolean[];
}

interface Window {
  probe: {
    call(object: unknown, method: string, args: unknown[]): number;
    calls: CallRecord[];
    rejections: ShownError[];
    events: unknown[][];
    pageErrors: string[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: page/fact.js, for the look-alike's table
  fact: any;
  // biome-ignore lint/suspicious/noExplicitAny: what the SDK hands over is asserted on
  shop: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests call it with the wrong things on purpose
  Klarna: any;
}
