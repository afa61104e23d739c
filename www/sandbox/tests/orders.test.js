import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { startSandbox } from "../index.js";
import { answered, Klarna, refused } from "./facts/klarna.js";

/**
 * Orders whose fate at Klarna is known; the package's own check is held against them too.
 * @type {{ name: string, klarna: "accepts" | "refuses" | "unknown", field?: string, order: Record<string, unknown> }[]}
 */
const CASES = JSON.parse(
  await readFile(new URL("../../../tests/cases/orders.json", import.meta.url), "utf8"),
);
const judged = CASES.filter(({ klarna }) => klarna !== "unknown");

describe("an order from the field is judged as Klarna judges it:", () => {
  /** @type {Klarna} */
  let klarna;
  before(async () => {
    klarna = new Klarna(await startSandbox({ seed: 6 }));
  });
  after(() => klarna.sandbox.close());

  it("there are enough of them", () => {
    assert.ok(judged.filter((one) => one.klarna === "accepts").length >= 20);
    assert.ok(judged.filter((one) => one.klarna === "refuses").length >= 20);
  });

  for (const { name, klarna: fate, field = "", order } of judged)
    it(name, async () => {
      const isUpdate = !("purchase_country" in order);
      const { session_id } = isUpdate ? await klarna.session() : { session_id: "" };
      const answer = isUpdate
        ? await klarna.v1("POST", `/payments/v1/sessions/${session_id}`, order)
        : await klarna.create(order);
      if (fate === "accepts") answered(answer, isUpdate ? 204 : 200);
      else {
        refused(answer, 400, "BAD_VALUE", /^Bad value: /);
        const named = answer.body.error_messages[0].slice("Bad value: ".length).split(", ");
        assert.ok(named.includes(field), `${named} instead of ${field}`);
      }
    });
});
