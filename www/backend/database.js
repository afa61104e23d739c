import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import sqlite from "node-sqlite3-wasm";

/**
 * The shop's database: one SQLite file, no native build.
 *
 * A *purchase* is what the shop knows about one order from its first price to its order number. Klarna's handles on it
 * hang off it: *sessions* (v1) and *payment requests* (v2). Tokens are kept only between their arrival and their use,
 * so that a restart in between loses nothing; a subscription's customer token is kept as long as the subscription.
 */
const SCHEMA_VERSION = 4;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS carts (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL,
    kind TEXT NOT NULL,
    lines TEXT NOT NULL,
    customer TEXT,
    ordered INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS carts_by_visitor ON carts (visitor, kind, ordered);

  CREATE TABLE IF NOT EXISTS purchases (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    cart_id TEXT NOT NULL REFERENCES carts (id),
    flow TEXT NOT NULL,
    status TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    result TEXT,
    failure TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS purchases_by_cart ON purchases (cart_id, flow);
  -- Two tabs, two ways to pay, one parcel: only one purchase of a cart gets beyond "open".
  CREATE UNIQUE INDEX IF NOT EXISTS purchases_one_per_cart ON purchases (cart_id) WHERE status <> 'open';
  CREATE INDEX IF NOT EXISTS purchases_by_status ON purchases (status);

  CREATE TABLE IF NOT EXISTS sessions (
    session_id TEXT PRIMARY KEY,
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
    client_token TEXT NOT NULL,
    categories TEXT NOT NULL,
    resource_id TEXT NOT NULL UNIQUE,
    callback_secret TEXT NOT NULL UNIQUE,
    authorization_token TEXT,
    used_token TEXT,
    refused_token TEXT,
    refusal TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sessions_by_purchase ON sessions (purchase_id);

  CREATE TABLE IF NOT EXISTS payment_requests (
    id TEXT PRIMARY KEY,
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT,
    collects_delivery INTEGER NOT NULL DEFAULT 0,
    session_token TEXT,
    checked_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS payment_requests_by_purchase ON payment_requests (purchase_id);

  CREATE TABLE IF NOT EXISTS clicks (
    idempotency_key TEXT PRIMARY KEY,
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
    request TEXT NOT NULL,
    session_token TEXT,
    answer TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS webhook_events (
    event_id TEXT PRIMARY KEY,
    event_type TEXT NOT NULL,
    received_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY,
    purchase_id TEXT NOT NULL UNIQUE REFERENCES purchases (id),
    visitor TEXT NOT NULL,
    customer_token TEXT,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS renewals (
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    period INTEGER NOT NULL,
    purchase_id TEXT NOT NULL REFERENCES purchases (id),
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
  // A token that was used is overwritten, not only unlinked.
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
