import type { Store } from "../src/public.js";

/** Carts in one SQLite file (or `:memory:`), of one process. */
export function sqliteStore(options: { file: string }): Store;
