import Fastify from "fastify";
import { merchantBackend } from "../../www/backend/app.js";
import { readSettings } from "../../www/backend/settings.js";

/** @typedef {{ method: string, url: string, schema: Record<string, import("./schema-arbitrary.js").Schema> }} Route */

/**
 * The merchant backend on a server of its own, without the shop's pages, and all its routes.
 *
 * @param {import("../../www/sandbox/index.js").Sandbox} sandbox
 * @param {object} [options]
 * @param {string} [options.publicUrl] where it does not listen
 * @param {Record<string, string>} [options.signingKeys] of webhooks, by their ids
 */
export async function bareBackend(sandbox, { publicUrl, signingKeys = {} } = {}) {
  const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  /** @type {Route[]} */
  const routes = [];
  app.addHook("onRoute", ({ method, url, schema }) => {
    const methods = [method].flat().filter((name) => name !== "HEAD");
    for (const name of methods)
      routes.push({ method: name, url, schema: /** @type {Route["schema"]} */ (schema ?? {}) });
  });
  const settings = readSettings(
    {},
    { publicUrl: () => publicUrl ?? app.listeningOrigin, sandbox, database: ":memory:" },
  );
  Object.assign(settings.network.signingKeys, signingKeys);
  await merchantBackend(app, settings);
  return { app, routes };
}
