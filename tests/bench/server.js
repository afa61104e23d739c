// The files of one or more builds, each under its name, and a page to measure in.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = /** @type {Record<string, string>} */ ({
  ".js": "text/javascript",
  ".wasm": "application/wasm",
});

/** Makes clocks of the page as fine as they get. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** @param {Record<string, string>} folders by the name of a build */
export async function serve(folders) {
  const server = createServer(async (request, response) => {
    const [, name = "", ...rest] = normalize(
      new URL(request.url ?? "/", "http://x").pathname,
    ).split("/");
    const folder = folders[name];
    try {
      if (!folder) {
        response.writeHead(200, { "content-type": "text/html", ...ISOLATED });
        response.end('<!doctype html><title>Bench</title><div id="klarna"></div>');
        return;
      }
      const file = join(folder, ...rest);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "text/plain",
        ...ISOLATED,
      });
      response.end(await readFile(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
