// The types of the package, in the projects of shops: with the oldest compiler that they are promised for, and the newest.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, run } from "./outside-project.js";

const COMPILERS = {
  "TypeScript 5.2": "typescript-5.2/bin/tsc",
  "TypeScript 7": "typescript/bin/tsc",
};
const PROJECTS = {
  "a page": "tests/types",
  "a server, without the browser's types": "tests/types/without-dom",
  "a page that has `using`": "tests/types/disposable",
  "a page in React": "tests/types/react",
  "a page in Vue": "tests/types/vue",
  "a page in Svelte": "tests/types/svelte",
  "a page of custom elements": "tests/types/elements",
};

for (const [compiler, program] of Object.entries(COMPILERS))
  for (const [name, project] of Object.entries(PROJECTS))
    test(`${compiler} accepts what is right and refuses what is wrong in ${name}`, async () => {
      const tsc = join(ROOT, "node_modules", program);
      const told = await run(process.execPath, [tsc, "-p", join(ROOT, project)]).catch(
        (failed) => failed,
      );
      assert.equal(told.stdout, "");
    });
