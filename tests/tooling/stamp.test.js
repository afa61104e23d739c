import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fingerprint, makeWhenStale } from "../../.tooling/stamp.js";

describe("what is made from other files", () => {
  let folder = "";
  let made = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stamp-"));
    made = 0;
    writeFileSync(join(folder, "source"), "1");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const make = () =>
    makeWhenStale({
      stamp: join(folder, "stamp"),
      inputs: fingerprint([join(folder, "source")]),
      outputs: () => [join(folder, "product")],
      make: async () => {
        made += 1;
        writeFileSync(join(folder, "product"), "whole");
      },
    });

  it("is made once", async () => {
    await make();
    await make();
    assert.equal(made, 1);
  });

  it("is made again when a source has changed", async () => {
    await make();
    writeFileSync(join(folder, "source"), "2");
    await make();
    assert.equal(made, 2);
  });

  it("is made again when it was changed or removed", async () => {
    await make();
    writeFileSync(join(folder, "product"), "half");
    await make();
    rmSync(join(folder, "product"));
    await make();
    assert.equal(made, 3);
  });

  it("is made again when it could not be made", async () => {
    await make();
    writeFileSync(join(folder, "source"), "2");
    await assert.rejects(
      makeWhenStale({
        stamp: join(folder, "stamp"),
        inputs: fingerprint([join(folder, "source")]),
        outputs: () => [join(folder, "product")],
        make: () => Promise.reject(new Error("no room")),
      }),
    );
    await make();
    assert.equal(made, 2);
  });
});
