#!/bin/sh
# Chromium 148: an `import()` that a server answered with 503 fails for the life of the page. The next one of the same address
# fails as well, without a request, though the server has the file by then; with another query it succeeds.
#
# A page that brings code when it is needed and tries again after a failure, as one does with `fetch`, tries in vain: a hiccup of
# some milliseconds takes that code from the page until it is loaded again. (The HTML standard has let go of this in 2026,
# whatwg/html#10327.)
#
# Seen: `same address: failed, 0 requests`, `another query: brought, 1 request`.
set -eu
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent playwright-core@1.56.1
cat > again.mjs <<'END'
import { createServer } from "node:http";
import { chromium } from "playwright-core";

let asked = 0;
let isUp = false;
const server = createServer(({ url }, response) => {
  if (url === "/") return response.writeHead(200, { "content-type": "text/html" }).end("<title>Page</title>");
  asked += 1;
  response.writeHead(isUp ? 200 : 503, { "content-type": "text/javascript" }).end("export default 'brought';");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const bring = (address) =>
  page.evaluate((url) => import(url).then((made) => made.default, () => "failed"), address);
console.log(`Chromium ${browser.version()}`);
const first = await bring("./code.js");
isUp = true;
const seen = [];
for (const [name, address] of [["same address", "./code.js"], ["another query", "./code.js?again"]]) {
  asked = 0;
  seen.push(`${name}: ${await bring(address)}, ${asked} request${asked === 1 ? "" : "s"}`);
}
console.log(seen.join("\n"));
await browser.close();
server.close();
const expected = "same address: failed, 0 requests,another query: brought, 1 request";
process.exit(first === "failed" && seen.join() === expected ? 0 : 1);
END
node again.mjs "$browser"
