#!/bin/sh
# geckodriver 0.37.1 with Firefox (seen with 140 ESR): a page on which WebDriver has clicked an element is loaded anew when
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
  cargo install --quiet --locked --root "$folder" geckodriver@0.37.1
  driver=$folder/bin/geckodriver
fi
"$driver" --version | head -n 1
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent webdriver@9.29.1
cat > back.mjs <<'END'
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebDriver } from "webdriver";

const [driver, binary] = process.argv.slice(2);
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
const port = 4944;
const child = spawn(driver, [`--port=${port}`, "--websocket-port=0"], { stdio: "ignore" });
process.on("exit", () => child.kill());
for (;;) {
  if (await fetch(`http://127.0.0.1:${port}/status`).then(({ ok }) => ok, () => false)) break;
  await delay(50);
}
for (const who of ["script", "driver"]) {
  const browser = await WebDriver.newSession({
    hostname: "127.0.0.1", port, path: "/", logLevel: "error",
    capabilities: {
      browserName: "firefox",
      "moz:firefoxOptions": { binary, args: ["-headless"] },
      "wdio:enforceWebDriverClassic": true,
    },
  });
  await browser.navigateTo(address("/checkout"));
  if (who === "script") await browser.executeScript("document.querySelector('button').click()", []);
  else {
    const found = await browser.findElement("css selector", "button");
    await browser.elementClick(Object.values(found)[0]);
  }
  await browser.navigateTo(address("/elsewhere"));
  await browser.back();
  const read = () => browser.executeScript("return document.documentElement.dataset.shown ?? ''", []);
  while (!(await read()).startsWith("/checkout")) await delay(50);
  console.log(`${who}: ${await read()}`);
  await browser.deleteSession();
}
process.exit();
END
seen=$(node back.mjs "$driver" "$browser" | grep -E "^(script|driver): ")
echo "$seen"
if [ "$seen" = "script: /checkout persisted true
driver: /checkout persisted false" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
