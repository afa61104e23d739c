import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { startSandbox } from "../../www/sandbox/index.js";
import { bareBackend } from "./bare-backend.js";
import { likeSchema } from "./schema-arbitrary.js";

const RUNS_PER_ROUTE = process.env.TEST_TIER === "full" ? 600 : 60;
const CONTENT_TYPES = [
  "application/json",
  "application/vnd.api+json",
  "text/plain",
  "application/xml",
];

/** @typedef {import("./bare-backend.js").Route} Route */

describe("the merchant backend, fuzzed by its own schemas", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {import("fastify").FastifyInstance} */
  let app;
  /** @type {Route[]} */
  let routes;

  before(async () => {
    sandbox = await startSandbox();
    ({ app, routes } = await bareBackend(sandbox, { publicUrl: "http://127.0.0.1:9" }));
    await app.ready();
  });
  after(async () => {
    await app.close();
    await sandbox.close();
  });

  it("answers every request on every route without a 500", async () => {
    assert.ok(routes.length > 15, "the routes were found");
    for (const route of routes) {
      await fc.assert(
        fc.asyncProperty(requestOn(route), async ({ path, body, headers, contentType }) => {
          const { statusCode, body: answer } = await app.inject({
            method: /** @type {"POST"} */ (route.method),
            url: path,
            headers: { ...headers, ...(body === undefined ? {} : { "content-type": contentType }) },
            ...(body === undefined ? {} : { payload: body }),
          });
          assert.ok(statusCode < 500, `${route.method} ${route.url}: ${statusCode} ${answer}`);
        }),
        { numRuns: RUNS_PER_ROUTE },
      );
    }
  });

  it("answers bodies that are no JSON without a 500", async () => {
    const posts = routes.filter(({ method }) => method !== "GET");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...posts),
        fc.string({ unit: "binary" }),
        async (route, payload) => {
          const { statusCode } = await app.inject({
            method: /** @type {"POST"} */ (route.method),
            url: route.url.replaceAll(/:\w+/g, "x"),
            headers: { "content-type": "application/json" },
            payload,
          });
          assert.ok(statusCode < 500, `${route.method} ${route.url}: ${statusCode}`);
        },
      ),
    );
  });
});

/** @param {Route} route */
function requestOn({ method, url, schema }) {
  const names = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");
  const parameter = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom("..", "%00", "__proto__"),
  );
  return fc.record({
    path: fc.tuple(...names.map(() => parameter)).map((values) => {
      let index = 0;
      return url.replaceAll(/:\w+/g, () => encodeURIComponent(values[index++] ?? ""));
    }),
    body: method === "GET" ? fc.constant(undefined) : bodyOf(schema.body),
    headers: fc.record(
      { "idempotency-key": headerValue(), cookie: headerValue(), authorization: headerValue() },
      { requiredKeys: [] },
    ),
    contentType: fc.oneof(
      { arbitrary: fc.constant(CONTENT_TYPES[0]), weight: 6 },
      { arbitrary: fc.constantFrom(...CONTENT_TYPES), weight: 1 },
    ),
  });
}

/** @param {import("./schema-arbitrary.js").Schema | undefined} schema */
function bodyOf(schema) {
  return (schema ? likeSchema(schema) : fc.jsonValue()).map((value) => JSON.stringify(value));
}

function headerValue() {
  return fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 });
}
