import { redact } from "./redact.js";

/**
 * What happened, in order, over all pages of a visit. Redacted before it is kept.
 *
 * @typedef {"page" | "state" | "call" | "event" | "post" | "answer" | "outcome" | "error"} Kind
 * @typedef {{ at: number, kind: Kind, label: string, detail?: unknown }} Entry
 */

const STORE = "moss-and-ember.timeline";
const MAX_ENTRIES = 200;

/** @type {Entry[]} */
const entries = read();
/** @type {Set<(entry: Entry) => void>} */
const watchers = new Set();

/**
 * @param {Kind} kind
 * @param {string} label
 * @param {unknown} [detail]
 */
export function record(kind, label, detail) {
  const redacted = detail === undefined ? undefined : redact(detail);
  /** @type {Entry} */
  const entry = {
    at: Date.now(),
    kind,
    label,
    ...(redacted === undefined ? {} : { detail: redacted }),
  };
  entries.push(entry);
  if (entries.length > MAX_ENTRIES) entries.splice(0, entries.length - MAX_ENTRIES);
  write();
  for (const watcher of watchers) watcher(entry);
}

/** @returns {readonly Entry[]} */
export function timeline() {
  return entries;
}

export function clearTimeline() {
  entries.length = 0;
  write();
}

/** @param {(entry: Entry) => void} watcher */
export function watchTimeline(watcher) {
  watchers.add(watcher);
}

/** @returns {Entry[]} */
function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function write() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(entries));
  } catch {
    // A full or forbidden storage only costs the history.
  }
}
