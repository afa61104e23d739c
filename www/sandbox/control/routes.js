import { Type } from "@sinclair/typebox";
import { SCENARIOS } from "../core/scenarios.js";
import { SDK_VERSION } from "../payments/client-token.js";
import { FRAUD_DECISIONS } from "../payments/fraud-review.js";
import { FLOWS } from "../payments/sessions.js";

/** @typedef {import("../sandbox.js").SandboxControl} SandboxControl */

const Count = Type.Integer({ minimum: 1, maximum: 1000 });
const EndpointFault = Type.Object(
  {
    path: Type.String({ minLength: 1, maxLength: 200 }),
    method: Type.Optional(Type.String({ pattern: "^[A-Z]+$" })),
    kind: Type.Union(
      ["latency", "status", "drop", "cut", "malformed", "html"].map((kind) => Type.Literal(kind)),
    ),
    stage: Type.Optional(Type.Union([Type.Literal("before"), Type.Literal("after")])),
    latencyMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    retryAfter: Type.Optional(Type.Integer({ minimum: 0 })),
    times: Type.Optional(Count),
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);
const SdkFault = Type.Object(
  {
    sdk: Type.Union([Type.Literal("payments"), Type.Literal("web-sdk")]),
    call: Type.String({ minLength: 1, maxLength: 60 }),
    kind: Type.Union(
      [
        "throw",
        "callback-then-throw",
        "never",
        "twice",
        "failure-after-success",
        "late-failure",
        "result",
        "delay",
        "reject",
        "stale",
      ].map((kind) => Type.Literal(kind)),
    ),
    result: Type.Optional(Type.Unknown()),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
    times: Type.Optional(Count),
  },
  { additionalProperties: false },
);
const Settings = Type.Object(
  {
    scenario: Type.Optional(Type.Union(SCENARIOS.map(({ id }) => Type.Literal(id)))),
    journey: Type.Optional(
      Type.Union([Type.Literal("full"), Type.Literal("quick"), Type.Literal("instant")]),
    ),
    sdkVersion: Type.Optional(Type.String({ pattern: SDK_VERSION.source })),
    flow: Type.Optional(Type.Union(FLOWS.map((flow) => Type.Literal(flow)))),
    categories: Type.Optional(
      Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 10 }),
    ),
  },
  { additionalProperties: false },
);
const CustomerTokenState = Type.Object({
  state: Type.Union([Type.Literal("ACTIVE"), Type.Literal("SUSPENDED"), Type.Literal("CANCELLED")]),
});
const Review = Type.Object({
  decision: Type.Union(FRAUD_DECISIONS.map((decision) => Type.Literal(decision))),
});
const SdkCall = Type.Object({
  sdk: Type.String({ maxLength: 20 }),
  call: Type.String({ maxLength: 60 }),
  details: Type.Unknown(),
});

/**
 * The control API: the same as the functions of {@link SandboxControl}, over HTTP.
 * @param {import("fastify").FastifyInstance} app
 * @param {SandboxControl} control
 */
export function controlRoutes(app, control) {
  app.get("/sandbox/ledger", async () => control.ledger());
  app.get("/sandbox/scenarios", async () => SCENARIOS);
  app.get("/sandbox/settings", async () => control.settings());
  app.put("/sandbox/settings", { schema: { body: Settings } }, async (request) => {
    control.configure(/** @type {import("../sandbox.js").Settings} */ (request.body));
    return control.settings();
  });
  app.get("/sandbox/faults", async () => control.faults());
  app.post("/sandbox/faults", { schema: { body: EndpointFault } }, async (request, reply) => {
    control.injectFault(/** @type {import("../core/faults.js").EndpointFault} */ (request.body));
    return reply.code(201).send(control.faults());
  });
  app.post("/sandbox/sdk-faults", { schema: { body: SdkFault } }, async (request, reply) => {
    control.injectSdkFault(/** @type {import("../core/faults.js").SdkFault} */ (request.body));
    return reply.code(201).send(control.faults());
  });
  app.delete("/sandbox/faults", async (_request, reply) => {
    control.clearFaults();
    return reply.code(204).send();
  });
  const Advance = Type.Object({ advanceMs: Type.Integer({ minimum: 0, maximum: 10 ** 12 }) });
  app.get("/sandbox/clock", async () => control.clock());
  app.post("/sandbox/clock", { schema: { body: Advance } }, async (request) => {
    control.advanceClock(/** @type {{ advanceMs: number }} */ (request.body).advanceMs);
    return control.clock();
  });
  app.put(
    "/sandbox/customer-tokens/:id",
    { schema: { body: CustomerTokenState } },
    async (request, reply) => {
      const { id } = /** @type {{ id: string }} */ (request.params);
      const { state } =
        /** @type {import("@sinclair/typebox").Static<typeof CustomerTokenState>} */ (request.body);
      const known = control.setCustomerToken(id, state);
      return known ? reply.code(204).send() : reply.code(404).send({ message: "No such token" });
    },
  );
  app.put("/sandbox/orders/:id/review", { schema: { body: Review } }, async (request, reply) => {
    const { id } = /** @type {{ id: string }} */ (request.params);
    const { decision } = /** @type {{ decision: import("../public.js").FraudDecision }} */ (
      request.body
    );
    const done = control.reviewOrder(id, decision);
    return done ? reply.code(204).send() : reply.code(409).send({ message: "Not possible here" });
  });
  const Reset = Type.Union([Type.Object({ seed: Type.Optional(Type.Integer()) }), Type.Null()]);
  app.post("/sandbox/reset", { schema: { body: Reset } }, async (request, reply) => {
    control.reset(/** @type {{ seed?: number } | null} */ (request.body)?.seed);
    return reply.code(204).send();
  });
  // Called by the SDK look-alikes: tells the ledger, and asks whether this call is to go wrong.
  app.post("/sandbox/sdk-calls", { schema: { body: SdkCall } }, async (request) => {
    const { sdk, call, details } =
      /** @type {import("@sinclair/typebox").Static<typeof SdkCall>} */ (request.body);
    return { fault: control.sdkCalled(sdk, call, details) ?? null };
  });
}
