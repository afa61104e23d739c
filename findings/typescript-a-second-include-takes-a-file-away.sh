#!/bin/sh
# TypeScript 5.2.2 and 7.0.2 (npm): a further pattern in `include` can take a file away that another one has brought in.
#
# `include` reads as a sum: what any pattern matches is in. With `allowJs`, `"lib/*.js"` alone brings in lib/box.js, whose
# type error is told. Adding `"lib/*.d.ts"` (for declarations that lie beside other files) takes lib/box.js out again where
# lib/box.d.ts lies next to it: it is not checked any more, without a word, and the exit status is 0. Yet one pattern
# without an extension, `"lib/*"`, which matches the same two files, has both, and tells the error.
#
# Seen, with both versions: `lib/*.js` 1 error; `lib/*.js` and `lib/*.d.ts` 0 errors; `lib/*` 1 error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent old@npm:typescript@5.2.2 new@npm:typescript@7.0.2
mkdir lib
echo 'export const size = /** @type {number} */ ("a text");' > lib/box.js
echo 'export declare const size: number;' > lib/box.d.ts
options='"compilerOptions": { "allowJs": true, "checkJs": true, "noEmit": true, "strict": true, "types": [] }'
status=0
for compiler in old new; do
  seen=
  for include in '"lib/*.js"' '"lib/*.js", "lib/*.d.ts"' '"lib/*"'; do
    echo "{ $options, \"include\": [$include] }" > tsconfig.json
    errors=$(timeout 60 node node_modules/$compiler/bin/tsc -p . --pretty false | grep -c 'lib/box.js.*error TS' || true)
    echo "$compiler: include [$include]: $errors error(s)"
    seen="$seen$errors"
  done
  [ "$seen" = 101 ] || status=1
done
if [ $status = 0 ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
