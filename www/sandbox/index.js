import { randomInt } from "node:crypto";
import { check, Options } from "./control/schemas.js";
import { SandboxControl } from "./sandbox.js";
import { server } from "./server.js";
import { DEFAULT_CREDENTIALS } from "./world.js";

export { SCENARIOS } from "./core/scenarios.js";

/**
 * @typedef {import("./public.js").SandboxOptions} SandboxOptions
 * @typedef {import("./public.js").Sandbox} Sandbox
 * @typedef {import("./public.js").EndpointFault} EndpointFault
 * @typedef {import("./public.js").SdkFault} SdkFault
 */

/** @type {typeof import("./public.js").startSandbox} */
export async function startSandbox(options = {}) {
  check(Options, options, "options");
  const {
    port = 0,
    host = "127.0.0.1",
    seed = randomInt(2 ** 32),
    merchantName,
    retryScale,
    settings = {},
    credentials,
    accounts = [],
  } = options;
  const own = Object.freeze({ ...DEFAULT_CREDENTIALS, ...credentials });
  const control = new SandboxControl(seed, [own, ...accounts], settings);
  const { world } = control;
  if (merchantName !== undefined) world.merchantName = merchantName;
  if (retryScale !== undefined) world.clock.waitScale = retryScale;
  const app = await server(control);
  await app.listen({ port, host });
  const address = app.server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  world.url = reachableUrl(host, bound);
  return {
    url: world.url,
    port: bound,
    seed: world.randomness.seed,
    credentials: own,
    close: async () => {
      control.reset();
      await app.close();
    },
    openAccount: () => control.openAccount(),
    ledger: (accountId) => control.ledger(accountId),
    settings: () => control.settings(),
    configure: (settings) => control.configure(settings),
    injectFault: (fault) => control.injectFault(fault),
    injectSdkFault: (fault) => control.injectSdkFault(fault),
    clearFaults: () => control.clearFaults(),
    faults: () => control.faults(),
    clock: () => control.clock(),
    advanceClock: (byMs) => control.advanceClock(byMs),
    setCustomerToken: (tokenId, state) => control.setCustomerToken(tokenId, state),
    reviewOrder: (orderId, decision) => control.reviewOrder(orderId, decision),
    resendWebhook: (eventId, how) => control.resendWebhook(eventId, how),
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
