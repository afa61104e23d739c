#!/bin/sh
# WebKitGTK 2.50.6: a script for which a page had `<link rel="preload" as="script">` is not asked for again by the
# pages that the tab shows after it, nor when it is loaded anew, though the server has said `cache-control: no-store`.
#
# Without the link each page asks for the script again; Chromium and Firefox do so with the link as well. A page that preloads a
# script which changes from page to page therefore runs the first answer for as long as the tab lives, also if that answer was bad.
#
# Seen: `without a preload: asked 3 times by 3 pages`, `with a preload: asked 1 times by 3 pages`.
set -eu
driver=${WEBKIT_DRIVER:-$(command -v WebKitWebDriver)}
browser=${WEBKIT:-$(find /usr/lib /usr/libexec -name MiniBrowser -type f | head -n 1)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent webdriver@9.32.0
cat > preload.mjs <<'END'
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebDriver } from "webdriver";

const [driver, binary, seenWith] = process.argv.slice(2);
/** What comes of a question once it is something; a question without an answer ends the script. */
async function until(ask) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(50)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`no answer in 30 s: ${ask}`);
}
/** A server on a port of the system's choice, and that port. */
async function listen(server) {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return server.address().port;
}
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
});
const shopPort = await listen(shop);
// The driver does not say which port it has, so it is given one that was free a moment ago.
const free = createServer();
const port = await listen(free);
await new Promise((resolve) => free.close(resolve));
const child = spawn("xvfb-run", ["--auto-servernum", driver, `--port=${port}`], { stdio: "ignore", detached: true });
process.on("exit", () => process.kill(-child.pid));
process.on("SIGTERM", () => process.exit(1));
await until(() => fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false));
for (const how of ["without", "with"]) {
  asked = 0;
  link = how === "with" ? LINK : "";
  const browser = await WebDriver.newSession({
    hostname: "127.0.0.1", port, path: "/", logLevel: "error",
    capabilities: {
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary, args: ["--automation"] },
      "wdio:enforceWebDriverClassic": true,
    },
  });
  if (how === "without") {
    const version = browser.capabilities.browserVersion;
    console.log(`WebKitGTK ${version}${version === seenWith ? "" : `: seen with ${seenWith}, this is another`}`);
  }
  for (const page of ["/cart", "/payment", "/review"]) {
    await browser.navigateTo(`http://127.0.0.1:${shopPort}${page}`);
    const ran = () => browser.executeScript("return document.documentElement.dataset.ran ?? ''", []);
    const hasRun = async () => (await ran()) === page;
    await until(hasRun);
  }
  console.log(`${how} a preload: asked ${asked} times by 3 pages`);
  await browser.deleteSession();
}
process.exit();
END
# As root, as in a container, a browser does not start with its sandbox, so there nobody starts it.
as=
if [ "$(id -u)" = 0 ]; then
  chown -R 65534 "$folder"
  as="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$folder"
fi
export WDIO_LOG_LEVEL=error
output=$(timeout 180 $as node preload.mjs "$driver" "$browser" 2.50.6)
echo "$output"
seen=$(echo "$output" | tail -n +2)
if [ "$seen" = "without a preload: asked 3 times by 3 pages
with a preload: asked 1 times by 3 pages" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
