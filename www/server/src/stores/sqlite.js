import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import sqlite from "node-sqlite3-wasm";

/**
 * Carts in one SQLite file, of one process: the embedded default, which needs no service and no native build.
 */

/** Each is run once, in this order; the number of those that ran is the file's `user_version`. */
const MIGRATIONS = [
  `CREATE TABLE ledgers (
     cart TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     due_at INTEGER,
     ledger TEXT NOT NULL
   ) STRICT;
   CREATE INDEX ledgers_by_due ON ledgers (due_at) WHERE due_at IS NOT NULL;
   CREATE TABLE handles (
     handle TEXT PRIMARY KEY,
     cart TEXT NOT NULL REFERENCES ledgers (cart) ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX handles_by_cart ON handles (cart);`,
];

/**
 * @param {{ file: string }} options `file`: or ":memory:"
 * @returns {import("../public.js").Store}
 */
export function sqliteStore({ file }) {
  /** @type {import("node-sqlite3-wasm").Database | undefined} */
  let opened;
  const database = () => {
    if (!opened) throw new Error("the store is not open");
    return opened;
  };

  /**
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  function inTransaction(work) {
    database().exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database().exec("COMMIT");
      return result;
    } catch (error) {
      if (database().inTransaction) database().exec("ROLLBACK");
      throw error;
    }
  }

  return {
    async open() {
      if (opened) return;
      if (file !== ":memory:") {
        mkdirSync(dirname(file), { recursive: true });
        // This build of SQLite locks with a directory beside the file, which a killed process leaves behind.
        rmSync(`${file}.lock`, { recursive: true, force: true });
      }
      opened = new sqlite.Database(file);
      opened.exec("PRAGMA foreign_keys = ON");
      // A token that is gone is overwritten, not only unlinked.
      opened.exec("PRAGMA secure_delete = ON");
      const row = opened.get("PRAGMA user_version");
      const version = Number(row?.user_version ?? 0);
      if (version > MIGRATIONS.length) throw new Error(`${file} is of a newer version`);
      for (const [index, migration] of MIGRATIONS.entries())
        if (index >= version)
          inTransaction(() => {
            database().exec(migration);
            database().exec(`PRAGMA user_version = ${index + 1}`);
          });
    },

    async read(cart) {
      const row = database().get("SELECT version, ledger FROM ledgers WHERE cart = ?", [cart]);
      return row
        ? { version: Number(row.version), ledger: JSON.parse(String(row.ledger)) }
        : undefined;
    },

    async write(cart, version, next) {
      if (next === null)
        return (
          database().run("DELETE FROM ledgers WHERE cart = ? AND version = ?", [cart, version])
            .changes > 0
        );
      return inTransaction(() => {
        const values = [JSON.stringify(next.ledger), next.dueAt, cart, version];
        const { changes } = database().run(
          version === 0
            ? "INSERT INTO ledgers (ledger, due_at, cart, version) VALUES (?, ?, ?, ? + 1) ON CONFLICT DO NOTHING"
            : "UPDATE ledgers SET ledger = ?, due_at = ?, version = version + 1 WHERE cart = ? AND version = ?",
          values,
        );
        if (changes === 0) return false;
        for (const handle of next.handles)
          database().run(
            "INSERT INTO handles (handle, cart) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [handle, cart],
          );
        return true;
      });
    },

    async find(handle) {
      const row = database().get("SELECT cart FROM handles WHERE handle = ?", [handle]);
      return row ? String(row.cart) : undefined;
    },

    async due(now, limit, again) {
      return database()
        .all(
          `UPDATE ledgers SET due_at = ? WHERE cart IN
             (SELECT cart FROM ledgers WHERE due_at <= ? ORDER BY due_at LIMIT ?) RETURNING cart`,
          [again, now, limit],
        )
        .map((row) => String(row.cart));
    },

    async close() {
      opened?.close();
      opened = undefined;
    },
  };
}
