// JSON as the language means it, on pages whose old libraries mean something else; and order data as the rules read it.

/**
 * Does something that makes JSON, also on a page where a library of old gives arrays or objects a `toJSON` (Prototype
 * before 1.7: there every array becomes text). It is taken away for the moment and put back.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function unpatched(work) {
  const patched = [Array.prototype, Object.prototype].filter((of) => Object.hasOwn(of, "toJSON"));
  const taken = patched.map((of) => Object.getOwnPropertyDescriptor(of, "toJSON"));
  try {
    // One that cannot be taken away stays.
    for (const of of patched) Reflect.deleteProperty(of, "toJSON");
    return work();
  } finally {
    for (const [index, of] of patched.entries()) {
      Object.defineProperty(of, "toJSON", /** @type {PropertyDescriptor} */ (taken[index]));
    }
  }
}

/**
 * `JSON.stringify` as the language means it.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export const stringify = (value) => unpatched(() => JSON.stringify(value));

/** Whether a library of the page (see above) makes something else of lists, for Klarna's script too. */
function listsBecomeText() {
  try {
    return JSON.stringify([[]]) !== "[[]]";
  } catch {
    return true;
  }
}

/**
 * What a member of an order line is, and its place in the line's figures.
 *
 * @typedef {{ name: string, place: number, sign: string, longest: number, words: string[], inner: Plan }} Slot
 * @typedef {Map<string, Slot>} Plan
 * @typedef {Map<string, { inner?: Members }>} Members
 */

/** @type {{ members?: string, plan: Plan, width: number }} */
let known = { plan: new Map(), width: 0 };

/**
 * Understands what `domain/order` says of the members of a line.
 *
 * @param {string} members
 */
function planOf(members) {
  if (known.members === members) return known;
  /** @type {Plan} */
  const plan = new Map();
  const rows = members.split("\n").slice(0, -1);
  for (const [place, row] of rows.entries()) {
    const [path = "", kind = ""] = row.split(" ");
    const keys = path.split(".");
    const name = keys.pop() ?? "";
    const of = keys.reduce((outer, key) => outer.get(key)?.inner ?? outer, plan);
    const [sign = "", more] = [kind.charAt(0), kind.slice(1)];
    const words = more.split("|");
    of.set(name, {
      name,
      place: place + 1,
      sign,
      longest: sign === "$" ? Number(more) : -1,
      words,
      inner: new Map(),
    });
  }
  known = { members, plan, width: rows.length + 1 };
  return known;
}

/**
 * Order data: a plain copy for Klarna, and what the rules want to know of it. The copy is what JSON would make; each getter
 * is read once.
 *
 * @param {any} data
 * @param {string} members those of a line, as `domain/order` describes them
 * @param {string} heads the names of the members outside the lines that have rules
 * @param {number} longest how many characters of JSON are read
 * @param {number} deepest how deep it may be nested
 * @param {number} most how many lines are read
 * @returns `[copy, path of what is lost, head, figures of the lines, how many lines, whether lists become text, numbers
 *   that are none, by path]`: of each line first 1 if it is an object, and 2 to the power of its place for each figure that
 *   is a text, then its figures; lines that are no list are −1 many. `[copy]` alone is nested too deeply, and nothing is no
 *   object.
 */
