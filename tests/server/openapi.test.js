import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { startSandbox } from "../../www/sandbox/index.js";
import { ENDPOINTS } from "../../www/server/src/http/endpoints.js";
import { memoryStore } from "../../www/server/src/index.js";
import { eventually } from "../shop/eventually.js";
import { Buyer } from "./buyer.js";
import { openShop } from "./shop.js";

const file = new URL("../../www/server/openapi.json", import.meta.url);
const openapi = JSON.parse(await readFile(file, "utf8"));
const ajv = new Ajv2020({ strict: false }).addSchema(openapi, "openapi");

/** @param {string} path */
const templateOf = (path) =>
  Object.keys(openapi.paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? ""),
  );

/**
 * What the document says of an answer.
 * @param {string} method @param {string} path @param {number} status
 */
function schemaOf(method, path, status) {
  const template = templateOf(path) ?? assert.fail(`${path} is not described`);
  const operation = openapi.paths[template][method.toLowerCase()];
  const verb = operation ? method.toLowerCase() : Object.keys(openapi.paths[template])[0];
  const described = openapi.paths[template][verb ?? ""].responses[status];
  assert.ok(described, `${method} ${template} answers ${status}, which is not described`);
  if (!described.content) return undefined;
  const pointer = [
    "paths",
    template,
    verb,
    "responses",
    status,
    "content",
    "application/json",
    "schema",
  ]
    .map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"))
    .map(encodeURIComponent)
    .join("/");
  return ajv.getSchema(`openapi#/${pointer}`) ?? assert.fail(pointer);
}

/** A customer whose every answer is held against the document. */
class Checked extends Buyer {
  /** @type {Set<string>} */
  static seen = new Set();

  /** @override @type {Buyer["ask"]} */
  async ask(method, path, body, headers) {
    const answer = await super.ask(method, path, body, headers);
    const check = schemaOf(method, path, answer.status);
    if (check)
      assert.ok(
        check(answer.body),
        `${method} ${path} ${answer.status}: ${ajv.errorsText(check.errors)}`,
      );
    Checked.seen.add(`${templateOf(path)} ${answer.status}`);
    return answer;
  }
}

describe("the OpenAPI document", () => {
  /** @type {Awaited<ReturnType<typeof startSandbox>>} */
  let sandbox;
  /** @type {Awaited<ReturnType<typeof openShop>>} */
  let shop;
  before(async () => {
    sandbox = await startSandbox({ settings: { scenario: "known", journey: "instant" } });
    shop = await openShop({
      sandbox,
      store: memoryStore(),
      options: { limits: { klarnaMs: 8_000 } },
    });
  });
  after(async () => {
    await shop.close();
    await sandbox.close();
  });
  const come = (/** @type {object} */ cart = {}) => new Checked(shop, sandbox, cart);

  it("has each endpoint, and no other", () => {
    const described = Object.entries(openapi.paths).flatMap(([path, verbs]) =>
      Object.keys(/** @type {object} */ (verbs)).map((verb) => `${verb.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      described.map((one) => one.replace(/\{\w+\}/, "{}")).sort(),
      Object.values(ENDPOINTS)
        .map(({ method, path }) => `${method} ${path.replace(/:\w+/, "{}")}`)
        .sort(),
    );
  });

  it("says what Klarna Payments is answered", async () => {
    const buyer = come();
    const session = await buyer.session();
    assert.equal((await buyer.post({ session_id: "unknown" }, "token")).status, 404);
    assert.equal((await buyer.post(session, "no token")).status, 400);
    assert.equal((await buyer.ask("POST", "/orders/kept")).status, 404);
    const token = await buyer.authorize(session);
    assert.equal((await buyer.post(session, token)).status, 200);
    assert.equal((await buyer.ask("POST", "/session")).status, 409);
    assert.equal((await buyer.post(session, token, "/cancel")).status, 200);
    assert.equal((await buyer.post(session, token, "/keep")).status, 200);
    assert.equal((await buyer.ask("POST", "/orders/kept", session)).status, 200);
    assert.equal((await buyer.ask("GET", "/orders")).status, 405);
    const origin = { origin: "https://evil.example" };
    assert.equal((await buyer.ask("POST", "/session", {}, origin)).status, 403);
    const type = { "content-type": "text/plain" };
    assert.equal((await buyer.ask("POST", "/orders", {}, type)).status, 415);
    const large = { authorization_token: "x".repeat(70_000) };
    assert.equal((await buyer.ask("POST", "/orders", large)).status, 413);

    const pages = come();
    const payment = await pages.session({ step: "payment" });
    assert.equal((await pages.post(payment, await pages.authorize(payment), "/keep")).status, 200);
    const old = { ...payment, purchase: "of another cart" };
    assert.equal((await pages.post(old, await pages.authorize(payment), "/keep")).status, 422);

    const unsure = come();
    const doubtful = await unsure.session();
    sandbox.injectFault({ path: "/payments/v1/authorizations/*/order", kind: "status" });
    const doubted = await unsure.authorize(doubtful);
    assert.equal((await unsure.post(doubtful, doubted)).status, 503);
    sandbox.clearFaults();
    assert.equal((await unsure.post(doubtful, doubted)).status, 200);
  });

  it("says what Klarna is answered", async () => {
    const buyer = come();
    await buyer.authorize(await buyer.session());
    const told = await eventually(() => shop.told.find(({ cart }) => cart === buyer.cart));
    const order_id = told.result?.order_id;
    assert.equal(
      (await buyer.ask("POST", `/callbacks/notification/${told.id}`, { order_id })).status,
      200,
    );
    assert.equal(
      (await buyer.ask("POST", `/callbacks/notification/none`, { order_id })).status,
      404,
    );
    const secret = "0".repeat(48);
    const body = { authorization_token: "t", session_id: "s" };
    assert.equal((await buyer.ask("POST", `/callbacks/authorization/${secret}`, body)).status, 404);
    assert.equal((await buyer.ask("POST", "/webhooks", {})).status, 400);
    const url = sandbox.ledger().callbacks.at(-1)?.url ?? "";
    const path = new URL(url).pathname.replace("/api/klarna", "");
    const [session] = sandbox.ledger().sessions.slice(-1);
    const again = { authorization_token: "late", session_id: session?.session_id };
    assert.equal((await buyer.ask("POST", path, again)).status, 204);
  });

  it("says what the button is answered", async () => {
    const buyer = come();
    const { body } = await buyer.click();
    assert.equal(body.result, "APPROVED");
    assert.equal((await buyer.status(body.purchase_id)).body.status, "approved");
    assert.equal((await buyer.status("none")).status, 404);
    sandbox.configure({ scenario: "refused" });
    assert.equal((await come().click()).body.result, "DECLINED");
    sandbox.configure({ scenario: "approved" });
    const other = come();
    const { body: click } = await other.click();
    assert.equal(click.result, "STEP_UP_REQUIRED");
    assert.equal((await other.status(click.paymentRequestId)).body.status, "pending");
    await other.stepUp(click.paymentRequestId);
    const id = encodeURIComponent(click.paymentRequestId);
    assert.equal((await other.ask("GET", `/return?request=${id}`)).status, 303);
    sandbox.injectFault({
      path: "/v2/accounts/*/payment/authorize",
      kind: "status",
      status: 400,
      times: 1,
    });
    assert.equal((await come().click()).status, 422);
    sandbox.configure({ scenario: "known" });
  });

  it("was held against an answer of every endpoint", () => {
    for (const path of Object.keys(openapi.paths))
      assert.ok(
        [...Checked.seen].some((one) => one.startsWith(`${path} `)),
        path,
      );
  });
});
