// Order data: a plain copy for Klarna, and what the rules want to know of it. What is looked for, `domain/order` says, and in
// which words, and in which figures the answer comes, `interop/order.rs`.

import { listsBecomeText, unpatched } from "./json.js";

/**
 * A member that is looked for.
 *
 * @typedef {object} Slot
 * @property {number} place among the figures of its line
 * @property {string} sign what it should be: `#` a figure, `$` a text, `=` one of some words, `{` an object
 * @property {number} longest of a text: beyond it, its characters are counted as Unicode does
 * @property {string[]} words
 * @property {Plan} inner
 *
 * @typedef {Map<string, Slot>} Plan what is looked for in an object, by name
 */

/**
 * What is read of an order.
 *
 * @typedef {object} Reading
 * @property {number} left how many characters of JSON may still come
 * @property {string} missed what a name has in it that is told if JSON leaves it out
 * @property {any} copy what JSON would make
 * @property {boolean} isDeep whether it is nested too deeply
 * @property {string | undefined} lost the path of what the copy has lost
 * @property {Record<string, unknown>} head the members outside the lines that are looked for
 * @property {Float64Array | number | boolean | undefined} lines what the lines are, in figures (see `interop/order.rs`); how
 *   many there are, if they are too many; `false` if they are no list
 * @property {boolean} isSpoilt whether a library of the page makes text of lists
 * @property {Record<string, true>} noNumbers the paths of numbers that are none
 */

/** @type {Map<string, { plan: Plan, width: number }>} */
const known = new Map();

/**
 * Understands what is looked for.
 *
 * @param {string} rows each with the path of a member, and what it should be
 */
function planOf(rows) {
  const before = known.get(rows);
  if (before) return before;
  /** @type {Plan} */
  const plan = new Map();
  // By hand: old libraries have their own `entries` and `reduce` of lists.
  let place = 0;
  for (const row of rows.split("\n").slice(0, -1)) {
    place += 1;
    const [path = "", kind = ""] = row.split(" ");
    const keys = path.split(".");
    const name = keys.pop() ?? "";
    let of = plan;
    for (const key of keys) of = of.get(key)?.inner ?? of;
    const [sign, more] = [kind.charAt(0), kind.slice(1)];
    of.set(name, {
      place,
      sign,
      longest: sign === "$" ? Number(more) : -1,
      words: more.split("|"),
      inner: new Map(),
    });
  }
  const understood = { plan, width: place + 1 };
  known.set(rows, understood);
  return understood;
}

/**
 * Order data: a plain copy for Klarna, and what the rules want to know of it. Each getter is read once. What JSON has no word
 * for (a cycle, a BigInt), and what is too long, is thrown.
 *
 * @param {any} data
 * @param {string} head what is looked for outside the lines, in rows: see `planOf`
 * @param {string} line what is looked for in a line
 * @param {string} missed what a name has in it that is told if JSON leaves it out
 * @param {number} longest how many characters of JSON are read
 * @param {number} deepest how deep it may be nested
 * @param {number} most how many lines are read
 * @returns {Reading | undefined} nothing of what is no object
 */
export function readOrder(data, head, line, missed, longest, deepest, most) {
  // With members of its own: nobody sets or reads them on a prototype.
  /** @type {Reading} */
  const reading = {
    left: longest,
    missed,
    copy: undefined,
    isDeep: false,
    lost: undefined,
    head: Object.create(null),
    lines: undefined,
    isSpoilt: listsBecomeText(),
    noNumbers: {},
  };
  return unpatched(() => {
    const given = hasToJson(data) ? throughJson(data, reading) : data;
    if (!isRecord(given)) return undefined;
    const whole = { ...given };
    let lines = ownLines(whole);
    const areRead = Array.isArray(lines) && lines.length <= most && !hasToJson(lines);
    // They are read one by one.
    if (areRead) whole.order_lines = [];
    readHead(given, whole, planOf(head).plan, deepest, reading);
    if (!areRead) lines = ownLines(reading.copy);
    if (!Array.isArray(lines)) {
      if (lines != null) reading.lines = false;
      return reading;
    }
    const count = lines.length;
    reading.lines = count;
    if (count <= most) readLines(lines, count, line, deepest, reading);
    return reading;
  });
}

