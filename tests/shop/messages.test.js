import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { languages, say } from "../../www/shop/messages/languages.js";

const SHOP = new URL("../../www/shop/", import.meta.url);
const files = readdirSync(SHOP, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(html|js)$/.test(name) && !name.startsWith("messages"))
  .map((name) => readFileSync(new URL(name, SHOP), "utf8"));

/** @param {RegExp} pattern with the key as its first group */
const found = (pattern) =>
  new Set(files.flatMap((text) => [...text.matchAll(pattern)].map(([, key]) => key ?? "")));

describe("the shop's messages", () => {
  const { en } = languages;

  it("are there for every key that pages and scripts name", () => {
    const named = [...found(/\{\{t ([\w.-]+)\}\}/g), ...found(/\bt\("([\w.-]+)"/g)];
    assert.ok(named.length > 60, "the keys were found");
    assert.deepEqual(
      named.filter((key) => !(key in en)),
      [],
    );
  });

  it("tell each outcome in a title, and in a text that says what to do now", () => {
    const outcomes = found(/showOutcome\("(\w+)"/g);
    assert.ok(outcomes.size > 2, "the outcomes were found");
    for (const outcome of outcomes) assert.ok(en[`outcome.${outcome}.title`], outcome);
    const titles = Object.keys(en).filter((key) => /^outcome\..*\.title$/.test(key));
    for (const title of titles) assert.ok(en[title.replace(/title$/, "text")], title);
    const own = Object.keys(en).filter((key) => /^outcome\.\w+\.text\./.test(key));
    for (const key of own) assert.ok(en[key.replace(/(?<=\.text)\..*/, "")], key);
  });

  it("tell what the server library refuses where the customer can confirm once more, and whatever else the shop names", () => {
    const code = readFileSync(new URL("parts/failure.js", SHOP), "utf8");
    const set = /SHOP_OUTCOMES = new Set\(\[(.*?)\]/s.exec(code)?.[1] ?? "";
    const told = [...set.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? "");
    for (const outcome of told) assert.ok(en[`outcome.${outcome}.title`], outcome);
    const readme = readFileSync(new URL("../server/README.md", SHOP), "utf8");
    const again = [...readme.matchAll(/^\| 4\d\d (.*?) \|.*\| .*authorize again.* \|$/gm)].flatMap(
      ([, codes = ""]) => [...codes.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ""),
    );
    assert.ok(again.includes("authorization_given_back"), "the codes were found");
    assert.deepEqual(
      again.filter((name) => !told.includes(name)),
      [],
    );
  });

  it("are complete in every language, with the same values to fill in", () => {
    const values = (/** @type {string} */ text) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(String).sort();
    for (const [language, messages] of Object.entries(languages)) {
      assert.deepEqual(Object.keys(messages).sort(), Object.keys(en).sort(), language);
      for (const [key, text] of Object.entries(messages)) {
        assert.deepEqual(values(text), values(en[key] ?? ""), `${language} ${key}`);
      }
    }
  });

  it("fill in values, and fail loudly for a key that is not there", () => {
    assert.equal(say("en", "cart.added", { name: "Ember" }), "Ember is in the basket.");
    assert.throws(() => say("en", "nothing.of.the.kind"));
  });
});
