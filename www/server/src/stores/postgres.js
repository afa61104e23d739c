/**
 * Carts in PostgreSQL, for several processes and machines. Who is first is decided by the row: a write names the version
 * that it follows, and the primary keys decide about what is new.
 */

/** Each is run once, in this order, under a lock that ends with its transaction. */
const MIGRATIONS = [
  `CREATE TABLE klarna_ledgers (
     cart text PRIMARY KEY,
     version integer NOT NULL,
     due_at bigint,
     -- Not jsonb: that sorts keys, and Klarna is sent the same text again.
     ledger json NOT NULL
   );
   CREATE INDEX klarna_ledgers_by_due ON klarna_ledgers (due_at) WHERE due_at IS NOT NULL;
   CREATE TABLE klarna_handles (
     handle text PRIMARY KEY,
     cart text NOT NULL REFERENCES klarna_ledgers (cart) ON DELETE CASCADE
   );
   CREATE INDEX klarna_handles_by_cart ON klarna_handles (cart);`,
];
const MIGRATION_LOCK = 7_405_212;

const HANDLES = `
  handles AS (
    INSERT INTO klarna_handles (handle, cart)
    SELECT unnest($5::text[]), written.cart FROM written
    ON CONFLICT (handle) DO NOTHING
  )
  SELECT count(*)::int AS written FROM written`;
const INSERT = `
  WITH written AS (
    INSERT INTO klarna_ledgers (cart, version, due_at, ledger) VALUES ($1, $2::int + 1, $3, $4)
    ON CONFLICT (cart) DO NOTHING RETURNING cart
  ), ${HANDLES}`;
const UPDATE = `
  WITH written AS (
    UPDATE klarna_ledgers SET version = version + 1, due_at = $3, ledger = $4
    WHERE cart = $1 AND version = $2 RETURNING cart
  ), ${HANDLES}`;

/**
 * What this needs of a pool of the package `pg`.
 *
 * @typedef {{ query(text: string, values?: unknown[]): Promise<{ rows: any[], rowCount: number | null }> }} Queryable
 * @typedef {Queryable & { connect(): Promise<Queryable & { release(error?: boolean): void }>, end(): Promise<void> }} Pool
 */

/**
 * @param {{ pool: Pool }} options `pool`: a `Pool` of the package `pg`; `close` ends it
 * @returns {import("../public.js").Store}
 */
export function postgresStore({ pool }) {
  return {
    async open() {
      const client = await pool.connect();
      try {
        await migrate(client);
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    },

    async read(cart) {
      const text = "SELECT version, ledger FROM klarna_ledgers WHERE cart = $1";
      const { rows } = await pool.query(text, [cart]);
      return rows[0] ? { version: rows[0].version, ledger: rows[0].ledger } : undefined;
    },

    async write(cart, version, next) {
      if (next === null) {
        const text = "DELETE FROM klarna_ledgers WHERE cart = $1 AND version = $2";
        return ((await pool.query(text, [cart, version])).rowCount ?? 0) > 0;
      }
      const { ledger, dueAt, handles } = next;
      const values = [cart, version, dueAt, JSON.stringify(ledger), handles];
      const { rows } = await pool.query(version === 0 ? INSERT : UPDATE, values);
      return rows[0].written > 0;
    },

    async find(handle) {
      const text = "SELECT cart FROM klarna_handles WHERE handle = $1";
      return (await pool.query(text, [handle])).rows[0]?.cart;
    },

    async due(now, limit, again) {
      const { rows } = await pool.query(
        `UPDATE klarna_ledgers SET due_at = $3 WHERE cart IN
           (SELECT cart FROM klarna_ledgers WHERE due_at <= $1 ORDER BY due_at LIMIT $2
            FOR UPDATE SKIP LOCKED) RETURNING cart`,
        [now, limit, again],
      );
      return rows.map((row) => row.cart);
    },

    async close() {
      await pool.end();
    },
  };
}

/** @param {Queryable} client */
async function migrate(client) {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
  await client.query("CREATE TABLE IF NOT EXISTS klarna_migrations (version integer PRIMARY KEY)");
  const { rows } = await client.query(
    "SELECT coalesce(max(version), 0) AS v FROM klarna_migrations",
  );
  const version = Number(rows[0].v);
  if (version > MIGRATIONS.length) throw new Error("the database is of a newer version");
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await client.query(migration);
    await client.query("INSERT INTO klarna_migrations (version) VALUES ($1)", [index + 1]);
  }
  await client.query("COMMIT");
}
