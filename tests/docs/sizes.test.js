import assert from "node:assert/strict";
import { it } from "node:test";
import { read } from "./printed.js";

/** Where a page says in kilobytes what is downloaded, and whose ceilings these are. @type {[string, RegExp, string[]][]} */
const SAID = [
  [
    "README.md",
    /^\| `klarna-payments-wasm` \|.*\| v1 (\d+) kB, v2 (\d+) kB \|$/m,
    [". for payments", ". for web-sdk"],
  ],
  [
    "README.md",
    /^\| `klarna-payments-wasm\/payments` \|.*\| (\d+) kB \|$/m,
    ["./payments for payments"],
  ],
  [
    "README.md",
    /^\| `klarna-payments-wasm\/web-sdk` \|.*\| (\d+) kB \|$/m,
    ["./web-sdk for web-sdk"],
  ],
  [
    "www/docs/bundlers.md",
    /both modules, \d+ kB instead of (\d+) or (\d+)\./,
    [". for payments", ". for web-sdk"],
  ],
  [
    "www/docs/strict-policies.md",
    /downloads (\d+) kB \(v2: (\d+) kB\) more/,
    ["./payments/compat for payments", "./web-sdk/compat for web-sdk"],
  ],
];

for (const [page, sentence, entries] of SAID)
  it(`${page} has the size of ${entries.join(" and ")} as it is kept`, () => {
    const { size } = JSON.parse(read("tests/package/budget.json"));
    const [, ...kilobytes] = sentence.exec(read(page)) ?? [];
    assert.deepEqual(
      kilobytes.map(Number),
      entries.map((entry) => Math.round(size[entry].ceiling / 1000)),
    );
  });

it("the README and the page on bundlers say the same of a bundle that is not split", () => {
  const [, kilobytes] = /brings both, (\d+) kB \|/.exec(read("README.md")) ?? [];
  assert.ok(kilobytes);
  assert.ok(read("www/docs/bundlers.md").includes(`both modules, ${kilobytes} kB instead of`));
});

it("the README says when its picture was measured", () => {
  const { date } = JSON.parse(read("tests/bench/results/bench.json"));
  assert.ok(read("README.md").includes(`bench.svg)\n\nMeasured ${date} `));
});
