// Versions that must agree.

/**
 * The crate and the program that post-processes its module must be of one version.
 *
 * @param {string} lock the text of Cargo.lock
 * @param {string} program the program's version
 * @throws {Error} when they differ
 */
export function assertSameWasmBindgen(lock, program) {
  const crate = /^name = "wasm-bindgen"\nversion = "([^"]+)"$/m.exec(lock)?.[1];
  if (crate === program) return;
  throw new Error(
    `Cargo.lock has wasm-bindgen ${crate ?? "nowhere"}, .tooling/versions.json has ${program}: ` +
      "set both to one version, then run `npm run setup`",
  );
}
