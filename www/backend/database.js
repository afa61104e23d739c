import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import sqlite from "node-sqlite3-wasm";

/**
 * The shop's own database: one SQLite file, no native build. What is at Klarna, and every token, is in the library's file
 * beside it; the customer tokens of subscriptions are here.
 */
const SCHEMA_VERSION = 6;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS carts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    visitor TEXT NOT NULL,
    kind TEXT NOT NULL,
    lines TEXT NOT NULL,
    customer TEXT,
    ordered INTEGER NOT NULL DEFAULT 0,
    seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS carts_by_visitor ON carts (visitor, kind, ordered);

  CREATE TABLE IF NOT EXISTS orders (
    cart_id TEXT PRIMARY KEY REFERENCES carts (id),
    amount INTEGER NOT NULL,
    lines TEXT NOT NULL,
    order_id TEXT,
    fraud_status TEXT
  ) STRICT;

  CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL,
    customer_token TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS subscriptions_by_visitor ON subscriptions (visitor);

  CREATE TABLE IF NOT EXISTS months (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    period INTEGER NOT NULL,
    cart_id TEXT NOT NULL UNIQUE REFERENCES carts (id),
    PRIMARY KEY (subscription_id, period)
  ) STRICT;
`;

/** @typedef {import("node-sqlite3-wasm").Database} Database */
/** @typedef {Record<string, import("node-sqlite3-wasm").SQLiteValue>} Row */

/**
 * Opens the database, a new one where there is none. One process owns the file.
 *
 * @param {string} path file, or ":memory:"
 */
export function openDatabase(path) {
  if (path !== ":memory:") {
    mkdirSync(dirname(path), { recursive: true });
    // This SQLite build locks with a directory beside the file, which a killed process leaves behind.
    rmSync(`${path}.lock`, { recursive: true, force: true });
  }
  const database = new sqlite.Database(path);
  // A customer token that has ended is overwritten, not only unlinked.
  database.exec("PRAGMA secure_delete = ON");
  const { user_version: version } = /** @type {Row} */ (database.get("PRAGMA user_version"));
  if (version !== 0 && version !== SCHEMA_VERSION) {
    database.close();
    throw new Error(`${path} is of another version of the shop (${version}): move it away`);
  }
  database.exec(SCHEMA);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  return database;
}

/**
 * The file that the library has its carts in.
 * @param {string} path of the shop's
 */
export const klarnaFile = (path) =>
  path === ":memory:" ? path : path.replace(/(\.\w+)?$/, "-klarna$1");

/**
 * Runs `work` in one transaction: all of it is kept, or nothing.
 *
 * @template T
 * @param {Database} database
 * @param {() => T} work synchronous
 * @returns {T}
 */
export function inTransaction(database, work) {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
