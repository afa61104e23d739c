/**
 * @typedef {import("../public.js").EndpointFault} EndpointFault
 * @typedef {import("../public.js").SdkFault} SdkFault
 */

/** Faults that are armed, and how many shots each has left. */
export class Faults {
  /** @type {EndpointFault[]} */
  #endpoints = [];
  /** @type {SdkFault[]} */
  #sdk = [];
  #randomness;
  #ledger;

  /**
   * @param {import("./randomness.js").Randomness} randomness
   * @param {import("./ledger.js").Ledger} ledger
   */
  constructor(randomness, ledger) {
    this.#randomness = randomness;
    this.#ledger = ledger;
  }

  /** @param {EndpointFault} fault */
  armEndpoint(fault) {
    this.#endpoints.push({ ...fault });
  }

  /** @param {SdkFault} fault */
  armSdk(fault) {
    this.#sdk.push({ ...fault });
  }

  get armed() {
    return {
      endpoints: this.#endpoints.map((fault) => ({ ...fault })),
      sdk: this.#sdk.map((fault) => ({ ...fault })),
    };
  }

  /**
   * The fault that hits this request, if any; counts as a shot.
   * @param {string} method
   * @param {string} path
   * @param {import("./accounts.js").Account} [account] whose server sends it
   */
  forRequest(method, path, account) {
    const fault = this.#endpoints.find(
      (armed) =>
        (armed.method ?? method) === method &&
        (armed.account === undefined || armed.account === account?.accountId) &&
        matches(armed.path, path) &&
        (armed.probability === undefined || armed.probability > this.#randomness.next()),
    );
    if (fault) this.#endpoints = shoot(this.#endpoints, fault);
    if (fault) this.#ledger.record("fault", { method, path, fault: fault.kind }, account);
    return fault;
  }

  /**
   * The fault that hits this SDK call, if any; counts as a shot.
   * @param {string} sdk
   * @param {string} call
   */
  forSdkCall(sdk, call) {
    const fault = this.#sdk.find((armed) => armed.sdk === sdk && armed.call === call);
    if (fault) this.#sdk = shoot(this.#sdk, fault);
    if (fault) this.#ledger.record("fault", { sdk, call, fault: fault.kind });
    return fault;
  }

  reset() {
    this.#endpoints = [];
    this.#sdk = [];
  }
}

/**
 * @template {{ times?: number }} F
 * @param {F[]} faults
 * @param {F} fault
 */
function shoot(faults, fault) {
  if (fault.times === undefined) return faults;
  fault.times -= 1;
  return faults.filter((armed) => armed.times === undefined || armed.times > 0);
}

/**
 * @param {string} pattern
 * @param {string} path
 */
function matches(pattern, path) {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(path);
}
