import type { Store } from "../src/public.js";

interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** Carts in PostgreSQL, for several processes and machines. `pool`: a `Pool` of the package `pg`; `close` ends it. */
export function postgresStore(options: {
  pool: Queryable & {
    connect(): Promise<Queryable & { release(error?: boolean): void }>;
    end(): Promise<void>;
  };
}): Store;
