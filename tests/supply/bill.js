// A bill of what is in the published files, in CycloneDX's form (1.5).
//
//   node tests/supply/bill.js > bill.json

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMain, ROOT } from "../../.tooling/environment.js";
import { crates } from "./supply.js";

/** The crates that the module is made of; the JavaScript of the package has nobody else's. */
export function bill() {
  const { name, version, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const parts = crates().filter(({ isShipped }) => isShipped);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "library",
        name,
        version,
        purl: `pkg:npm/${name}@${version}`,
        licenses: [{ expression: license }],
      },
    },
    components: parts.map(({ name, version, licence, hash }) => ({
      type: "library",
      name,
      version,
      purl: `pkg:cargo/${name}@${version}`,
      hashes: [{ alg: "SHA-256", content: hash }],
      licenses: [{ expression: licence }],
    })),
  };
}

if (isMain(import.meta.url)) console.log(JSON.stringify(bill(), null, 2));
