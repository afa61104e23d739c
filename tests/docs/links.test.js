import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../../.tooling/environment.js";
import { anchors, PAGES, read } from "./printed.js";

/** Without what is code: no link there is one. @param {string} text */
const prose = (text) => text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "code");

/** @param {string} file @returns {string[]} */
function links(file) {
  const text = prose(read(file));
  return [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, listed]) => inline ?? listed ?? "",
  );
}

describe("the documentation", () => {
  it("is found", () => {
    assert.ok(PAGES.includes("README.md"));
    assert.ok(PAGES.filter((page) => page.startsWith("www/docs/")).length > 15);
  });

  for (const page of PAGES)
    it(`${page} has no dead link`, () => {
      for (const link of links(page)) {
        if (/^(https?|mailto):/.test(link)) continue;
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        assert.ok(existsSync(join(ROOT, target)), `${link}: there is no ${target}`);
        if (anchor === undefined || statSync(join(ROOT, target)).isDirectory()) continue;
        assert.ok(anchors(target).has(anchor), `${link}: ${target} has no such heading`);
      }
    });

  it("stays within the site where the site has it: other files are not there", () => {
    for (const page of PAGES.filter((one) => one.startsWith("www/docs/")))
      for (const link of links(page).filter((one) => !/^(https:|#)/.test(one)))
        assert.match(link, /^\.\/[\w-]+\.md(#[\w-]+)?$/, page);
  });

  it("has each guide in its list and in the site's menu", () => {
    const list = links("www/docs/index.md");
    const menu = read("www/docs/.vitepress/config.js");
    for (const page of PAGES.filter((one) => one.startsWith("www/docs/"))) {
      const name = page.replace(/^www\/docs\/|\.md$/g, "");
      if (name === "index") continue;
      assert.ok(list.includes(`./${name}.md`), `index.md does not link ${name}`);
      assert.ok(menu.includes(`"/${name}"`), `the menu does not have ${name}`);
    }
  });

  it("keeps the README short enough to be read in ten minutes, at 200 words a minute", () => {
    const words = read("README.md").match(/\S*\p{L}\S*/gu) ?? [];
    assert.ok(words.length <= 10 * 200, `${words.length} words`);
  });
});
