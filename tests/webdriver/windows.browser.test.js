import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ENGINE_NAMES, findEngine } from "../../.tooling/engines.js";
import { openBrowser } from "./browsers.js";

const page = (/** @type {string} */ body) => `data:text/html,${encodeURIComponent(body)}`;
const opener = page(`<!doctype html><title>shop</title>
  <button onclick="document.title = window.open('about:blank') ? 'opened' : 'blocked'">open</button>
  <script>window.unasked = open("about:blank") ? "opened" : "blocked"</script>`);

const temporary = mkdtempSync(join(tmpdir(), "windows-"));
const { TMPDIR } = process.env;
process.env.TMPDIR = temporary;
after(() => {
  rmSync(temporary, { recursive: true });
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

for (const engine of ENGINE_NAMES) {
  const skip = findEngine(engine) === null ? "not on this machine" : false;

  test(`${engine} blocks the pop-up that nobody clicked for, and opens the other`, {
    skip,
  }, async (t) => {
    const browser = await openBrowser(engine, { popupBlocking: true });
    t.after(() => browser.close());
    await browser.url(opener);
    assert.equal(await browser.execute("return window.unasked"), "blocked");
    await browser.$("button").click();
    assert.equal(await browser.getTitle(), "opened");
  });
}

test("chromium shows a page at a phone's and at a desktop's width", {
  skip: findEngine("chromium") === null ? "not on this machine" : false,
}, async (t) => {
  for (const width of [390, 1280]) {
    const browser = await openBrowser("chromium", { width });
    t.after(() => browser.close());
    await browser.url(page("<!doctype html><meta name=viewport content='width=device-width'>"));
    assert.equal(await browser.execute("return innerWidth"), width);
  }
});

test("no browser of these leaves a temporary file", () => {
  assert.deepEqual(readdirSync(temporary), []);
});
