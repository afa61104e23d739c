#!/bin/sh
# esbuild 0.28.2: with `splitting`, a file that only an unused function would import is written all the same. The function is
# gone from the output, and so is every import of that file; Rollup 4.68.8 writes nothing of the kind.
#
# A library may leave what is large to `import()` within a function, so that only pages that call it have it. With esbuild the
# folder of a page that does not call it has the file as well: who deploys the folder, or lists it for a service worker to keep,
# has what no page asks for. The library below says `sideEffects: false`.
#
# Seen: `esbuild: app.js heavy-….js, named in app.js: false` and `rollup: app.js`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent esbuild@0.28.2 rollup@4.68.8
mkdir library
echo '{ "name": "library", "type": "module", "sideEffects": false, "exports": "./index.js" }' > library/package.json
cat > library/index.js <<'END'
export const small = (text) => text.trim();
export const large = async () => (await import("./heavy.js")).default;
END
echo 'export default "a text of many bytes";' > library/heavy.js
cat > app.mjs <<'END'
import { small } from "./library/index.js";
console.log(small(" a page "));
END
cat > build.mjs <<'END'
import { readdirSync, readFileSync } from "node:fs";
import { build, version } from "esbuild";
import { rollup, VERSION } from "rollup";

await build({ entryPoints: ["app.mjs"], bundle: true, splitting: true, format: "esm", outdir: "esbuild" });
const bundle = await rollup({ input: "app.mjs" });
await bundle.write({ dir: "rollup", format: "es" });
const [ofEsbuild, ofRollup] = ["esbuild", "rollup"].map((folder) => readdirSync(folder).sort());
const chunk = ofEsbuild.find((name) => name.startsWith("heavy"));
const isNamed = chunk !== undefined && readFileSync("esbuild/app.js", "utf8").includes(chunk);
console.log(`esbuild ${version}, rollup ${VERSION}`);
console.log(`esbuild: ${ofEsbuild.join(" ")}, named in app.js: ${isNamed}`);
console.log(`rollup: ${ofRollup.join(" ")}`);
const isAsSeen = chunk !== undefined && !isNamed && ofRollup.join() === "app.js";
console.log(isAsSeen ? "as described" : "CHANGED");
process.exit(isAsSeen ? 0 : 1);
END
timeout 60 node build.mjs
