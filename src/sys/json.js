// JSON as the language means it, on pages whose old libraries mean something else; and order data as the rules read it.

/**
 * `JSON.stringify`, also on a page where a library of old gives arrays or objects a `toJSON` (Prototype before 1.7:
 * there every array becomes text). It is taken away for the moment and put back.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function stringify(value) {
  const patched = [Array.prototype, Object.prototype].filter((of) => Object.hasOwn(of, "toJSON"));
  const taken = patched.map((of) => Object.getOwnPropertyDescriptor(of, "toJSON"));
  try {
    // One that cannot be taken away stays.
    for (const of of patched) Reflect.deleteProperty(of, "toJSON");
    return JSON.stringify(value);
  } finally {
    for (const [index, of] of patched.entries()) {
      Object.defineProperty(of, "toJSON", /** @type {PropertyDescriptor} */ (taken[index]));
    }
  }
}

/**
 * What a member of an order line is, and its place in the line's figures.
 *
 * @typedef {{ name: string, place: number, sign: string, longest: number, words: string[], inner: Plan }} Slot
 * @typedef {Map<string, Slot>} Plan
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
      place,
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
 * Order data: a plain copy for Klarna, and what the rules want to know of it. The copy is made once, by JSON, which
 * reads each getter once.
 *
 * @param {unknown} data
 * @param {string} members those of a line, as `domain/order` describes them
 * @param {string} heads the names of the members outside the lines that have rules
 * @param {number} longest how many characters of JSON are read
 * @param {number} deepest how deep it may be nested
 * @param {number} most how many lines are read
 * @returns `[copy, path of what JSON has lost, head, figures of the lines, how many lines, whether lists become text]`: of
 *   each line its figures, then 1 if it is an object; lines that are no list are −1 many. `[copy]` alone is nested too
 *   deeply, and nothing is no object.
 */
export function readOrder(data, members, heads, longest, deepest, most) {
  const text = stringify(data);
  if (text === undefined) return [];
  if (text.length > longest) throw new Error("longer than four million characters");
  const copy = JSON.parse(text);
  if (typeof copy !== "object" || copy === null || Array.isArray(copy)) return [];
  const { plan, width } = planOf(members);
  const names = heads.split(" ");
  const head = Object.create(null);
  /** @type {Float64Array | undefined} */
  let figures;
  let count;
  let isDeep = false;

  /** @param {any} object @param {number} depth @param {Plan} [plan] @param {number} [at] */
  const walk = (object, depth, plan, at = 0) => {
    const keys = Object.keys(object);
    for (let index = 0; index < keys.length; index++) {
      const key = /** @type {string} */ (keys[index]);
      const value = object[key];
      const slot = plan?.get(key);
      if (typeof value === "object" && value !== null) {
        if (slot && figures) figures[at + slot.place] = slot.sign === "{" ? 1 : nothing(slot);
        if (depth > 0) walk(value, depth - 1, slot?.inner, at);
        else isDeep = true;
      } else if (slot && figures) {
        figures[at + slot.place] = figure(value, slot);
      }
    }
  };

  for (const key of Object.keys(copy)) {
    const value = copy[key];
    if (names.includes(key)) head[key] = value;
    if (key !== "order_lines") {
      if (typeof value === "object" && value !== null) walk(value, deepest - 2);
      continue;
    }
    count = Array.isArray(value) ? value.length : value === null ? undefined : -1;
    if (!Array.isArray(value) || value.length > most) continue;
    figures = new Float64Array(width * value.length).fill(Number.NaN);
    // Most lines have members of the rules' alone, each of which is looked up quicker than all are looked through. But
    // then none may be on a prototype.
    const slots = [...plan.values()].some(({ name }) => name in Object.prototype)
      ? []
      : [...plan.values()];
    for (let index = 0, at = 0; index < value.length; index++, at += width) {
      const line = value[index];
      const isLine = typeof line === "object" && line !== null && !Array.isArray(line);
      figures[at + width - 1] = isLine ? 1 : 0;
      if (isLine && isPlain(line, slots, figures, at)) continue;
      if (typeof line === "object" && line !== null)
        walk(line, deepest - 3, isLine ? plan : undefined, at);
    }
  }
  if (isDeep) return [copy];
  const mayBeLost = /(?:^|[[:,])(?:null|\{\})/.test(text);
  const path = mayBeLost ? lost(data, copy, "data") : undefined;
  return [copy, path, head, figures, count, "toJSON" in Array.prototype];
}

/**
 * Notes the members of a line that has no others, and none that is an object.
 *
 * @param {Record<string, unknown>} line
 * @param {Slot[]} slots
 * @param {Float64Array} figures
 * @param {number} at
 * @returns {boolean} whether that is all
 */
function isPlain(line, slots, figures, at) {
  // Plain loops: those over iterators take as long as all the rest where this runs for the first time.
  let seen = 0;
  for (let index = 0; index < slots.length; index++) {
    const slot = /** @type {Slot} */ (slots[index]);
    const value = line[slot.name];
    if (value === undefined) continue;
    if (typeof value === "object" && value !== null) return false;
    seen++;
    figures[at + slot.place] =
      typeof value === "string" && value.length <= slot.longest
        ? value.length
        : typeof value === "number" && slot.sign === "#"
          ? value
          : figure(value, slot);
  }
  return seen === Object.keys(line).length;
}

/**
 * @param {unknown} value no object
 * @param {Slot} slot
 */
function figure(value, slot) {
  // Absent values are sent as null or as empty text (Klarna's own plug-ins do), but a name that is empty is no name.
  if (value === null) return Number.NaN;
  const text = String(value);
  if (slot.sign === "#") {
    if (typeof value === "number") return value;
    return text === "" ? Number.NaN : typeof value === "string" ? Infinity : -Infinity;
  }
  // Characters as Unicode counts them, where it matters: some take two places.
  if (slot.sign === "$") return text.length > slot.longest ? [...text].length : text.length;
  return text === "" || slot.sign === "{" ? Number.NaN : slot.words.indexOf(text);
}

/** @param {Slot} slot of a member that is an object and should be none */
const nothing = (slot) => (slot.sign === "#" ? -Infinity : Number.NaN);

/**
 * The path of something that the copy has lost: a number that is none became `null`; a `Map`, a `Set` or form data, `{}`.
 * Of what a getter gave nothing is known but its JSON: it is not asked again.
 *
 * @param {any} original
 * @param {any} copy
 * @param {string} path
 * @returns {string | undefined}
 */
function lost(original, copy, path) {
  if (copy === null) return typeof original === "number" ? path : undefined;
  if (typeof copy !== "object" || typeof original?.toJSON === "function") return undefined;
  const isList = Array.isArray(copy);
  const keys = Object.keys(copy);
  if (!isList && keys.length === 0 && typeof original?.forEach === "function") return path;
  for (const key of keys) {
    const value = copy[key];
    if (typeof value !== "object") continue;
    const own = Object.getOwnPropertyDescriptor(Object(original), key);
    if (own?.get) continue;
    const found = lost(Object(original)[key], value, isList ? `${path}[${key}]` : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}
