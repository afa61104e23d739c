import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { nextVersion, readChange, withSection } from "../../.github/changes.js";
import { ROOT } from "../../.tooling/environment.js";

const added = readChange("a.md", "minor: Added\n\n`load` takes a signal,\nwhich ends it.\n");
const fixed = readChange("b.md", "patch: Fixed\n\nA late token is given back.");

describe("the notes of changes", () => {
  it("are all of the form that a release can read", () => {
    const folder = join(ROOT, ".github/changes");
    for (const file of readdirSync(folder).filter((name) => name !== "README.md"))
      readChange(file, readFileSync(join(folder, file), "utf8"));
  });

  it("are refused by the name of their file when something is missing", () => {
    for (const content of ["", "Added\n\ntext", "major: Added\n\ntext", "minor: New\n\ntext"])
      assert.throws(() => readChange("c.md", content), /^Error: c\.md: /);
  });

  it("decide the version: what is documented changes the minor one", () => {
    assert.equal(nextVersion("0.1.4", [fixed]), "0.1.5");
    assert.equal(nextVersion("0.1.4", [fixed, added]), "0.2.0");
    assert.throws(() => nextVersion("0.1.4", []), /nothing to release/);
  });

  it("become a section before the newest one, under their headings", () => {
    const changelog = "# Changelog\n\nBy version.\n\n## 0.1.0\n\nThe first version.\n";
    assert.equal(
      withSection(changelog, "0.2.0", "2030-01-02", [fixed, added]),
      `# Changelog

By version.

## 0.2.0 (2030-01-02)

### Added

- \`load\` takes a signal,
  which ends it.

### Fixed

- A late token is given back.

## 0.1.0

The first version.
`,
    );
  });
});
