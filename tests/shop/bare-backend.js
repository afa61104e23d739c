import { readFile } from "node:fs/promises";
import Fastify from "fastify";
import { merchantBackend } from "../../www/backend/app.js";
import { readSettings } from "../../www/backend/settings.js";

/** @typedef {{ method: string, url: string, schema: Record<string, import("./schema-arbitrary.js").Schema> }} Route */

/** What the library says of its endpoints. */
const openapi = JSON.parse(
  await readFile(new URL("../../www/server/openapi.json", import.meta.url), "utf8"),
);

/**
 * The merchant backend on a server of its own, without the shop's pages, and all its routes.
 *
 * @param {import("../../www/sandbox/index.js").Sandbox} sandbox
 * @param {object} [options]
 * @param {string} [options.publicUrl] where it does not listen
 * @param {Record<string, string>} [options.signingKeys] of webhooks, by their ids
 */
export async function bareBackend(sandbox, { publicUrl, signingKeys = {} } = {}) {
  const app = Fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    forceCloseConnections: true,
  });
  /** @type {Route[]} */
  const routes = [];
  app.addHook("onRoute", ({ method, url, schema = librarySchema(String(method), url) }) => {
    const methods = [method].flat().filter((name) => name !== "HEAD");
    for (const name of methods)
      routes.push({ method: name, url, schema: /** @type {Route["schema"]} */ (schema) });
  });
  const settings = readSettings(
    {},
    { publicUrl: () => publicUrl ?? app.listeningOrigin, sandbox, database: ":memory:" },
  );
  Object.assign(settings.network.signingKeys, signingKeys);
  await merchantBackend(app, settings);
  return { app, routes };
}

/**
 * @param {string} method
 * @param {string} url
 */
function librarySchema(method, url) {
  const path = url.replace(/^\/api\/klarna/, "").replace(/:(\w+)/, "{$1}");
  const operation = openapi.paths[path]?.[method.toLowerCase()];
  const body = whole(operation?.requestBody?.content?.["application/json"]?.schema);
  if (!body || /callbacks|webhooks/.test(path)) return body ? { body } : {};
  // The shop's own pages say more.
  const own = { cart_id: { type: "string" }, delivery: { const: "klarna" } };
  return { body: { ...body, properties: { ...body.properties, ...own } } };
}

/**
 * A schema with what it refers to in it.
 * @param {any} schema
 * @returns {any}
 */
function whole(schema) {
  const { $ref, allOf = [], ...rest } = schema ?? {};
  const parts = [...($ref ? [openapi.components.schemas[$ref.split("/").pop()]] : []), ...allOf];
  if (parts.length === 0) return schema;
  const all = [...parts.map(whole), rest];
  const properties = Object.assign({}, ...all.map((part) => part.properties));
  return { ...Object.assign({}, ...all), properties };
}
