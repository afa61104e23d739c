// Stands where Klarna's `klarna.mjs` would: every address of this file (the tests vary its query) is a module of its own.

const stage = /** @type {import("./fake_web_sdk.js").FakeKlarna | undefined} */ (
  Reflect.get(globalThis, "fakeKlarna")
);

await stage?.evaluation;
if (stage && stage.evaluations++ < stage.failingEvaluations) throw new Error("evaluated too early");

/** @param {Record<string, unknown>} configuration */
export const KlarnaSDK = (configuration) => stage?.make(configuration);