/**
 * Reads what is outside the lines.
 *
 * @param {object} given
 * @param {object} whole its members
 * @param {Plan} plan
 * @param {number} deepest
 * @param {Reading} reading
 */
function readHead(given, whole, plan, deepest, reading) {
  const copy = throughJson(whole, reading);
  reading.copy = copy;
  for (const key of Object.keys(copy)) {
    if (key === "order_lines") continue;
    const value = copy[key];
    if (plan.has(key)) reading.head[key] = value;
    if (isObject(value)) walk(value, deepest - 2, reading);
  }
  compare(given, copy, "", plan, reading);
}

/**
 * Reads the lines one by one. Most are plain: JSON would take ten times as long for the same copy.
 *
 * @param {any[]} lines
 * @param {number} count
 * @param {string} rows what is looked for
 * @param {number} deepest
 * @param {Reading} reading
 */
function readLines(lines, count, rows, deepest, reading) {
  const { plan, width } = planOf(rows);
  const figures = new Float64Array(width * count).fill(Number.NaN);
  const copies = [];
  for (let index = 0, at = 0; index < count; index++, at += width) {
    const line = lines[index];
    const asked = isRecord(line) && !hasToJson(line) ? { ...line } : line;
    const isPlain = asked !== line && notePlain(asked, plan, figures, at, reading);
    // As an item of a list: there is null what has no JSON.
    const copy = isPlain ? asked : throughJson([asked], reading)[0];
    figures[at] = /** @type {number} */ (figures[at]) | Number(isRecord(copy));
    if (isObject(copy) && !isPlain)
      walk(copy, deepest - 3, reading, isRecord(copy) ? plan : undefined, figures, at);
    if (!isPlain || Object.getPrototypeOf(line) !== Object.prototype)
      compare(line, copy, `order_lines[${index}]`, plan, reading);
    copies.push(copy);
  }
  reading.lines = figures;
  reading.copy.order_lines = copies;
}

/** Not those of a prototype. @param {any} order */
const ownLines = (order) => (Object.hasOwn(order, "order_lines") ? order.order_lines : undefined);

/** @param {unknown} value @returns {value is any} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {unknown} value @returns {value is any} */
const isRecord = (value) => isObject(value) && !Array.isArray(value);

/** @param {any} value */
const hasToJson = (value) => typeof value?.toJSON === "function";

/** @param {number} characters @param {Reading} reading */
function take(characters, reading) {
  reading.left -= characters;
  if (reading.left < 0) throw new Error("longer than four million characters");
}

/** @param {unknown} value @param {Reading} reading */
function throughJson(value, reading) {
  const text = JSON.stringify(value) ?? "null";
  take(text.length, reading);
  return JSON.parse(text);
}

/**
 * Notes the members of a copy that are looked for, and how deep it is.
 *
 * @param {any} object
 * @param {number} depth how much deeper it may be
 * @param {Reading} reading
 * @param {Plan} [plan]
 * @param {Float64Array} [figures]
 * @param {number} [at] where those of the line begin
 */
function walk(object, depth, reading, plan, figures, at = 0) {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const slot = plan?.get(key);
    if (isObject(value)) {
      if (slot && figures) figures[at + slot.place] = slot.sign === "{" ? 1 : nothing(slot);
      if (depth > 0) walk(value, depth - 1, reading, slot?.inner, figures, at);
      else reading.isDeep = true;
    } else if (slot && figures) {
      note(value, slot, figures, at);
    }
  }
}

/**
 * Notes the members of a line that has nothing in it that JSON would change.
 *
 * @param {Record<string, unknown>} line
 * @param {Plan} plan
 * @param {Float64Array} figures
 * @param {number} at where the line's begin
 * @param {Reading} reading
 * @returns {boolean} whether it is such a line
 */
