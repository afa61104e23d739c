#!/usr/bin/env node
// npm run fuzz -- --cases 100000 --seed 1 [--first 0]; a finding is played again by `--only 123`.

import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.js";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const started = Date.now();
const { findings, ends, played } = await fuzz({
  seed,
  cases: values.only ? 1 : Number(values.cases),
  first: Number(values.only ?? values.first),
  progress: (text) => console.error(text),
});
for (const finding of findings) console.log(finding);
console.log(
  Object.entries(ends)
    .sort(([, one], [, other]) => other - one)
    .map(([end, times]) => `${end} ${times}`)
    .join(", "),
);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`seed ${seed}: ${played} cases in ${seconds} s, ${findings.length} findings`);
process.exit(findings.length > 0 ? 1 : 0);
