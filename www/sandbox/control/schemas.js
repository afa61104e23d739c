import { Type } from "@sinclair/typebox";
import { checkOf } from "../core/checks.js";
import { JOURNEY_MODES } from "../core/journeys.js";
import { SCENARIOS } from "../core/scenarios.js";
import { SDK_VARIANTS } from "../core/sdk-variants.js";
import { RESENDINGS } from "../network/notifications.js";
import { SDK_VERSION } from "../payments/client-token.js";
import { FRAUD_DECISIONS } from "../payments/fraud-review.js";
import { ORDER_ADDRESSES } from "../payments/order-differences.js";
import { REPEATED_ORDERS } from "../payments/orders.js";
import { FLOWS } from "../payments/sessions.js";

// What may be asked of the sandbox, the same for a function of the module and for an endpoint.

/** @param {readonly string[]} words */
const oneOf = (words) => Type.Union(words.map((word) => Type.Literal(word)));
const STRICT = { additionalProperties: false };
const Count = Type.Integer({ minimum: 1, maximum: 1000 });
const Wait = Type.Integer({ minimum: 0, maximum: 600_000 });

export const Seed = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });
/** In milliseconds: some thirty years, so that dates remain dates. */
export const Advance = Type.Integer({ minimum: 0, maximum: 10 ** 12 });
export const FraudDecision = oneOf(FRAUD_DECISIONS);
export const Resending = oneOf(RESENDINGS);
export const CustomerTokenState = oneOf(["ACTIVE", "SUSPENDED", "CANCELLED"]);

export const Settings = Type.Object(
  {
    scenario: Type.Optional(oneOf(SCENARIOS.map(({ id }) => id))),
    journey: Type.Optional(oneOf(JOURNEY_MODES)),
    flow: Type.Optional(oneOf(FLOWS)),
    repeatedOrder: Type.Optional(oneOf(REPEATED_ORDERS)),
    orderAddresses: Type.Optional(oneOf(ORDER_ADDRESSES)),
    sdkVersion: Type.Optional(Type.String({ pattern: SDK_VERSION.source })),
    browserUrl: Type.Optional(Type.String({ pattern: "^$|^https?://[^/]+$", maxLength: 255 })),
    sdkVariant: Type.Optional(
      Type.Object(
        Object.fromEntries(
          Object.entries(SDK_VARIANTS).map(([name, known]) => [name, Type.Optional(oneOf(known))]),
        ),
        STRICT,
      ),
    ),
    categories: Type.Optional(
      Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 10 }),
    ),
  },
  STRICT,
);

const Text = Type.String({ minLength: 1, maxLength: 255 });
const credentials = {
  username: Text,
  password: Text,
  apiKey: Text,
  clientId: Text,
  accountId: Text,
};
export const Options = Type.Object(
  {
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    host: Type.Optional(Text),
    seed: Type.Optional(Seed),
    merchantName: Type.Optional(Text),
    retryScale: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    settings: Type.Optional(Settings),
    credentials: Type.Optional(Type.Partial(Type.Object(credentials, STRICT))),
    accounts: Type.Optional(Type.Array(Type.Object(credentials, STRICT), { maxItems: 1000 })),
  },
  STRICT,
);

export const EndpointFault = Type.Object(
  {
    path: Type.String({ minLength: 1, maxLength: 200 }),
    method: Type.Optional(Type.String({ pattern: "^[A-Z]+$" })),
    account: Type.Optional(Text),
    kind: oneOf(["latency", "status", "drop", "cut", "malformed", "html"]),
    stage: Type.Optional(oneOf(["before", "after"])),
    latencyMs: Type.Optional(Wait),
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    retryAfter: Type.Optional(Type.Integer({ minimum: 0 })),
    times: Type.Optional(Count),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  STRICT,
);

const sdkFault = {
  result: Type.Optional(Type.Unknown()),
  delayMs: Type.Optional(Wait),
  times: Type.Optional(Count),
};
const ANSWERED = [
  ...["throw", "callback-then-throw", "never", "twice", "failure-after-success"],
  ...["late-failure", "result", "delay"],
];
const PROMISED = ["throw", "reject", "never", "result", "delay"];
/** Which kinds of fault a call or an event knows, by SDK. @type {Record<string, [calls: string[], kinds: string[]][]>} */
const SDK_FAULTS = {
  payments: [
    [["load", "loadPaymentReview", "authorize", "reauthorize", "finalize"], ANSWERED],
    [["Buttons.authorize"], ANSWERED],
    [["init", "Buttons.init", "Buttons.load"], ["throw"]],
  ],
  "web-sdk": [
    [["KlarnaSDK", "presentation", "fetch", "cancel"], PROMISED],
    [["initiate"], [...PROMISED, "twice"]],
    [["complete"], ["never", "twice", "stale"]],
    [["Identity.button", "Messaging.placement", "Customer.Transaction.widget"], ["throw"]],
  ],
};
export const SdkFault = Type.Union(
  Object.entries(SDK_FAULTS).flatMap(([sdk, known]) =>
    known.map(([calls, kinds]) =>
      Type.Object(
        { sdk: Type.Literal(sdk), call: oneOf(calls), kind: oneOf(kinds), ...sdkFault },
        STRICT,
      ),
    ),
  ),
);

/**
 * Refuses what does not fit: a misspelt word would otherwise be a test that tests nothing.
 * @param {import("@sinclair/typebox").TSchema} schema
 * @param {unknown} value
 * @param {string} name of the value
 * @throws {RangeError} that names what is wrong
 */
export function check(schema, value, name) {
  const problem = checkOf(schema).Errors(value).First();
  if (!problem) return;
  /** @type {{ const?: string }[]} */
  const choices = problem.schema.anyOf ?? [problem.schema];
  const words = choices.flatMap((one) => one.const ?? []);
  const path = `${name}${problem.path.replaceAll("/", ".")}`;
  const reason = words.length > 0 ? `is none of ${words.join(", ")}` : problem.message;
  throw new RangeError(`${path}: ${reason} (${JSON.stringify(problem.value)})`);
}

/**
 * As {@link check}, with the words that would have been right for the SDK and the call.
 * @param {import("../core/faults.js").SdkFault} fault
 * @throws {RangeError}
 */
export function checkSdkFault(fault) {
  const known = SDK_FAULTS[fault?.sdk] ?? [];
  const calls = known.flatMap(([names]) => names);
  const kinds = known.find(([names]) => names.includes(fault?.call))?.[1] ?? [];
  const schema = Type.Object(
    { sdk: oneOf(Object.keys(SDK_FAULTS)), call: oneOf(calls), kind: oneOf(kinds), ...sdkFault },
    STRICT,
  );
  check(schema, fault, "fault");
}
