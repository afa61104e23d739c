#!/usr/bin/env node
// Plants each defect in the library, and fails where the campaign does not see it. What it took is written in `defects.js`.

import { campaign } from "./campaign.js";
import { DEFECTS } from "./defects.js";

let missed = 0;
for (const defect of Object.keys(DEFECTS)) {
  const { wrongs, counts, firstWrong } = await campaign({
    kind: "postgres",
    purchases: 180,
    seed: 5,
    atOnce: 6,
    defect,
  });
  const seen = Object.entries(counts).filter(([, count]) => count > 0);
  const list = seen.map(([wrong, count]) => `${wrong} ${count}`).join(", ");
  console.log(
    `${defect}: ${wrongs.length > 0 ? `${list}; by purchase ${firstWrong}` : "NOT SEEN"}`,
  );
  if (wrongs.length === 0) missed += 1;
}
process.exit(missed === 0 ? 0 : 1);
