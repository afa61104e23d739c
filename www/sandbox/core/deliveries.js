/**
 * A POST to the shop's server that is repeated until it is acknowledged.
 * @typedef {object} Delivery
 * @property {"callback" | "notification" | "webhook"} kind
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} body JSON text, sent as it is
 * @property {number[]} waitsMs before the second attempt, the third, and so on
 * @property {(status: number) => boolean} isAcknowledged which answers of the shop end it
 * @property {Record<string, unknown>} details for the ledger
 * @property {import("./accounts.js").Account} account whose shop it is
 */

const ANSWER_TIME_MS = 4_000;

/** What the sandbox sends to the shop's server, in the background; every attempt is in the ledger. */
export class Deliveries {
  #clock;
  #ledger;
  /** The attempts that are on their way. @type {Set<AbortController>} */
  #attempts = new Set();

  /**
   * @param {import("./clock.js").Clock} clock
   * @param {import("./ledger.js").Ledger} ledger
   */
  constructor(clock, ledger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** @param {Delivery} delivery */
  send(delivery) {
    void this.#attempt(delivery, 1);
  }

  /** What is on its way is not delivered, and nothing of it reaches the ledger any more. */
  reset() {
    for (const attempt of this.#attempts) attempt.abort();
    this.#attempts.clear();
  }

  /**
   * @param {Delivery} delivery
   * @param {number} number
   */
  async #attempt(delivery, number) {
    const { kind, details, url, waitsMs, isAcknowledged, account } = delivery;
    const attempt = new AbortController();
    this.#attempts.add(attempt);
    const timer = setTimeout(() => attempt.abort(), ANSWER_TIME_MS);
    const status = await post(delivery, attempt.signal);
    clearTimeout(timer);
    if (!this.#attempts.delete(attempt)) return; // forgotten
    this.#ledger.record(kind, { ...details, url, attempt: number, status }, account);
    const wait = waitsMs[number - 1];
    if (wait === undefined || (status !== undefined && isAcknowledged(status))) return;
    this.#clock.afterWait(wait, () => void this.#attempt(delivery, number + 1));
  }
}

/**
 * @param {Delivery} delivery
 * @param {AbortSignal} signal
 * @returns {Promise<number | undefined>} the HTTP status, or nothing when there was no answer
 */
async function post({ url, headers, body }, signal) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "manual",
      signal,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
