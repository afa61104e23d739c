import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ROOT } from "../../.tooling/environment.js";
import { startShop } from "../../www/start.js";
import { anchors } from "../docs/printed.js";

const PAGES = ["/", "/payment", "/review", "/confirmation", "/pay", "/pay/return", "/subscription"];

/**
 * @param {string} [docs] a folder with a built site
 * @returns {Promise<{ page: string, links: string[] }[]>} what each page links of the docs
 */
async function linksOfPages(docs) {
  const shop = await startShop(docs ? { docs } : {});
  try {
    return await Promise.all(
      PAGES.map(async (page) => {
        const html = await (await fetch(shop.url + page)).text();
        const links = [...html.matchAll(/href="\/docs\/([^"]*)"/g)].map(([, link = ""]) => link);
        return { page, links };
      }),
    );
  } finally {
    await shop.close();
  }
}

describe("the shop's pages", () => {
  it("link what the docs say of what is seen there, and each of these places is in the docs", async () => {
    const site = fileURLToPath(new URL(".", import.meta.url));
    for (const { page, links } of await linksOfPages(site)) {
      assert.ok(links.includes(""), `${page} links the docs at its foot`);
      assert.ok(links.length >= 4, `${page} links what explains it`);
      for (const link of links.filter(Boolean)) {
        const [file = "", anchor] = link.split("#");
        const guide = join("www/docs", file.replace(/html$/, "md"));
        assert.ok(existsSync(join(ROOT, guide)), `${page}: ${link}`);
        if (anchor) assert.ok(anchors(guide).has(anchor), `${page}: ${link}`);
      }
    }
  });

  it("link nothing where the docs were not built", async () => {
    for (const { page, links } of await linksOfPages()) assert.deepEqual(links, [], page);
  });
});
