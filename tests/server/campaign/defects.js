// Plants a defect in the library as it is loaded: `node --import ./defects.js`, with its name in `DEFECT`.

import { readFileSync } from "node:fs";
import { register } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * What `find-defects.js` (PostgreSQL, three processes) has seen of each, and by which purchase:
 *
 * - no key: 4 double payments, the first by purchase 8 (seed 5)
 * - a key per attempt: 2 double payments, the first by purchase 8 (seed 5)
 * - order before commit: 2 authorizations that nobody gave back, the first by purchase 1 (seed 151)
 * - answer ignored: a customer told that there is no order, by purchase 5 (seed 151)
 * - late token dropped: 2 authorizations that nobody gave back, the first by purchase 2 (seed 5)
 *
 * @typedef {{ file: string, changes: [from: string, to: string][] }} Defect
 * @type {Record<string, Defect>}
 */
export const DEFECTS = {
  "no key": {
    file: "klarna/network-api.js",
    changes: [
      [
        '"klarna-network-session-token": sessionToken, "klarna-idempotency-key": key',
        '"klarna-network-session-token": sessionToken',
      ],
    ],
  },
  "a key per attempt": {
    file: "klarna/network-api.js",
    changes: [
      [
        'sessionToken, "klarna-idempotency-key": key',
        'sessionToken, "klarna-idempotency-key": crypto.randomUUID()',
      ],
    ],
  },
  "order before commit": {
    file: "flow/carts.js",
    changes: [
      [
        "if (await patiently(write, isPatient)) return { ledger, value };",
        "if (ledger.state === 'held') { setTimeout(() => write().catch(() => {}), 300); return { ledger, value }; }\n      if (await patiently(write, isPatient)) return { ledger, value };",
      ],
    ],
  },
  "answer ignored": {
    file: "flow/ask.js",
    changes: [
      ['if (code === "SESSION_COMPLETED" || isElsewhere) return placed({});', ""],
      ['case "complete":\n        return placed({});', 'case "complete":\n        break;'],
    ],
  },
  "late token dropped": {
    file: "ledger/ledger.js",
    changes: [
      [
        'attempt.state = attempt.secret === null ? "closed" : "returning";',
        'attempt.state = "closed";\n  attempt.secret = null;',
      ],
    ],
  },
};

const folder = new URL("../../../www/server/src/", import.meta.url).href;

/**
 * A loader's hook.
 *
 * @param {string} url
 * @param {unknown} context
 * @param {(url: string, context: unknown) => Promise<any>} next
 */
export async function load(url, context, next) {
  const defect = DEFECTS[process.env.DEFECT ?? ""];
  if (!defect || url !== folder + defect.file) return next(url, context);
  let source = readFileSync(fileURLToPath(url), "utf8");
  for (const [from, to] of defect.changes) {
    if (!source.includes(from)) throw new Error(`${defect.file} has no longer: ${from}`);
    source = source.replace(from, to);
  }
  return { format: "module", source, shortCircuit: true };
}

if (process.env.DEFECT && process.argv[1]?.endsWith("program.js")) register(import.meta.url);
