/**
 * What Klarna's SDKs may look like: the build of `api.js` (v1), and of `klarna.mjs` (v2) the release, what the shop's
 * `initiate` callback is given, when custom elements are defined, and what `tokenupdate` gives. The scripts' addresses say
 * the same, and win.
 */
export const SDK_VARIANTS = Object.freeze({
  build: ["2173", "2004", "734"],
  release: ["latest", "flat", "r8", "r6"],
  initiate: ["object", "none", "positional"],
  define: ["once", "each-init"],
  tokenUpdate: ["text", "object"],
});
