import { inTransaction } from "./database.js";

const DAY_MS = 24 * 3600 * 1000;

/**
 * How long the shop keeps what it no longer needs, in one place. Orders, and the subscriptions that pay them, stay: they
 * are the shop's books. What is still on its way stays however old it is.
 *
 * Each `sql` deletes what is older than its one parameter, in milliseconds since 1970. What refers to something goes
 * before it.
 *
 * @type {readonly { what: string, days: number, sql: string[] }[]}
 */
export const RETENTION = [
  {
    // Klarna repeats a webhook for a day; an older one changes nothing that is settled.
    what: "webhooks that came",
    days: 7,
    sql: ["DELETE FROM webhook_events WHERE received_at < ?1"],
  },
  {
    // A page posts a click again within minutes, and Klarna repeats its answer for a day.
    what: "clicks that were answered",
    days: 7,
    sql: ["DELETE FROM clicks WHERE created_at < ?1 AND session_token IS NULL"],
  },
  {
    // Klarna's sessions live 48 hours and its payment requests 3; the visitor's cookie, a month.
    what: "Klarna's handles on what was ordered, or was not",
    days: 31,
    sql: [
      `DELETE FROM sessions WHERE created_at < ?1 AND authorization_token IS NULL
       AND purchase_id IN (SELECT id FROM purchases WHERE status IN ('open', 'placed'))`,
      `DELETE FROM payment_requests WHERE created_at < ?1 AND session_token IS NULL
       AND purchase_id IN (SELECT id FROM purchases WHERE status IN ('open', 'placed'))`,
    ],
  },
  {
    // Their visitors cannot come back to them; their addresses are nobody's business any more.
    what: "carts that were left behind, and attempts to buy that came to nothing",
    days: 32,
    sql: [
      `DELETE FROM purchases WHERE created_at < ?1 AND status = 'open'
       ${["sessions", "payment_requests", "clicks", "subscriptions", "renewals"]
         .map((table) => `AND id NOT IN (SELECT purchase_id FROM ${table})`)
         .join(" ")}`,
      `DELETE FROM carts WHERE created_at < ?1 AND ordered = 0
       AND NOT EXISTS (SELECT 1 FROM purchases WHERE cart_id = carts.id)`,
    ],
  },
];

/**
 * @param {import("./database.js").Database} database
 * @param {() => number} now milliseconds since 1970
 * @returns {number} how many rows went
 */
export function forgetWhatIsOld(database, now) {
  return inTransaction(database, () => {
    let gone = 0;
    for (const { days, sql } of RETENTION)
      for (const statement of sql) gone += database.run(statement, [now() - days * DAY_MS]).changes;
    return gone;
  });
}
