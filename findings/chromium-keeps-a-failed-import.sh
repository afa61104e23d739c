#!/bin/sh
# Chromium 148.0.7778.167: an `import()` that a server answered with 503 fails for the life of the page. The next one of the same address
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
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent playwright-core@1.65.1
cat > again.mjs <<'END'
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const [executablePath, seenWith] = process.argv.slice(2);
let asked = 0;
let isUp = false;
const server = createServer(({ url }, response) => {
  if (url === "/") return response.writeHead(200, { "content-type": "text/html" }).end("<title>Page</title>");
  asked += 1;
  response.writeHead(isUp ? 200 : 503, { "content-type": "text/javascript" }).end("export default 'brought';");
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const browser = await chromium.launch({ executablePath, chromiumSandbox: true });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const bring = (address) =>
  page.evaluate((url) => import(url).then((made) => made.default, () => "failed"), address);
const version = browser.version();
console.log(`Chromium ${version}${version === seenWith ? "" : `: seen with ${seenWith}, this is another`}`);
console.log(`at first: ${await bring("./code.js")}`);
isUp = true;
for (const [name, address] of [["same address", "./code.js"], ["another query", "./code.js?again"]]) {
  asked = 0;
  console.log(`${name}: ${await bring(address)}, ${asked} request${asked === 1 ? "" : "s"}`);
}
await browser.close();
process.exit();
END
# As root, as in a container, a browser does not start with its sandbox, so there nobody starts it.
as=
if [ "$(id -u)" = 0 ]; then
  chown -R 65534 "$folder"
  as="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$folder"
fi
output=$(timeout 120 $as node again.mjs "$browser" 148.0.7778.167)
echo "$output"
seen=$(echo "$output" | tail -n +2)
if [ "$seen" = "at first: failed
same address: failed, 0 requests
another query: brought, 1 request" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
