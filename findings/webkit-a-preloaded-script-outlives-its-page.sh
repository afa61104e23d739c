#!/bin/sh
# WebKitGTK (seen with 2.50): a script for which a page had `<link rel="preload" as="script">` is not asked for again by the
# pages that the tab shows after it, nor when it is loaded anew, though the server has said `cache-control: no-store`.
#
# Without the link each page asks for it, and so it is in Chromium and Firefox with the link, too. Who fetches ahead what
# changes from page to page, or what came spoilt once, has the first answer for as long as the tab lives.
#
# Seen: `without a preload: asked 3 times by 3 pages`, `with a preload: asked 1 times by 3 pages`.
set -eu
driver=${WEBKIT_DRIVER:-$(command -v WebKitWebDriver)}
browser=${WEBKIT:-$(find /usr/lib /usr/libexec -name MiniBrowser -type f | head -n 1)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent webdriver@9.29.1
cat > preload.mjs <<'END'
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebDriver } from "webdriver";

const LINK = '<link rel="preload" as="script" href="/script.js">';
let asked = 0;
let link = "";
const shop = createServer(({ url }, response) => {
  if (url.startsWith("/script.js")) {
    asked += 1;
    response.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-store" });
    return response.end("document.documentElement.dataset.ran = location.pathname;");
  }
  response.writeHead(200, { "content-type": "text/html", "cache-control": "no-store" });
  response.end(`<!doctype html><title>Shop</title><link rel="icon" href="data:,">${link}
    <script src="/script.js"></script>`);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => shop.once("listening", resolve));
const port = 4945;
const child = spawn("xvfb-run", ["--auto-servernum", process.argv[2], `--port=${port}`], {
  stdio: "ignore",
  detached: true,
  env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
});
process.on("exit", () => process.kill(-child.pid));
for (;;) {
  if (await fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false)) break;
  await delay(50);
}
for (const how of ["without", "with"]) {
  asked = 0;
  link = how === "with" ? LINK : "";
  const browser = await WebDriver.newSession({
    hostname: "127.0.0.1", port, path: "/", logLevel: "error",
    capabilities: {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: process.argv[3], args: ["--automation"] },
      "wdio:enforceWebDriverClassic": true,
    },
  });
  if (how === "without") console.log(`WebKitGTK ${browser.capabilities.browserVersion}`);
  for (const page of ["/cart", "/payment", "/review"]) {
    await browser.navigateTo(`http://127.0.0.1:${shop.address().port}${page}`);
    const ran = () => browser.executeScript("return document.documentElement.dataset.ran ?? ''", []);
    while ((await ran()) !== page) await delay(50);
  }
  console.log(`${how} a preload: asked ${asked} times by 3 pages`);
  await browser.deleteSession();
}
process.exit();
END
output=$(node preload.mjs "$driver" "$browser")
echo "$output"
seen=$(echo "$output" | grep "preload: ")
if [ "$seen" = "without a preload: asked 3 times by 3 pages
with a preload: asked 1 times by 3 pages" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
