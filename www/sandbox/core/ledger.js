/**
 * @typedef {import("../public.js").LedgerEntryKind} EntryKind
 * @typedef {import("../public.js").LedgerEntry} Entry
 * @typedef {Pick<import("../public.js").SandboxLedger, "requests" | "sdkCalls" | "callbacks" | "notifications" | "webhooks">} Parts
 */

const KEPT = 20_000;

/** What happened, in order. Tests ask it; unlike a log it holds tokens in full, because nothing here is worth money. */
export class Ledger {
  #clock;
  #seq = 0;
  /** @type {Entry[]} */
  #entries = [];
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {import("./clock.js").Clock} clock */
  constructor(clock) {
    this.#clock = clock;
  }

  /**
   * @param {EntryKind} kind
   * @param {Record<string, unknown>} details
   * @param {import("./accounts.js").Account} [account] whose doing it is, where that is known
   */
  record(kind, details, account) {
    this.#seq += 1;
    this.#entries.push({
      ...structuredClone(details),
      seq: this.#seq,
      at: this.#clock.iso(),
      kind,
      ...(account && { account: account.accountId }),
    });
    if (this.#entries.length > KEPT) this.#entries.splice(0, this.#entries.length - KEPT);
    this.changed();
  }

  /**
   * Tells of every change, also of what is no entry: settings, faults, the clock.
   * @param {() => void} listener
   * @returns {() => void} ends it
   */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something is not as it was. */
  changed() {
    for (const listener of this.#listeners) listener();
  }

  /** @param {string} [accountId] only of this one */
  entries(accountId) {
    return accountId === undefined
      ? [...this.#entries]
      : this.#entries.filter(({ account }) => account === accountId);
  }

  /**
   * The entries of the kinds that tests ask for most.
   * @param {Entry[]} entries
   * @returns {Parts}
   */
  static parts(entries) {
    const of = (/** @type {EntryKind} */ wanted) => entries.filter(({ kind }) => kind === wanted);
    const parts = {
      requests: of("request"),
      sdkCalls: of("sdk_call"),
      callbacks: of("callback"),
      notifications: of("notification"),
      webhooks: of("webhook"),
    };
    return /** @type {Parts} */ (parts); // what each is recorded with
  }

  reset() {
    this.#entries = [];
    this.#seq = 0;
    this.changed();
  }
}
