/**
 * A POST to the shop's server that is repeated until it is acknowledged.
 * @typedef {object} Delivery
 * @property {"callback" | "webhook"} kind
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} body JSON text, sent as it is
 * @property {number[]} waitsMs before the second attempt, the third, and so on
 * @property {Record<string, unknown>} details for the ledger
 */

const ANSWER_TIME_MS = 4_000;

/**
 * Delivers in the background; every attempt is in the ledger.
 * @param {import("../world.js").World} world
 * @param {Delivery} delivery
 */
export function deliver(world, delivery) {
  void attempt(world, delivery, 1);
}

/**
 * @param {import("../world.js").World} world
 * @param {Delivery} delivery
 * @param {number} number
 */
async function attempt(world, delivery, number) {
  const status = await post(delivery);
  world.ledger.record(delivery.kind, {
    ...delivery.details,
    url: delivery.url,
    attempt: number,
    status,
  });
  const wait = delivery.waitsMs[number - 1];
  if (acknowledged(status) || wait === undefined) return;
  world.clock.after(wait * world.retryScale, () => void attempt(world, delivery, number + 1));
}

/**
 * @param {Delivery} delivery
 * @returns {Promise<number | undefined>} the HTTP status, or nothing when there was no answer
 */
async function post({ url, headers, body }) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_TIME_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

/** @param {number | undefined} status */
const acknowledged = (status) => status !== undefined && status >= 200 && status < 300;
