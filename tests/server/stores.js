import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "../../www/server/src/index.js";
import { postgresStore } from "../../www/server/src/stores/postgres.js";
import { sqliteStore } from "../../www/server/src/stores/sqlite.js";
import { startPostgres } from "./postgres.js";

/**
 * The stores that every suite runs over. `open` makes one with nothing in it, `again` another one on the same data, as a
 * new process would.
 *
 * @typedef {import("../../www/server/src/public.js").Store} Store
 * @typedef {{ name: string, begin(): Promise<void>, open(): Promise<Store>, again(): Promise<Store>, end(): Promise<void> }} Place
 */

/** @returns {Place} */
function sqlite() {
  let folder = "";
  let count = 0;
  const store = () => sqliteStore({ file: join(folder, `${count}.sqlite`) });
  return {
    name: "SQLite",
    async begin() {
      folder = await mkdtemp(join(tmpdir(), "klarna-sqlite-"));
    },
    async open() {
      count += 1;
      return store();
    },
    async again() {
      return store();
    },
    async end() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @returns {Place} */
function postgres() {
  /** @type {Awaited<ReturnType<typeof startPostgres>>} */
  let server;
  return {
    name: "PostgreSQL",
    async begin() {
      server = await startPostgres();
    },
    async open() {
      await server.empty();
      return postgresStore({ pool: server.pool() });
    },
    async again() {
      return postgresStore({ pool: server.pool() });
    },
    async end() {
      await server.stop();
    },
  };
}

/** @returns {Place} */
function memory() {
  /** @type {Store} */
  let store;
  return {
    name: "memory",
    async begin() {},
    async open() {
      store = memoryStore();
      return store;
    },
    async again() {
      return store;
    },
    async end() {},
  };
}

export const MEMORY = memory;
export const PLACES = [sqlite, postgres];