export function readOrder(data, members, heads, longest, deepest, most) {
  const isSpoilt = listsBecomeText();
  const { plan, width } = planOf(members);
  const names = heads.split(" ");
  /** @type {Members} */
  const outside = new Map([...names, "order_lines"].map((name) => [name, {}]));
  const head = Object.create(null);
  /** @type {Float64Array | undefined} */
  let figures;
  let isDeep = false;
  /** @type {string | undefined} */
  let gone;
  /** @type {Record<string, true>} */
  const noNumbers = {};
  let length = 0;

  /** @param {number} characters */
  const count = (characters) => {
    length += characters;
    if (length > longest) throw new Error("longer than four million characters");
  };

  /** @param {unknown} value */
  const throughJson = (value) => {
    const text = JSON.stringify(value) ?? "null";
    count(text.length);
    return JSON.parse(text);
  };

  /** @param {any} object @param {number} depth @param {Plan} [plan] @param {number} [at] */
  const walk = (object, depth, plan, at = 0) => {
    for (const key of Object.keys(object)) {
      const value = object[key];
      const slot = plan?.get(key);
      if (isObject(value)) {
        if (slot && figures) figures[at + slot.place] = slot.sign === "{" ? 1 : nothing(slot);
        if (depth > 0) walk(value, depth - 1, slot?.inner, at);
        else isDeep = true;
      } else if (slot && figures) {
        note(value, slot, figures, at);
      }
    }
  };

  /** @param {unknown} original @param {unknown} copy @param {string} path @param {Members} members */
  const compare = (original, copy, path, members) => {
    if (!isDeep) gone = gone ?? lost(original, copy, path, members, noNumbers);
  };

  /**
   * Most lines are plain: JSON would take ten times as long for the same copy.
   *
   * @param {any} line
   * @param {Float64Array} figures
   * @param {number} at where the line's begin
   * @param {number} index
   */
  const copyOf = (line, figures, at, index) => {
    const asked = isRecord(line) && typeof line.toJSON !== "function" ? { ...line } : line;
    const isPlain = asked !== line && notePlain(asked, plan, figures, at, count);
    // As an item of a list: there is null what has no JSON.
    const copy = isPlain ? asked : throughJson([asked])[0];
    figures[at] = /** @type {number} */ (figures[at]) | Number(isRecord(copy));
    if (isObject(copy) && !isPlain) walk(copy, deepest - 3, isRecord(copy) ? plan : undefined, at);
    if (!isPlain || Object.getPrototypeOf(line) !== Object.prototype)
      compare(line, copy, `order_lines[${index}]`, plan);
    return copy;
  };

  return unpatched(() => {
    const given = typeof data?.toJSON === "function" ? throughJson(data) : data;
    if (!isRecord(given)) return [];
    const whole = { ...given };
    let lines = ownLines(whole);
    const isRead = isList(lines, most) && typeof lines.toJSON !== "function";
    if (isRead) whole.order_lines = [];
    const copy = throughJson(whole);
    if (!isRead) lines = ownLines(copy);
    for (const key of Object.keys(copy)) {
      const value = copy[key];
      if (names.includes(key)) head[key] = value;
      if (key !== "order_lines" && isObject(value)) walk(value, deepest - 2);
    }
    compare(given, copy, "", outside);
    if (isList(lines, most)) {
      const copies = [];
      figures = new Float64Array(width * lines.length).fill(Number.NaN);
      for (let index = 0, at = 0; index < lines.length; index++, at += width)
        copies.push(copyOf(lines[index], figures, at, index));
      copy.order_lines = copies;
    }
    if (isDeep) return [copy];
    const number = Array.isArray(lines) ? lines.length : lines == null ? undefined : -1;
    return [copy, gone, head, figures, number, isSpoilt, noNumbers];
  });
}

/** Not those of a prototype. @param {any} order */
const ownLines = (order) => (Object.hasOwn(order, "order_lines") ? order.order_lines : undefined);

/** @param {unknown} value @returns {boolean} */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {unknown} value */
const isRecord = (value) => isObject(value) && !Array.isArray(value);

/** @param {unknown} value @param {number} most */
const isList = (value, most) => Array.isArray(value) && value.length <= most;

/**
 * Notes the members of a line that has nothing in it that JSON would change.
 *
 * @param {Record<string, unknown>} line
 * @param {Plan} plan
 * @param {Float64Array} figures
 * @param {number} at
 * @param {(characters: number) => void} count
 * @returns {boolean} whether it is such a line
 */
function notePlain(line, plan, figures, at, count) {
  // Plain loops: those over iterators take as long as all the rest where this runs for the first time.
  const keys = Object.keys(line);
  for (let index = 0; index < keys.length; index++) {
    const key = /** @type {string} */ (keys[index]);
    const value = line[key];
    if (typeof value === "string") count(value.length);
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
 * The path of something that the copy has lost: a `Map`, a `Set` or form data became `{}`, a getter of a class was left out.
 * Numbers that are none became `null`, and are noted. Of what a getter gave nothing is known but its JSON: it is not asked
 * again.
 *
 * @param {any} original
 * @param {any} copy
 * @param {string} path
 * @param {Members | undefined} members those that have rules
 * @param {Record<string, true>} noNumbers
 * @returns {string | undefined}
 */
function lost(original, copy, path, members, noNumbers) {
  if (copy === null && typeof original === "number") noNumbers[path] = true;
  if (!isObject(copy) || !isObject(original) || typeof original.toJSON === "function")
    return undefined;
  const isList = Array.isArray(copy);
  const keys = Object.keys(copy);
  const within = (/** @type {string} */ key) =>
    isList ? `${path}[${key}]` : path ? `${path}.${key}` : key;
  if (!isList && keys.length === 0 && typeof original.forEach === "function") return path || "data";
  for (const key of keys) {
    if (typeof copy[key] !== "object" || Object.getOwnPropertyDescriptor(original, key)?.get)
      continue;
    const inner = members?.get(key)?.inner;
    const found = lost(original[key], copy[key], within(key), inner, noNumbers);
    if (found) return found;
  }
  const left = members && leftOut(original, copy, members);
  return left && within(left);
}

/**
 * A member that has a rule, and that JSON leaves out because it is not the object's own, as a getter of a class is, or not
 * enumerable, as one of MobX. Only names as `order_amount`: a class may well have a `name` or a `customer` that is meant for
 * no order. One that has nothing, or throws, leaves nothing out.
 *
 * @param {any} object
 * @param {object} copy
 * @param {Members} members
 */
function leftOut(object, copy, members) {
  for (const name of members.keys())
    try {
      if (!name.includes("_") || Object.hasOwn(copy, name)) continue;
      const isAsked = Object.getOwnPropertyDescriptor(object, name)?.enumerable;
      if (!isAsked && object[name] != null) return name;
    } catch {}
  return undefined;
}
