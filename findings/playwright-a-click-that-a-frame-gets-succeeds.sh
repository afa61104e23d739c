#!/bin/sh
# playwright-core 1.65.1 (npm) with Chromium 148.0.7778.167: a click whose target moves away at the last moment is made again if another
# element of the page gets it, but counts as done if an iframe gets it.
#
# Before it presses, `locator.click()` looks whether the element can be hit, and while it presses, whether it is hit. Here
# the button moves when the mouse comes, and something else takes its place (as a payment widget does that changes its
# height once it has loaded). If that is a `div`, the first press is seen to miss, and the button gets the second. If it is
# an `iframe`, the events go to the frame's document: the promise resolves, and the button has got nothing.
#
# Seen: `div` resolved, the button got 1 click; `iframe` resolved, the button got 0 clicks.
set -eu
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
timeout 120 npm install --ignore-scripts --no-audit --no-fund --silent playwright-core@1.65.1
cat > click.mjs <<'END'
import { chromium } from "playwright-core";

const [executablePath, seenWith] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, chromiumSandbox: true });
const version = browser.version();
console.log(`Chromium ${version}${version === seenWith ? "" : `: seen with ${seenWith}, this is another`}`);
for (const other of ["div", "iframe"]) {
  const page = await browser.newPage();
  await page.setContent(`
    <style>#buy, #other { position: absolute; left: 10px; width: 200px; height: 60px; border: 0 }</style>
    <button id="buy" style="top: 10px">Buy</button>
    <${other} id="other" style="top: 200px"></${other}>
    <script>
      let clicks = 0;
      const [buy, other] = [document.querySelector("#buy"), document.querySelector("#other")];
      buy.addEventListener("click", () => { clicks++; });
      buy.addEventListener("mousemove", () => { buy.style.top = "200px"; other.style.top = "10px"; }, { once: true });
    </script>`);
  const ended = await page.locator("#buy").click({ timeout: 5000 }).then(() => "resolved", () => "rejected");
  console.log(`${other}: ${ended}, clicks: ${await page.evaluate("clicks")}`);
  await page.close();
}
await browser.close();
END
# As root, as in a container, a browser does not start with its sandbox, so there nobody starts it.
as=
if [ "$(id -u)" = 0 ]; then
  chown -R 65534 "$folder"
  as="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=$folder"
fi
output=$(timeout 120 $as node click.mjs "$browser" 148.0.7778.167)
echo "$output"
seen=$(echo "$output" | tail -n +2)
if [ "$seen" = "div: resolved, clicks: 1
iframe: resolved, clicks: 0" ]; then echo "as described"; else echo "CHANGED"; exit 1; fi
