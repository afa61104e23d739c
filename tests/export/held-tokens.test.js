import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { holding, rescue } from "../../src/export/held-tokens.js";

/** @typedef {(answer: unknown) => unknown} Done */

describe("Should the module trap,", () => {
  /** What was posted: options, token, and the key if there was one. @type {unknown[][]} */
  let posts = [];
  /** @type {import("../../src/export/held-tokens.js").Post} */
  const post = async (...given) => {
    posts.push(given);
    return { status: 201, body: given[1] };
  };
  const fail = (isAwaited = true) => rescue(post, new Error("a trap"), isAwaited);
  const OPTIONS = {};
  const { keep, release, hear } = holding(OPTIONS);
  /** Lets the core hear of a token of Klarna's. @param {string} token @param {Done} done */
  const answer = (token, done) => hear(done)({ authorization_token: token });
  const trap = () => {
    throw new Error("a trap");
  };
  beforeEach(() => {
    posts = [];
  });

  it("answers that are heard one within another are both posted", async () => {
    let rescued;
    const within = () =>
      answer("inner", () => {
        rescued = fail();
        trap();
      });
    assert.throws(() => answer("outer", within));
    await rescued;
    assert.deepEqual(posts, [
      [OPTIONS, "outer", undefined],
      [OPTIONS, "inner", undefined],
    ]);
    posts = [];
    await fail();
    assert.deepEqual(posts, [], "once");
  });

  it("the outer answer is posted also when the inner one has been heard", async () => {
    let rescued;
    answer("outer", () => {
      answer("inner", () => undefined);
      rescued = fail();
    });
    await rescued;
    assert.deepEqual(posts, [[OPTIONS, "outer", undefined]]);
  });

  it("a token that has its key is posted under that, also while an answer with it is heard", async () => {
    let rescued;
    const firstThenKey = () =>
      answer("token", () => {
        keep("key", "token");
        rescued = fail();
      });
    const keyThenAgain = () => {
      keep("key", "token");
      answer("token", () => {
        rescued = fail();
      });
    };
    for (const act of [firstThenKey, keyThenAgain]) {
      posts = [];
      act();
      await rescued;
      assert.deepEqual(posts, [[OPTIONS, "token", "key"]]);
    }
  });

  it("what the core has let go of is not posted, nor what brings no token", async () => {
    let rescued;
    keep("key", "delivered");
    release("key");
    for (const given of [undefined, null, {}, { authorization_token: "" }, "token"]) {
      hear(() => {
        rescued = fail();
      })(given);
      await rescued;
    }
    assert.deepEqual(posts, []);
  });

  it("what has just come, and nobody waits for, is in the log, and what has its key is posted", async () => {
    let rescued;
    const log = () => {
      logged += 1;
      throw new Error("the shop's");
    };
    let logged = 0;
    const late = holding({ log });
    keep("key", "token");
    late.hear(() => {
      rescued = fail(false);
    })({ authorization_token: "late" });
    await rescued;
    assert.deepEqual([logged, posts], [1, [[OPTIONS, "token", "key"]]]);
  });

  it("a token that the shop's server does not take keeps none of the others, and the failure has what it answered", async () => {
    keep("one", "refused");
    keep("two", "taken");
    const failure = new Error("a trap");
    /** @type {import("../../src/export/held-tokens.js").Post} */
    const refusing = (options, token, key) =>
      token === "refused" ? Promise.reject(new Error("no")) : post(options, token, key);
    await rescue(refusing, failure, false);
    assert.deepEqual(posts, [[OPTIONS, "taken", "two"]]);
    assert.deepEqual({ ...failure }, { status: 201, body: "taken" });
    posts = [];
    await fail();
    assert.deepEqual(posts, [], "another trap posts none of them again");
  });

  it("a token that could not be posted is in the log, and a log that throws keeps neither the next one nor Klarna's SDK", async () => {
    /** @type {unknown[]} */
    const logged = [];
    const throwing = holding({
      log: (/** @type {any} */ { event, reason }) => {
        logged.push([event, reason]);
        throw new Error("the shop's");
      },
    });
    throwing.keep("one", "offline");
    keep("two", "taken");
    /** @type {import("../../src/export/held-tokens.js").Post} */
    const failing = (options, token, key) =>
      token === "offline" ? Promise.reject(new Error("no")) : post(options, token, key);
    await rescue(failing, new Error("a trap"), true);
    const leftOpen = ["authorization_left_open", "failed"];
    assert.deepEqual([logged, posts], [[leftOpen], [[OPTIONS, "taken", "two"]]]);
    const failure = new Error("a trap");
    assert.equal(throwing.hear(() => failure)({ authorization_token: "late" }), failure);
    assert.deepEqual(logged, [leftOpen, leftOpen]);
  });

  it("a token that comes to it afterwards is in the log, and its answer goes on", () => {
    /** @type {string[]} */
    const log = [];
    const late = holding({ log: (/** @type {any} */ { event }) => log.push(event) });
    const failure = new Error("a trap");
    const heard = late.hear(() => failure);
    assert.equal(heard({ authorization_token: "late" }), failure);
    heard({ approved: false });
    assert.deepEqual(log, ["authorization_left_open"]);
  });
});
