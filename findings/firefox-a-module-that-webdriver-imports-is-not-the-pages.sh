#!/bin/sh
# geckodriver 0.37.1 with Firefox 140.10.2 ESR: what a script of WebDriver's gets by `import()` is no module of the page's, but
# one made anew, with globals of its own, although the page has imported the same address.
#
# "Execute Script" runs in a sandbox over the page, and what is imported there is the sandbox's: its promises are none for the
# page (`instanceof Promise` says false). In Chromium and WebKitGTK they are. A test that hands the page something of a module
# has the page import it.
#
# Seen: `imported by the page: its promise is one for the page: true`,
# `imported by a script of WebDriver's: its promise is one for the page: false`.
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
cat > realm.mjs <<'END'
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
const shop = createServer(({ url }, response) => {
  if (url === "/module.js") {
    response.writeHead(200, { "content-type": "text/javascript" });
    return response.end("export const promise = () => Promise.resolve();");
  }
  response.writeHead(200, { "content-type": "text/html" });
  response.end(`<!doctype html><title>Shop</title><link rel="icon" href="data:,">
    <script type="module">
      const load = () => import("/module.js");
      window.page = { load, isPromise: (given) => given instanceof Promise };
      document.documentElement.dataset.ready = "yes";
    </script>`);
}).listen(0, "127.0.0.1");
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
const browser = await WebDriver.newSession({
  hostname: "127.0.0.1", port: Number(port), path: "/", logLevel: "error",
  capabilities: {
    browserName: "firefox",
    "moz:firefoxOptions": { binary, args: ["-headless"] },
    "wdio:enforceWebDriverClassic": true,
  },
});
const { browserVersion, "moz:geckodriverVersion": version } = browser.capabilities;
tell("geckodriver", version, seenWith[0]);
tell("Firefox", browserVersion, seenWith[1]);
await browser.navigateTo(address("/checkout"));
await until(() => browser.executeScript("return document.documentElement.dataset.ready ?? ''", []));
const imported = {
  "the page": "window.page.load()",
  "a script of WebDriver's": 'import("/module.js")',
};
for (const [who, module] of Object.entries(imported)) {
  const script = `return ${module}.then(({ promise }) => window.page.isPromise(promise()))`;
  const isPromise = await browser.executeScript(script, []);
  console.log(`imported by ${who}: its promise is one for the page: ${isPromise}`);
}
await browser.deleteSession();
process.exit();
END
export WDIO_LOG_LEVEL=error
output=$(timeout 180 node realm.mjs "$driver" "$browser" 0.37.1 140.10.2)
echo "$output"
seen=$(echo "$output" | tail -n +3)
if [ "$seen" = "imported by the page: its promise is one for the page: true
imported by a script of WebDriver's: its promise is one for the page: false" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
