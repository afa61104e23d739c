// Counts which of the facts about Klarna's servers hold of the sandbox's, by group.
//
//   node www/sandbox/tests/count-facts.js [--failing]

import { startSandbox } from "../index.js";
import { FACTS } from "./facts/index.js";
import { Klarna } from "./facts/klarna.js";

const tellsFailing = process.argv.includes("--failing");
const sandbox = await startSandbox({ seed: 8 });
const sum = { held: 0, all: 0 };
for (const [group, facts] of Object.entries(FACTS)) {
  const failing = [];
  for (const [number, fact, , holds] of facts) {
    sandbox.reset();
    const failure = await holds(new Klarna(sandbox)).then(
      () => undefined,
      (error) => error,
    );
    if (failure) failing.push(`  ${number}. ${fact}: ${failure.message.split("\n")[0]}`);
  }
  const held = facts.length - failing.length;
  sum.held += held;
  sum.all += facts.length;
  console.log(`${held} of ${facts.length}  ${group}`);
  if (tellsFailing) for (const line of failing) console.log(line);
}
console.log(`${sum.held} of ${sum.all}  in all`);
await sandbox.close();
