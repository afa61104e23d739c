import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandError } from "../../.tooling/process.js";
import { withPatience } from "../../.tooling/setup.js";

const silent = { show: () => {} };

/** A step that fails as often as there are messages. @param {string[]} messages */
function failing(...messages) {
  const attempts = { made: 0 };
  const run = async () => {
    const output = messages[attempts.made];
    attempts.made += 1;
    if (output !== undefined) throw new CommandError("npm ci", "ended with code 1", output);
    return "installed";
  };
  return { attempts, run };
}

for (const message of [
  "npm error code E503\nnpm error 503 Service Unavailable - GET https://registry.example/left-pad",
  "npm error network request to https://registry.example failed, reason: read ECONNRESET",
  "error: failed to download from `https://crates.example/serde`\n  [28] Timeout was reached",
  "error: failed to get successful HTTP response from `https://crates.example`, got 502",
  "error: could not download file from 'https://rust.example/channel-rust-stable.toml'",
  "E: Failed to fetch http://debian.example/pool/x.deb  Connection timed out",
]) {
  test(`a registry that fails is asked again: ${message.split("\n")[0]}`, async () => {
    const { attempts, run } = failing(message, message);
    assert.equal(await withPatience(run, silent, [1, 1]), "installed");
    assert.equal(attempts.made, 3);
  });
}

test("a registry that goes on failing is an error in the end", async () => {
  const { attempts, run } = failing(...Array(3).fill("npm error code E503"));
  await assert.rejects(withPatience(run, silent, [1, 1]), /ended with code 1/);
  assert.equal(attempts.made, 3);
});

test("what failed for another reason is not repeated", async () => {
  const { attempts, run } = failing("error[E0308]: mismatched types");
  await assert.rejects(withPatience(run, silent, [1, 1]));
  assert.equal(attempts.made, 1);
});
