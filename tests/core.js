// Plays random sequences through the core (`src/domain/payments/tests/any.rs`, `src/domain/web_sdk/page/tests/any.rs`).
//
//   npm run check:core -- --cases 100000 [--seed 1]

import { parseArgs } from "node:util";
import { ROOT, rustEnvironment } from "../.tooling/environment.js";
import { run } from "../.tooling/process.js";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string" } },
});

await run("cargo", ["test", "--lib", "the_core_holds", "--", "--nocapture"], {
  cwd: ROOT,
  env: {
    ...rustEnvironment(),
    CARGO_PROFILE_TEST_OPT_LEVEL: "2",
    CORE_CASES: values.cases,
    ...(values.seed && { CORE_SEED: values.seed }),
  },
  onOutput: (text) => process.stdout.write(text),
});
