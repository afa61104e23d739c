/**
 * Keeps everything in memory: for tests, and for a look. The shortest store there can be.
 *
 * @returns {import("../public.js").Store}
 */
export function memoryStore() {
  /** @type {Map<string, { version: number, text: string, dueAt: number | null }>} */
  const carts = new Map();
  /** @type {Map<string, string>} */
  const handles = new Map();
  return {
    async open() {},

    async read(cart) {
      const known = carts.get(cart);
      return known && { version: known.version, ledger: JSON.parse(known.text) };
    },

    async write(cart, version, next) {
      if ((carts.get(cart)?.version ?? 0) !== version) return false;
      if (next === null) {
        carts.delete(cart);
        for (const [handle, owner] of handles) if (owner === cart) handles.delete(handle);
        return true;
      }
      const text = JSON.stringify(next.ledger);
      carts.set(cart, { version: version + 1, text, dueAt: next.dueAt });
      for (const handle of next.handles) if (!handles.has(handle)) handles.set(handle, cart);
      return true;
    },

    async find(handle) {
      return handles.get(handle);
    },

    async due(now, limit, again) {
      const due = [...carts]
        .filter(([, { dueAt }]) => dueAt !== null && dueAt <= now)
        .slice(0, limit);
      for (const [, known] of due) known.dueAt = again;
      return due.map(([cart]) => cart);
    },

    async close() {},
  };
}
