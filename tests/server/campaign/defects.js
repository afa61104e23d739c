// Defects of the library, to be planted (`planting.js`).

/**
 * What `find-defects.js` (PostgreSQL, three processes, seed 5) has seen of each on 29 November 2026, and by which purchase:
 *
 * - no key: 2 double payments, the first by purchase 8
 * - a key per attempt: 2 double payments, the first by purchase 8
 * - order before commit: an authorization that nobody gave back, by purchase 3
 * - answer ignored: 6 customers told that there is no order, the first by purchase 169 (by purchase 5 with seed 151)
 * - late token dropped: 4 authorizations that nobody gave back, the first by purchase 1
 *
 * @type {Record<string, import("./planting.js").Defect>}
 */
export const DEFECTS = {
  "no key": [
    [
      "klarna/network-api.js",
      '"klarna-network-session-token": sessionToken, "klarna-idempotency-key": key',
      '"klarna-network-session-token": sessionToken',
    ],
  ],
  "a key per attempt": [
    [
      "klarna/network-api.js",
      'sessionToken, "klarna-idempotency-key": key',
      'sessionToken, "klarna-idempotency-key": crypto.randomUUID()',
    ],
  ],
  "order before commit": [
    [
      "flow/carts.js",
      "if (await patiently(write, isPatient)) return { ledger, value };",
      "if (ledger.state === 'held') { setTimeout(() => write().catch(() => {}), 300); return { ledger, value }; }\n      if (await patiently(write, isPatient)) return { ledger, value };",
    ],
  ],
  "answer ignored": [
    [
      "flow/ask-payments.js",
      'case "complete":\n      return placed({});',
      'case "complete":\n      break;',
    ],
  ],
  "late token dropped": [
    [
      "ledger/ledger.js",
      'attempt.state = attempt.secret === null ? "closed" : "returning";',
      'attempt.state = "closed";\n  attempt.secret = null;',
    ],
  ],
};