function notePlain(line, plan, figures, at, reading) {
  // Plain loops: those over iterators take as long as all the rest where this runs for the first time.
  const keys = Object.keys(line);
  for (let index = 0; index < keys.length; index++) {
    const key = /** @type {string} */ (keys[index]);
    const value = line[key];
    if (typeof value === "string") take(value.length, reading);
    else if (
      typeof value !== "number"
        ? value !== null && typeof value !== "boolean"
        : !Number.isFinite(value)
    )
      return false;
    const slot = plan.get(key);
    if (slot) note(value, slot, figures, at);
  }
  return keys.length > 0;
}

/**
 * @param {unknown} value no object
 * @param {Slot} slot
 * @param {Float64Array} figures
 * @param {number} at where the line's begin
 */
function note(value, slot, figures, at) {
  figures[at + slot.place] = figure(value, slot);
  if (slot.sign === "#" && typeof value === "string")
    figures[at] = /** @type {number} */ (figures[at]) | (1 << slot.place);
}

/**
 * @param {unknown} value no object
 * @param {Slot} slot
 */
function figure(value, slot) {
  if (slot.sign === "#" && typeof value === "number") return value;
  // Absent values are sent as null or as empty text (Klarna's own plug-ins do), but a name that is empty is no name.
  if (value === null) return Number.NaN;
  const text = String(value);
  if (slot.sign === "#") {
    if (typeof value !== "string") return -Infinity;
    return text === "" ? Number.NaN : /^-?\d+$/.test(text) ? Number(text) : Infinity;
  }
  // Characters as Unicode counts them, where it matters: some take two places.
  if (slot.sign === "$") return text.length > slot.longest ? [...text].length : text.length;
  return text === "" || slot.sign === "{" ? Number.NaN : slot.words.indexOf(text);
}

/** @param {Slot} slot of a member that is an object and should be none */
const nothing = (slot) => (slot.sign === "#" ? -Infinity : Number.NaN);

/**
 * Looks for something that the copy has lost.
 *
 * @param {unknown} original
 * @param {unknown} copy
 * @param {string} path
 * @param {Plan} plan
 * @param {Reading} reading
 */
function compare(original, copy, path, plan, reading) {
  if (!reading.isDeep) reading.lost = reading.lost ?? lost(original, copy, path, plan, reading);
}

/**
 * The path of something that the copy has lost: a `Map`, a `Set` or form data became `{}`, a getter of a class was left out.
 * Numbers that are none became `null`, and are noted. Of what a getter gave nothing is known but its JSON: it is not asked
 * again.
 *
 * @param {any} original
 * @param {any} copy
 * @param {string} path
 * @param {Plan | undefined} plan
 * @param {Reading} reading
 * @returns {string | undefined}
 */
function lost(original, copy, path, plan, reading) {
  if (copy === null && typeof original === "number") reading.noNumbers[path] = true;
  if (!isObject(copy) || !isObject(original) || hasToJson(original)) return undefined;
  const isList = Array.isArray(copy);
  const keys = Object.keys(copy);
  const within = (/** @type {string} */ key) =>
    isList ? `${path}[${key}]` : path ? `${path}.${key}` : key;
  if (!isList && keys.length === 0 && typeof original.forEach === "function") return path || "data";
  for (const key of keys) {
    if (typeof copy[key] !== "object" || Object.getOwnPropertyDescriptor(original, key)?.get)
      continue;
    const found = lost(original[key], copy[key], within(key), plan?.get(key)?.inner, reading);
    if (found) return found;
  }
  const left = plan && leftOut(original, copy, plan, reading.missed);
  return left && within(left);
}

/**
 * A member that is missed, and that JSON leaves out because it is not the object's own, as a getter of a class is, or not
 * enumerable, as one of MobX. One that has nothing, or throws, leaves nothing out.
 *
 * @param {any} object
 * @param {object} copy
 * @param {Plan} plan
 * @param {string} missed
 */
function leftOut(object, copy, plan, missed) {
  for (const name of plan.keys())
    try {
      if (!name.includes(missed) || Object.hasOwn(copy, name)) continue;
      const isAsked = Object.getOwnPropertyDescriptor(object, name)?.enumerable;
      if (!isAsked && object[name] != null) return name;
    } catch {}
  return undefined;
}
