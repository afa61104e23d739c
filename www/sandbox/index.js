import { randomInt } from "node:crypto";
import { SandboxControl } from "./sandbox.js";
import { server } from "./server.js";
import { DEFAULT_CREDENTIALS } from "./world.js";

export { SCENARIOS } from "./core/scenarios.js";

/**
 * @typedef {object} SandboxOptions
 * @property {number} [port] 0 (default): any free one
 * @property {string} [host] the address to listen on; default `127.0.0.1`, so that nobody else reaches it
 * @property {number} [seed] the same seed and the same requests give the same identifiers; default: a new one each time
 * @property {string} [merchantName] shown in the purchase journey
 * @property {number} [retryScale] real seconds per second of Klarna's waits between attempts of callbacks and webhooks; default 0.01
 * @property {import("./sandbox.js").Settings} [settings] to start with, and to come back to on a reset
 * @property {Partial<import("./world.js").Credentials>} [credentials] what the shop's server has to present
 *
 * @typedef {import("./core/faults.js").EndpointFault} EndpointFault
 * @typedef {import("./core/faults.js").SdkFault} SdkFault
 *
 * @typedef {object} Address
 * @property {string} url such as `http://127.0.0.1:4010`, without a slash at the end
 * @property {number} port
 * @property {number} seed
 * @property {import("./world.js").Credentials} credentials
 * @property {() => Promise<void>} close
 *
 * @typedef {Address & Pick<SandboxControl, "ledger" | "settings" | "configure" | "injectFault" | "injectSdkFault" | "clearFaults" | "faults" | "clock" | "advanceClock" | "setCustomerToken" | "reset">} Sandbox
 */

/**
 * Starts a stand-in for Klarna: its two browser SDKs, its purchase journey and its server APIs. Nothing leaves the machine.
 * @param {SandboxOptions} [options]
 * @returns {Promise<Sandbox>}
 */
export async function startSandbox({
  port = 0,
  host = "127.0.0.1",
  seed = randomInt(2 ** 32),
  merchantName,
  retryScale,
  settings = {},
  credentials,
} = {}) {
  const control = new SandboxControl(seed, { ...DEFAULT_CREDENTIALS, ...credentials }, settings);
  const { world } = control;
  if (merchantName !== undefined) world.merchantName = merchantName;
  if (retryScale !== undefined) world.retryScale = retryScale;
  const app = await server(control);
  await app.listen({ port, host });
  const address = app.server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  world.url = reachableUrl(host, bound);
  return {
    url: world.url,
    port: bound,
    seed: world.randomness.seed,
    credentials: world.credentials,
    close: async () => {
      control.reset();
      await app.close();
    },
    ledger: () => control.ledger(),
    settings: () => control.settings(),
    configure: (settings) => control.configure(settings),
    injectFault: (fault) => control.injectFault(fault),
    injectSdkFault: (fault) => control.injectSdkFault(fault),
    clearFaults: () => control.clearFaults(),
    faults: () => control.faults(),
    clock: () => control.clock(),
    advanceClock: (byMs) => control.advanceClock(byMs),
    setCustomerToken: (tokenId, state) => control.setCustomerToken(tokenId, state),
    reset: (seedAgain) => control.reset(seedAgain),
  };
}

/**
 * @param {string} host
 * @param {number} port
 */
function reachableUrl(host, port) {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
