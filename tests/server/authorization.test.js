import assert from "node:assert/strict";
import { it } from "node:test";
import { authorizationAttempt } from "../../www/server/src/flow/authorization.js";
import { orderOf } from "./shop.js";

it("a token has one attempt and one idempotency key, whoever brings it and whenever", async () => {
  const byPage = await authorizationAttempt("session", "token", orderOf("cart", 1), 1_000);
  const byKlarna = await authorizationAttempt("session", "token", orderOf("cart", 2), 2_000);
  const other = await authorizationAttempt("session", "other", orderOf("cart", 1), 1_000);
  assert.equal(byPage.id, byKlarna.id);
  assert.equal(byPage.key, byKlarna.key);
  assert.notEqual(byPage.id, other.id);
  assert.notEqual(byPage.key, other.key);
});

it("a token that an earlier release has written down keeps its attempt and its key", async () => {
  const { id, key } = await authorizationAttempt("session", "token", orderOf("cart", 1), 1_000);
  assert.equal(id, "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0");
  assert.equal(key, "69b676e9-4c9f-5dbc-8c97-79b9c0c9d948");
});
