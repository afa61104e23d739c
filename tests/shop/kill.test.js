import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { startSandbox } from "../../www/sandbox/index.js";
import { eventually } from "./eventually.js";
import { Shopper } from "./shopper.js";

const SERVER = fileURLToPath(new URL("../../www/start.js", import.meta.url));
const ORDER_CALL = "/payments/v1/authorizations/*/order";

/** A port that is free, for a server that is started twice. */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  assert.ok(address && typeof address === "object");
  return address.port;
}

/**
 * The shop as a program of its own, whose Klarna is the test's sandbox.
 * @param {Record<string, string>} env
 */
async function openShop(env) {
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface(child.stdout), "line");
  assert.match(line, /open at/);
  return child;
}

describe("a shop that is killed while Klarna makes the order", () => {
  it("knows the order when it is back, and there is only one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const sandbox = await startSandbox();
    sandbox.configure({ scenario: "known" });
    const port = await freePort();
    const { username, password, apiKey, accountId, clientId } = sandbox.credentials;
    const env = {
      PORT: String(port),
      DATABASE: join(folder, "shop.sqlite"),
      KLARNA_PAYMENTS_URL: sandbox.url,
      KLARNA_USERNAME: username,
      KLARNA_PASSWORD: password,
      KLARNA_NETWORK_URL: sandbox.url,
      KLARNA_API_KEY: apiKey,
      KLARNA_PARTNER_ACCOUNT_ID: accountId,
      KLARNA_CLIENT_ID: clientId,
    };
    let child = await openShop(env);
    try {
      const shopper = new Shopper({ url: `http://127.0.0.1:${port}`, sandbox });
      const session = await shopper.openSession();
      sandbox.injectFault({ path: ORDER_CALL, kind: "latency", latencyMs: 3000 });
      const token = await shopper.authorize(session);
      const post = () =>
        shopper.ask("POST", "/api/klarna/orders", {
          authorization_token: token,
          session_id: session.session_id,
        });
      const lost = assert.rejects(post());
      await eventually(() => sandbox.ledger().entries.find(({ kind }) => kind === "fault"));
      child.kill("SIGKILL");
      await once(child, "exit");
      await lost;
      sandbox.clearFaults();
      child = await openShop(env);
      const { status, body } = await post();
      assert.equal(status, 200);
      assert.match(body.order_number, /^ME-/);
      assert.equal(sandbox.ledger().orders.length, 1);
    } finally {
      child.kill("SIGKILL");
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });
});
