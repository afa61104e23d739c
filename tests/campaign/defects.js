import { DEFECTS as OF_THE_SERVER } from "../server/campaign/defects.js";

/**
 * Defects to be planted in the shop's server, and among which purchases the campaign looks for each: those whose fault is at
 * such a step.
 *
 * @type {Record<string, { changes: import("../server/campaign/planting.js").Defect, where: RegExp }>}
 */
export const DEFECTS = {
  "no idempotency key": { changes: OF_THE_SERVER["no key"] ?? [], where: /klarna\./ },
  "a key per attempt": { changes: OF_THE_SERVER["a key per attempt"] ?? [], where: /klarna\./ },
  "a dropped late token": {
    changes: OF_THE_SERVER["late token dropped"] ?? [],
    where: /^one-page sdk/,
  },
  "a second order for a cart": {
    // Each page has a session of its own, and what comes after an order is no longer held back.
    changes: [
      [
        "ledger/sessions.js",
        'session.state === "open" && session.intent === intent',
        'session.state === "never" && session.intent === intent',
      ],
      [
        "ledger/ledger.js",
        'if (ledger.state === "placed") {',
        'if (ledger.state === "placed" && !ledger.attempts.some(({ state }) => state === "waiting")) {',
      ],
      [
        "ledger/ledger.js",
        'if (ledger.state !== "open") return;\n  const next',
        'if (ledger.state === "held") return;\n  const next',
      ],
    ],
    where: /^one-page .* (tabs|reload|close|double)/,
  },
  "a stale amount": {
    changes: [["ledger/sessions.js", "session.order = order;", ""]],
    where: /^one-page load /,
  },
  "a click on an older cart": {
    changes: [["http/click.js", "if (showsAnother(posted, order)) return", "if (false) return"]],
    where: /presentation changed/,
  },
  "an order without Buy": {
    // What Klarna says once more of a token that is kept makes the order.
    changes: [
      [
        "ledger/ledger.js",
        "  if (!attemptOf(ledger, attempt.id)) {",
        '  const known = attemptOf(ledger, attempt.id);\n  if (known?.state === "kept") known.state = "waiting";\n  if (!known) {',
      ],
    ],
    where: /^kept (review|told)/,
  },
};
