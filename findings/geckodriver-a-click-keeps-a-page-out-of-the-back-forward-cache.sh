#!/bin/sh
# geckodriver 0.37.1 with Firefox 140.10.2 ESR: a page on which WebDriver has clicked an element is loaded anew when
# the customer comes back to it; the same page on which a script has clicked comes back from the back/forward cache.
#
# Firefox keeps a page that has a listener for `unload` out of the cache. "Element Click" puts one on the page's window, to
# see whether the click leads away, and the page has it still when it is left, though it has none of its own. Whoever tests
# what a page does when it comes back (`pageshow` with `persisted`) and clicks before it leaves, tests a reload.
#
# Seen: `script: /checkout persisted true`, `driver: /checkout persisted false`.
set -eu
browser=${FIREFOX:-$(command -v firefox-esr || command -v firefox)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
driver=${GECKODRIVER:-}
if [ -z "$driver" ]; then
  timeout 1800 cargo install --quiet --locked --root "$folder" geckodriver@0.37.1
  driver=$folder/bin/geckodriver
fi
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent webdriver@9.32.0
cat > back.mjs <<'END'
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { WebDriver } from "webdriver";

const [driver, binary, ...seenWith] = process.argv.slice(2);
/** What comes of a question once it is something; a question without an answer ends the script. */
async function until(ask) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(50)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`no answer in 30 s: ${ask}`);
}
/** Says which version it is, and whether it was seen with that one. */
function tell(name, version, seen) {
  console.log(`${name} ${version}${version === seen ? "" : `: seen with ${seen}, this is another`}`);
}
const shop = createServer((_request, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html>
    <title>Shop</title><link rel="icon" href="data:,"><button>Buy</button>
    <script>
      addEventListener("pageshow", ({ persisted }) => {
        document.documentElement.dataset.shown = location.pathname + " persisted " + persisted;
      });
    </script>`),
).listen(0, "127.0.0.1");
await new Promise((resolve) => shop.once("listening", resolve));
const { port: shopPort } = shop.address();
const address = (path) => `http://127.0.0.1:${shopPort}${path}`;
const child = spawn(driver, ["--port=0", "--websocket-port=0"], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => child.kill());
process.on("SIGTERM", () => process.exit(1));
let port;
createInterface(child.stdout).on("line", (line) => {
  port ??= /Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
});
await until(() => port);
for (const who of ["script", "driver"]) {
  const browser = await WebDriver.newSession({
    hostname: "127.0.0.1", port: Number(port), path: "/", logLevel: "error",
    capabilities: {
      browserName: "firefox",
      "moz:firefoxOptions": { binary, args: ["-headless"] },
      "wdio:enforceWebDriverClassic": true,
    },
  });
  if (who === "script") {
    const { browserVersion, "moz:geckodriverVersion": version } = browser.capabilities;
    tell("geckodriver", version, seenWith[0]);
    tell("Firefox", browserVersion, seenWith[1]);
  }
  await browser.navigateTo(address("/checkout"));
  if (who === "script") await browser.executeScript("document.querySelector('button').click()", []);
  else {
    const found = await browser.findElement("css selector", "button");
    await browser.elementClick(Object.values(found)[0]);
  }
  await browser.navigateTo(address("/elsewhere"));
  await browser.back();
  const read = () => browser.executeScript("return document.documentElement.dataset.shown ?? ''", []);
  const isBack = async () => (await read()).startsWith("/checkout");
  await until(isBack);
  console.log(`${who}: ${await read()}`);
  await browser.deleteSession();
}
process.exit();
END
export WDIO_LOG_LEVEL=error
output=$(timeout 180 node back.mjs "$driver" "$browser" 0.37.1 140.10.2)
echo "$output"
seen=$(echo "$output" | tail -n +3)
if [ "$seen" = "script: /checkout persisted true
driver: /checkout persisted false" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
