#!/bin/sh
# binaryen 132.0.0 (npm): `wasm-opt --converge` also repeats passes that rename.
#
# `--minify-imports-and-exports-and-modules` prints a JSON map of the names that it gave, for whoever has to rename the
# same names in the module's JavaScript. One would guess that `--converge` ("run passes until the size stays the same")
# only repeats what optimises, and that a map is one JSON document. In fact the renaming runs again on the renamed module:
# standard output then holds two documents, so JSON.parse fails, and the last one maps short names to short names, so that
# who takes "the last map" loses the original names. Alone, the pass prints one map of the original names.
#
# Seen: without --converge 1 document ["env","first_import","a"]; with it 2, the second one ["a","a","a"].
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent binaryen@132.0.0
cat > module.wat <<'WAT'
(module
  (import "env" "first_import" (func $a (param i32)))
  (import "env" "second_import" (func $b (param i32)))
  (func (export "first_export") (param i32) (call $a (local.get 0)))
  (func (export "second_export") (param i32) (call $b (local.get 0))))
WAT
rename=--minify-imports-and-exports-and-modules
timeout 60 node node_modules/binaryen/bin/wasm-opt module.wat "$rename" -o once.wasm > once.json
timeout 60 node node_modules/binaryen/bin/wasm-opt module.wat "$rename" --converge -o twice.wasm > twice.json
cat > verdict.mjs <<'JS'
import { readFileSync } from "node:fs";
/** The JSON documents of a text, each of which begins with a line of its own that is only a brace. */
const documents = (file) => readFileSync(file, "utf8").trim().split(/(?<=^\})\n/m).map((text) => JSON.parse(text));
const [once, twice] = [documents("once.json"), documents("twice.json")];
console.log("alone:          ", JSON.stringify(once.map(({ imports }) => imports[0])));
console.log("with --converge:", JSON.stringify(twice.map(({ imports }) => imports[0])));
let isOneDocument = true;
try {
  JSON.parse(readFileSync("twice.json", "utf8"));
} catch {
  isOneDocument = false;
}
const isAsSeen =
  once.length === 1 && once[0].imports[0][1] === "first_import" &&
  twice.length === 2 && twice[1].imports[0][1] === "a" && !isOneDocument;
console.log(isAsSeen ? "as described" : "CHANGED");
process.exit(isAsSeen ? 0 : 1);
JS
node verdict.mjs
