import { SERVED } from "./served.js";

/**
 * Which of the real SDK's shapes to have: chosen in the module's address, `klarna.mjs?release=r8&initiate=none`, or by the
 * sandbox's settings, for shops that have Klarna's address in their code.
 *
 * @typedef {object} Variant
 * @property {string} origin of the sandbox
 * @property {"latest" | "flat" | "r8" | "r6"} release `latest`: nested presentation; `flat`: an interim one without
 *   options; `r8`, `r6`: flat with texts, and the token named `interoperabilityToken`
 * @property {"object" | "none" | "positional"} initiate what the shop's `initiate` callback is given
 * @property {"once" | "each-init"} define when custom elements are defined; `each-init`: a second instance fails
 * @property {"text" | "object"} tokenUpdate what `tokenupdate` gives: the token, or an object that has it as
 *   `interoperabilityToken`; Klarna's typings say the one, public code reads the other
 */

/** @typedef {Omit<Variant, "origin">} Choices */
/** @type {{ [K in keyof Choices]: Choices[K][] }} */
const CHOICES = {
  release: ["latest", "flat", "r8", "r6"],
  initiate: ["object", "none", "positional"],
  define: ["once", "each-init"],
  tokenUpdate: ["text", "object"],
};

/**
 * @param {string} address of the module
 * @returns {Variant}
 */
export function readVariant(address) {
  const { origin, searchParams } = new URL(address);
  const release = choice("release", searchParams) ?? "latest";
  const isOld = release === "r8" || release === "r6";
  return {
    origin,
    release,
    initiate: choice("initiate", searchParams) ?? (isOld ? "none" : "object"),
    define: choice("define", searchParams) ?? "once",
    tokenUpdate: choice("tokenUpdate", searchParams) ?? "text",
  };
}

/**
 * @template {keyof Choices} K
 * @param {K} name
 * @param {URLSearchParams} parameters
 * @returns {Choices[K] | undefined}
 */
function choice(name, parameters) {
  const wanted = parameters.get(name) ?? SERVED[name];
  /** @type {readonly Choices[K][]} */
  const known = CHOICES[name];
  return known.find((value) => value === wanted);
}
