import { networkApi } from "./klarna/network-api.js";
import { ordersApi } from "./klarna/orders-api.js";
import { paymentsApi } from "./klarna/payments-api.js";

/** @typedef {import("./public.js").Options} Options */

/** @type {import("./public.js").Limits} */
const LIMITS = {
  bodyBytes: 65_536,
  bodyMs: 10_000,
  klarnaMs: 10_000,
  answerMs: 8_000,
  sweepMs: 60_000,
  lookMs: 60_000,
  keptMs: 50 * 60_000,
};

/** @type {import("./public.js").Retention} */
const RETENTION = { personalDataDays: 31, openDays: 7, placedDays: 731 };

/**
 * What the shop wants, with the defaults filled in.
 *
 * @param {Options} options
 */
export function readSettings(options) {
  const { klarna, store, order, publicUrl } = options;
  if (!klarna?.url || !klarna.credentials) throw new TypeError("klarna.url and klarna.credentials");
  if (!store || typeof store.write !== "function") throw new TypeError("store");
  if (typeof order !== "function") throw new TypeError("order");
  if (!publicUrl) throw new TypeError("publicUrl");
  const limits = { ...LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const network = klarna.network ?? klarna;
  /** @type {string | undefined} */
  let me;
  const basePath = options.basePath ?? "/api/klarna";
  const shopUrl = () =>
    (typeof publicUrl === "function" ? publicUrl() : publicUrl).replace(/\/$/, "");
  return {
    ...options,
    limits,
    retention: { ...RETENTION, ...options.retention },
    now,
    /** What decides when something at Klarna is looked at next. */
    time: () => ({ now: now(), lookMs: limits.lookMs }),
    log: options.log ?? (() => {}),
    basePath,
    shopUrl,
    endpoint: (/** @type {string} */ path) => `${shopUrl()}${basePath}${path}`,
    payments: paymentsApi(klarna, limits.klarnaMs),
    network: networkApi(network, limits.klarnaMs),
    management: ordersApi(klarna, limits.klarnaMs),
    /** Klarna itself calls over https only; a stand-in on this machine also calls a shop on this machine. */
    isCalledBack: () => shopUrl().startsWith("https:") || isLoopback(shopUrl()),
    /** Who asks Klarna, so that other processes of the shop can wait for the answer. */
    me: () => {
      // Not earlier: some platforms have no randomness before the first request.
      me ??= crypto.randomUUID();
      return me;
    },
  };
}

/** @typedef {ReturnType<typeof readSettings>} Settings */

/** Whether it is of this machine, as the package for browsers has it. @param {string} url */
const isLoopback = (url) => /^(127\.[\d.]+|\[::1\]|(.*\.)?localhost)$/.test(new URL(url).hostname);
