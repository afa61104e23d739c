import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { holding, rescue } from "../../src/export/held-tokens.js";
import { klarnaError } from "../../src/export/klarna-error.js";

/** @typedef {(answer: unknown) => unknown} Done */

describe("Should the module trap,", () => {
  /** What was posted: options, token, and the key if there was one. @type {unknown[][]} */
  let posts = [];
  /** @type {import("../../src/export/held-tokens.js").Post} */
  const post = async (...given) => {
    posts.push(given);
    return { status: 201, body: given[1] };
  };
  const fail = () => rescue(post);
  const OPTIONS = {};
  const { keep, rendered, release, hear, awaited } = holding(OPTIONS);
  // Somebody waits for this purchase, as long as it is not said otherwise.
  awaited(() => new Promise(() => {}))("authorize", []);
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
      [OPTIONS, "outer", undefined, undefined],
      [OPTIONS, "inner", undefined, undefined],
    ]);
    posts = [];
    await fail();
    assert.deepEqual(posts, [], "once");
  });

  it("the outer answer is posted also when the inner one has been heard", async () => {
    let rescued;
    answer("around", () => {
      answer("heard", () => undefined);
      rescued = fail();
    });
    await rescued;
    assert.deepEqual(posts, [[OPTIONS, "around", undefined, undefined]]);
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
      assert.deepEqual(posts, [[OPTIONS, "token", "key", undefined]]);
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
    // Somebody waits for a load, and for another purchase.
    late.awaited(() => new Promise(() => {}))("load", []);
    late.hear(() => {
      rescued = fail();
    })({ authorization_token: "late" });
    await rescued;
    assert.deepEqual([logged, posts], [1, [[OPTIONS, "token", "key", undefined]]]);
  });

  it("a token that the shop's server does not take keeps none of the others", async () => {
    keep("one", "refused");
    keep("two", "taken");
    /** @type {import("../../src/export/held-tokens.js").Post} */
    const refusing = (options, token, ...more) =>
      token === "refused" ? Promise.reject(new Error("no")) : post(options, token, ...more);
    await rescue(refusing);
    assert.deepEqual(posts, [[OPTIONS, "taken", "two", undefined]]);
    posts = [];
    await fail();
    assert.deepEqual(posts, [], "another trap posts none of them again");
  });

  for (const method of ["authorize", "reauthorize", "finalize", "deliver"])
    it(`who waits for ${method} hears what the shop's server answered for that purchase, and nobody else does`, async () => {
      /** Fails what waits. @type {((failure: Error) => void)[]} */
      const failing = [];
      const wait = () => new Promise((_, reject) => failing.push(reject));
      const [one, other] = [holding({}), holding({})];
      const waiting = [one, other].map((holder) => holder.awaited(wait)(method, []));
      one.keep(`key of ${method}`, "token");
      await fail();
      for (const reject of failing) reject(new Error("a trap"));
      const heard = await Promise.all(
        waiting.map((call) => call.catch((/** @type {Error} */ e) => e)),
      );
      assert.deepEqual(
        heard.map((failure) => ({ ...failure })),
        [{ status: 201, body: "token" }, {}],
      );
    });

  it("a call that has ended is not waited for, whatever came of it, and what is no call is handed on", async () => {
    const ends = [() => Promise.resolve(1), () => Promise.reject(new Error("no")), () => 2];
    for (const end of ends) {
      let rescued;
      /** @type {string[]} */
      const log = [];
      const over = holding({ log: (/** @type {any} */ { event }) => log.push(event) });
      await Promise.allSettled([over.awaited(end)("authorize", [])]);
      over.hear(() => {
        rescued = fail();
      })({ authorization_token: `after ${end}` });
      await rescued;
      assert.deepEqual([posts, log], [[], ["authorization_left_open"]], String(end));
    }
    const failure = klarnaError("INTERNAL", "a trap");
    assert.equal(awaited(() => failure)("authorize", []), failure);
    assert.equal(awaited(() => "ready")("state", []), "ready");
  });

  it("what was posted is posted again to the letter, if it is still under way", async () => {
    keep("key", "token");
    rendered("key", "the body");
    keep("other", "token of another delivery");
    rendered("over", "the body of what was let go of");
    await fail();
    assert.deepEqual(posts, [
      [OPTIONS, "token", "key", "the body"],
      [OPTIONS, "token of another delivery", "other", undefined],
    ]);
  });

  it("a token that was delivered, or posted after a trap, is not posted again when Klarna's SDK repeats it", async () => {
    /** @type {Promise<void> | undefined} */
    let rescued;
    const repeat = async (/** @type {string} */ token) => {
      answer(token, () => {
        rescued = fail();
      });
      await rescued;
    };
    keep("key", "delivered before");
    release("key");
    await repeat("delivered before");
    assert.deepEqual(posts, []);
    await repeat("posted after a trap");
    await repeat("posted after a trap");
    assert.deepEqual(posts, [[OPTIONS, "posted after a trap", undefined, undefined]]);
    posts = [];
    // One that had not arrived is delivered anew, by the shop's wish.
    keep("key", "delivered before");
    await repeat("delivered before");
    assert.deepEqual(posts, [[OPTIONS, "delivered before", "key", undefined]]);
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
    const failing = (options, token, ...more) =>
      token === "offline" ? Promise.reject(new Error("no")) : post(options, token, ...more);
    await rescue(failing);
    const leftOpen = ["authorization_left_open", "failed"];
    assert.deepEqual([logged, posts], [[leftOpen], [[OPTIONS, "taken", "two", undefined]]]);
    const failure = new Error("a trap");
    assert.equal(throwing.hear(() => failure)({ authorization_token: "after it" }), failure);
    assert.deepEqual(logged, [leftOpen, leftOpen]);
  });

  it("a token that comes to it afterwards is in the log, and its answer goes on", () => {
    /** @type {string[]} */
    const log = [];
    const late = holding({ log: (/** @type {any} */ { event }) => log.push(event) });
    const failure = new Error("a trap");
    const heard = late.hear(() => failure);
    assert.equal(heard({ authorization_token: "much later" }), failure);
    heard({ approved: false });
    assert.deepEqual(log, ["authorization_left_open"]);
  });
});
