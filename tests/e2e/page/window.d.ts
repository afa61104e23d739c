// What the test page's scripts put on `window`.

type KlarnaModule = typeof import("klarna-payments-wasm");
type PurchaseOptions = Partial<import("klarna-payments-wasm").KlarnaPaymentsOptions> & {
  session?: string;
  folder?: "pkg" | "copy";
  entry?: "index" | "index-external" | "payments" | "payments-external";
};

/** What came of something, in a form that goes through WebDriver. */
type Told<T> = {
  ok?: T;
  failed?: Pick<
    import("klarna-payments-wasm").KlarnaError,
    "name" | "code" | "message" | "path"
  > & {
    status?: number;
    retryable?: boolean;
    body?: unknown;
    cause?: string;
    stack?: string;
  };
};

interface Window {
  klarnaModule(
    folder?: "pkg" | "copy",
    entry?: PurchaseOptions["entry"] | "web-sdk" | "web-sdk-external",
  ): Promise<KlarnaModule>;
  clientToken(session: string): string;
  purchase(options?: PurchaseOptions): Promise<import("klarna-payments-wasm").KlarnaPayments>;
  bought(options?: PurchaseOptions): Promise<string>;
  /** Klarna's SDK answers `authorize` when the test says so. */
  holdAuthorize(): { answer(answer: object): void; restore(): void };
  told<T>(act: () => T | Promise<T>): Promise<Told<T>>;
  seen: Record<"console" | "errors" | "rejections" | "log" | "violations", unknown[]>;
  evaluations?: number;
  /** What was caught for the module, in the tests that look for it. */
  caught?: string[];
  klarnaAsyncCallback?: () => void;
  fakeKlarna: {
    token: string;
    calls: { method: string; options: Record<string, unknown>; data: unknown }[];
    charged: string[];
    answer?: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: what a test keeps in the page from one step to the next
  kept: any;
  clock: { passes(ms: number): Promise<void> };
}
