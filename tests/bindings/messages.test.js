// What the customer is told, in every language.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { messagesIn } from "../../src/export/bindings/messages.js";
import { ROOT } from "../package/outside-project.js";

const FOLDER = join(ROOT, "src/export/bindings/messages");
const LANGUAGES = readdirSync(FOLDER).map((file) => file.replace(".js", ""));

test("there are eleven languages, each with all texts, and none of them another's", async () => {
  assert.deepEqual(LANGUAGES, ["da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "sv"]);
  const english = await messagesIn("en");
  const all = await Promise.all(LANGUAGES.map(messagesIn));
  for (const texts of all) assert.deepEqual(Object.keys(texts), Object.keys(english));
  const told = all.flatMap((texts) => Object.values(texts));
  assert.equal(new Set(told).size, LANGUAGES.length * Object.keys(english).length);
  for (const text of told) assert.match(text, /^\p{Lu}.+\.$/u);
});

test("a language is found by the tags that shops use, and English is for the others", async () => {
  const { declined } = await messagesIn("nb");
  for (const tag of ["nb-NO", "no-NO", "nn", "NO", "nb_NO"])
    assert.equal((await messagesIn(tag)).declined, declined, tag);
  const english = await messagesIn("en");
  for (const tag of ["en-GB", "xx", "ja-JP", "fil", "constructor"])
    assert.equal(await messagesIn(tag), english, tag);
});
