// `klarna-payments-wasm/sandbox`: the stand-in for Klarna, which is a package of its own.

const missing = (/** @type {unknown} */ cause) => {
  if (/** @type {{ code?: string }} */ (cause)?.code !== "ERR_MODULE_NOT_FOUND") throw cause;
  throw new Error(
    "klarna-payments-wasm/sandbox needs the package klarna-sandbox: npm install --save-dev klarna-sandbox",
    { cause },
  );
};

export const { SCENARIOS, startSandbox } = await import("klarna-sandbox").catch(missing);
