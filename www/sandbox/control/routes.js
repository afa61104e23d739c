import { Type } from "@sinclair/typebox";
import { SCENARIOS } from "../core/scenarios.js";
import {
  Advance,
  CustomerTokenState,
  EndpointFault,
  FraudDecision,
  Resending,
  SdkFault,
  Seed,
  Settings,
} from "./schemas.js";

/** @typedef {import("../sandbox.js").SandboxControl} SandboxControl */

const Only = Type.Object({ account: Type.Optional(Type.String({ maxLength: 255 })) });
const Clock = Type.Object({ advanceMs: Advance });
const TokenState = Type.Object({ state: CustomerTokenState });
const Review = Type.Object({ decision: FraudDecision });
const Resend = Type.Object({ how: Type.Optional(Resending) });
const Reset = Type.Union([Type.Object({ seed: Type.Optional(Seed) }), Type.Null()]);
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
  app.get("/sandbox/ledger", { schema: { querystring: Only } }, async (request, reply) => {
    const { account } = /** @type {{ account?: string }} */ (request.query);
    if (account !== undefined && !control.world.accounts.byId(account))
      return reply.code(404).send({ message: "No such account" });
    return control.ledger(account);
  });
  app.post("/sandbox/accounts", async (_request, reply) =>
    reply.code(201).send(control.openAccount()),
  );
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
  app.get("/sandbox/clock", async () => control.clock());
  app.post("/sandbox/clock", { schema: { body: Clock } }, async (request) => {
    control.advanceClock(/** @type {{ advanceMs: number }} */ (request.body).advanceMs);
    return control.clock();
  });
  app.put(
    "/sandbox/customer-tokens/:id",
    { schema: { body: TokenState } },
    async (request, reply) => {
      const { id } = /** @type {{ id: string }} */ (request.params);
      const { state } = /** @type {{ state: import("../public.js").CustomerTokenState }} */ (
        request.body
      );
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
  app.post("/sandbox/webhooks/:id/resend", { schema: { body: Resend } }, async (request, reply) => {
    const { id } = /** @type {{ id: string }} */ (request.params);
    const { how } = /** @type {{ how?: import("../public.js").Resending }} */ (request.body);
    const done = control.resendWebhook(id, how);
    return done ? reply.code(202).send() : reply.code(404).send({ message: "No such event" });
  });
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
