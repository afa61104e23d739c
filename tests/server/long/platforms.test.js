import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { startSandbox } from "../../../www/sandbox/index.js";
import { Buyer } from "../buyer.js";
import { accessTo } from "../shop.js";

/**
 * The packed package where it is used: on Bun, Deno and workerd, and in an application of Next's. Each makes one order with
 * Klarna Payments and one payment with the button.
 */

const PACKAGE = fileURLToPath(new URL("../../../www/server", import.meta.url));
const VERSIONS = {
  bun: "1.4.5",
  deno: "2.9.6",
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  workerd: "1.20261117.1",
};
const run = promisify(execFile);
const PATIENCE_MS = 240_000;

/** The shop of `shop.js`, as one file of the package's user. @param {string} store @param {string} more */
const shopCode = (store, more) => `
  import { createKlarnaServer } from "klarna-payments-server";
  ${store}
  export const make = (klarna, publicUrl, background) => createKlarnaServer({
    klarna,
    store,
    publicUrl,
    background,
    order(request) {
      const cookie = request.headers.get("cookie") ?? "";
      const cart = /cart=([^;]+)/.exec(cookie)?.[1];
      const line = { name: "Tea", quantity: 1, unit_price: 1000, tax_rate: 0, total_amount: 1000, total_tax_amount: 0 };
      return cart && {
        cart, purchase_country: "DE", purchase_currency: "EUR", locale: "en-DE",
        order_amount: 1000, order_tax_amount: 0, order_lines: [line],
      };
    },
  });
  ${more}`;
const MEMORY = `import { memoryStore } from "klarna-payments-server"; const store = memoryStore();`;
const SQLITE = `import { sqliteStore } from "klarna-payments-server/sqlite";
  const store = sqliteStore({ file: "./carts.sqlite" });`;

describe("the packed package", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  let folder = "";
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    folder = await mkdtemp(join(tmpdir(), "klarna-platforms-"));
    const { stdout } = await run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE });
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const versions = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
    const tarball = `./${stdout.trim().split("\n").at(-1)}`;
    await run("npm", ["install", ...flags, tarball, ...versions], { cwd: folder });
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  async function freePort() {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (probe.address());
    probe.close();
    await once(probe, "close");
    return port;
  }

  /** A program of a package that has one for each platform. @param {string} path */
  const program = (path) => join(folder, "node_modules", path);

  /**
   * @param {import("node:test").TestContext} t
   * @param {number} port
   * @param {string} command
   * @param {string[]} args
   */
  async function buysAt(t, port, command, args) {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", DENO_NO_UPDATE_CHECK: "1" },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    t.after(async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    });
    const url = `http://127.0.0.1:${port}`;
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const answer = await fetch(`${url}/api/klarna/payments/none`).catch(() => undefined);
      if (answer?.status === 404 && (await answer.text()).includes("unknown_payment")) break;
      if (child.exitCode !== null || Date.now() > until) assert.fail(said);
      await pause(200);
    }
    const buyer = new Buyer({ url }, sandbox);
    const session = await buyer.session();
    const token = await buyer.authorize(session);
    const answers = await Promise.all([buyer.post(session, token), buyer.post(session, token)]);
    assert.deepEqual(
      answers.map(({ body }) => body.placed),
      [true, true],
      `${JSON.stringify(answers)} ${said}`,
    );
    assert.equal((await new Buyer({ url }, sandbox).click()).body.result, "APPROVED", said);
  }

  /** @param {string} name @param {string} code */
  const write = async (name, code) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), code);
  };
  const access = () => JSON.stringify(accessTo(sandbox));

  it("runs on Bun", async (t) => {
    const port = await freePort();
    const serve = `Bun.serve({ port: ${port}, hostname: "127.0.0.1", fetch: make(${access()}, "http://127.0.0.1:${port}").fetch });`;
    await write("bun.js", shopCode(SQLITE, serve));
    await buysAt(t, port, program(`@oven/bun-linux-${process.arch}/bin/bun`), ["bun.js"]);
  });

  it("runs on Deno", async (t) => {
    const port = await freePort();
    const serve = `Deno.serve({ port: ${port}, hostname: "127.0.0.1" }, make(${access()}, "http://127.0.0.1:${port}").fetch);`;
    await write("deno.js", shopCode(SQLITE, serve));
    await buysAt(t, port, program(`@deno/linux-${process.arch}-glibc/deno`), [
      "run",
      "-A",
      "--node-modules-dir=manual",
      "deno.js",
    ]);
  });

  it("runs on workerd, with a store of the shop's", async (t) => {
    const port = await freePort();
    await write(
      "worker-source.js",
      shopCode(
        MEMORY,
        // What one request has begun, another may not wait for: each has a server of its own, over one store.
        `export default {
           fetch: (request, env, context) =>
             make(${access()}, "http://127.0.0.1:${port}", (work) => context.waitUntil(work)).fetch(request),
         };`,
      ),
    );
    await build({
      absWorkingDir: folder,
      entryPoints: ["worker-source.js"],
      outfile: join(folder, "worker.js"),
      bundle: true,
      format: "esm",
      platform: "neutral",
    });
    await write(
      "worker.capnp",
      `using Workerd = import "/workerd/workerd.capnp";
       const config :Workerd.Config = (
         services = [
           (name = "main", worker = (modules = [(name = "worker", esModule = embed "worker.js")],
             compatibilityDate = "2026-01-01", globalOutbound = "out")),
           (name = "out", network = (allow = ["public", "private"])),
         ],
         sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
       );`,
    );
    const arch = process.arch === "x64" ? "64" : process.arch;
    await buysAt(t, port, program(`@cloudflare/workerd-linux-${arch}/bin/workerd`), [
      "serve",
      "worker.capnp",
    ]);
  });

  it("runs in Next's route handlers", async (t) => {
    const port = await freePort();
    await write(
      "app/api/klarna/[...path]/route.js",
      shopCode(
        MEMORY,
        `import { klarnaRoutes } from "klarna-payments-server/next";
         const klarna = make(${access()}, "http://127.0.0.1:${port}");
         export const { GET, POST } = klarnaRoutes(klarna);
         export const dynamic = "force-dynamic";`,
      ),
    );
    await write("app/layout.js", "export default ({ children }) => children;");
    await write(
      "next.config.js",
      `export default { turbopack: { root: ${JSON.stringify(folder)} } };`,
    );
    await buysAt(t, port, process.execPath, [
      program("next/dist/bin/next"),
      "dev",
      "-H",
      "127.0.0.1",
      "-p",
      String(port),
    ]);
  });
});
