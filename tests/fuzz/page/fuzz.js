// Plays cases from a seed, and says which ended as none may.

import { LATE, NAMES, play } from "./cases.js";
import { dice } from "./values.js";

/** How an instance of WebAssembly says that it has ended, or that something of it is still borrowed. */
const TRAP =
  /RuntimeError|unreachable|recursive use|null pointer passed|borrowed|null function|closure invoked|access out of bounds|table index|INTERNAL/;

/** @type {string[]} */
let stray = [];
addEventListener("unhandledrejection", (event) => {
  stray.push(`rejection: ${text(event.reason)}`);
  event.preventDefault();
});
addEventListener("error", (event) => {
  if (TRAP.test(`${event.message} ${text(event.error)}`)) stray.push(`error: ${text(event.error)}`);
  event.preventDefault();
});

/** @param {any} value */
function text(value) {
  try {
    return `${value?.name} ${value?.code} ${value?.message} ${value?.stack}`.slice(0, 800);
  } catch {
    return "what cannot be read";
  }
}

/** @param {any} value */
function isTrap(value) {
  try {
    return (
      value instanceof WebAssembly.RuntimeError ||
      value?.code === "INTERNAL" ||
      TRAP.test(text(value))
    );
  } catch {
    return false;
  }
}

/**
 * @param {number} seed
 * @param {number} first
 * @param {number} count
 * @returns {Promise<{ findings: string[], ends: Record<string, number> }>} `ends`: how often what came of a case
 */
async function fuzz(seed, first, count) {
  /** @type {string[]} */
  const findings = [];
  /** @type {Record<string, number>} */
  const ends = {};
  for (let number = first; number < first + count; number += 1) {
    stray = [];
    const thrown = dice(seed * 1_000_003 + number);
    const name = thrown.pick(NAMES);
    const came = await play(name, thrown);
    /** @param {string} what */
    const say = (what) => findings.push(`${name}, --seed ${seed} --only ${number}: ${what}`);
    const end = endOf(came);
    ends[end] = (ends[end] ?? 0) + 1;
    if (came === LATE) say("a promise without an end");
    for (const one of [came].flat()) if (isTrap(one)) say(`a trap: ${text(one)}`);
    for (const one of stray) say(one);
  }
  return { findings, ends };
}

/** @param {any} came */
function endOf(came) {
  try {
    return String(came?.code ?? came?.name ?? (came === "ended" ? came : "something else"));
  } catch {
    return "something else";
  }
}

Object.assign(window, { fuzz, isTrap });
