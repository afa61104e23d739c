import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import fc from "fast-check";
import { startSandbox } from "../index.js";
import { STEPS, STORIES } from "./walk-steps.js";
import { Wire } from "./wire.js";

/** @typedef {import("./walk-steps.js").Found} Found */

const WALKS = process.env.TEST_TIER === "full" ? 1000 : 100;
/** How often every step has to have come to something for the walks to be worth it. */
const SUCCESSES = 5;
const PARTS_OF_A_WALK = 15;

/** @type {import("../index.js").Sandbox} */
let sandbox;
/** @type {Wire} */
let wire;
before(async () => {
  sandbox = await startSandbox({ seed: 6 });
  wire = new Wire(sandbox.url);
});
after(async () => {
  wire.close();
  await sandbox.close();
});

/** How often each step was answered as a success. @type {Map<string, number>} */
const succeeded = new Map();

/** @param {string} name */
const aStep = (name) =>
  fc.record({
    name: fc.constant(name),
    input: /** @type {import("./walk-steps.js").Step} */ (STEPS[name]).input,
    which: fc.nat(1000),
  });
const aWalk = fc
  .array(
    fc.oneof(
      ...Object.keys(STEPS).map((name) => fc.tuple(aStep(name))),
      ...STORIES.map((names) => ({
        weight: 5,
        arbitrary: fc.tuple(...names.map((name) => aStep(name))),
      })),
    ),
    { minLength: PARTS_OF_A_WALK, maxLength: PARTS_OF_A_WALK },
  )
  .map((parts) => parts.flat());

/**
 * @param {import("./walk-steps.js").Request} request
 * @returns {Promise<{ status: number, body: any }>}
 */
async function send({ method, path, body, headers }) {
  const { username, password, apiKey } = sandbox.credentials;
  const credentials = path.startsWith("/v2/") ? apiKey : btoa(`${username}:${password}`);
  const authorization = `Basic ${credentials}`;
  const { status, text } = await wire.send(method, path, { body, headers, authorization });
  return { status, body: text === "" ? {} : JSON.parse(text) };
}

/** @returns {Found} */
const nothing = () => ({
  sessions: [],
  clientTokens: [],
  journeys: [],
  authorizations: [],
  customerTokens: [],
  networkTokens: [],
  orders: [],
  pages: [],
  transactions: [],
  paymentRequests: [],
  accessTokens: [],
  sessionTokens: [],
  sdkTokens: [],
  keys: [],
  webhooks: [],
  signIns: [],
});

/** @param {{ name: string, input: any, which: number }[]} steps */
async function walk(steps) {
  const found = nothing();
  for (const { name, input, which } of steps) {
    const { ask, take } = /** @type {import("./walk-steps.js").Step} */ (STEPS[name]);
    /** Mostly the newest, which is the one that others have not used up. @type {import("./walk-steps.js").Pick} */
    const pick = (kind) => found[kind].at(which % 3 === 0 ? which % 7 : -1) ?? "nobody";
    const answer = await send(ask(input, pick, sandbox.credentials.accountId));
    assert.ok(answer.status < 500, `${name} was answered ${answer.status}`);
    if (answer.status >= 400) continue;
    succeeded.set(name, (succeeded.get(name) ?? 0) + 1);
    take?.(answer.body, found);
  }
}

/** What holds of the ledger whatever was done. */
function consistent() {
  const { orders, authorizations, sessions, paymentRequests, transactions } = sandbox.ledger();
  const spent = orders.flatMap(({ authorization_token: token }) => token ?? []);
  assert.equal(new Set(spent).size, spent.length, "an authorization gave two orders");
  const states = new Map(
    authorizations.map(({ authorization_token, state }) => [authorization_token, state]),
  );
  for (const token of spent) assert.equal(states.get(token), "used");
  for (const { session_id } of orders)
    if (session_id !== undefined)
      assert.equal(sessions.find((one) => one.session_id === session_id)?.status, "complete");
  for (const { captured_amount, refunded_amount } of [...orders, ...transactions])
    assert.ok(0 <= refunded_amount && refunded_amount <= captured_amount);
  for (const { captured_amount, amount } of transactions) assert.ok(captured_amount <= amount);
  for (const { captured_amount, order_amount } of orders)
    assert.ok(captured_amount <= order_amount);
  for (const { state, state_context: context } of paymentRequests)
    assert.equal(context.klarna_network_session_token !== undefined, state === "COMPLETED");
}

it("the sandbox's servers answer any walk through them in JSON and never 500, and keep their books", async () => {
  // Not `assert`, which shows the whole walk: what went wrong is enough, as the seed gives the same walks again.
  const { failed, errorInstance } = await fc.check(
    fc.asyncProperty(aWalk, async (steps) => {
      sandbox.reset();
      sandbox.configure({ journey: "instant" });
      await walk(steps);
      consistent();
    }),
    { numRuns: WALKS, seed: 7, endOnFailure: true },
  );
  if (failed) throw errorInstance;
  const rare = Object.keys(STEPS).filter((name) => (succeeded.get(name) ?? 0) < SUCCESSES);
  assert.deepEqual(rare, [], "steps that hardly ever succeeded");
});
