import { KlarnaError } from "../klarna/client.js";
import { givenBack } from "../ledger/ledger.js";

/**
 * What Klarna has of attempts that will not be the order goes back.
 *
 * @typedef {import("./types.js").Parts} Parts
 * @typedef {import("../ledger/types.js").Attempt} Attempt
 */

/**
 * @param {Parts} parts
 * @param {string} cart
 */
export async function giveBack({ settings, carts }, cart) {
  const { limits, log, now } = settings;
  const isDue = (/** @type {Attempt} */ { state, dueAt }) =>
    state === "returning" && dueAt <= now();
  const taken = await carts.change(cart, (ledger) =>
    ledger.attempts.filter(isDue).map((attempt) => {
      // Nobody else does the same meanwhile.
      attempt.dueAt = now() + limits.klarnaMs * 2;
      return { ...attempt };
    }),
  );
  for (const attempt of taken?.value ?? []) {
    const isBack = await returned(settings, attempt);
    await carts.change(cart, (changed) => givenBack(changed, attempt.id, isBack, now()), {
      isPatient: true,
      isQuiet: true,
    });
    if (isBack) log({ level: "info", event: "given_back", kind: attempt.kind });
  }
}

/**
 * @param {Parts["settings"]} settings
 * @param {Attempt} attempt
 * @returns {Promise<boolean>} whether Klarna has nothing of it any more
 */
async function returned({ payments, network, log }, { kind, secret, from, customerToken }) {
  const steps = [];
  if (customerToken !== null) steps.push(() => payments.cancelCustomerToken(customerToken));
  if (kind === "authorization" && secret) steps.push(() => payments.cancelAuthorization(secret));
  if (kind === "completion" && from) steps.push(() => network.cancelRequest(from));
  try {
    for (const step of steps) await voided(step);
    return true;
  } catch (error) {
    if (!(error instanceof KlarnaError)) throw error;
    log({ level: "warn", event: "not_given_back", kind, status: error.status, code: error.code });
    return false;
  }
}

/**
 * What Klarna refuses is void by itself, or spent: in neither case is anything left to give back.
 *
 * @param {() => Promise<unknown>} step
 */
async function voided(step) {
  await step().catch((error) => {
    if (!(error instanceof KlarnaError && error.isRefusal)) throw error;
  });
}
