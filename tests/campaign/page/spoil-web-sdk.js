// Lets Klarna's Web SDK misbehave once; put before it.

/** @param {(config: unknown) => Promise<any>} real @param {{ call: string, fault: string }} what */
// biome-ignore lint/correctness/noUnusedVariables: called by what is appended
function spoilWebSdk(real, { call, fault }) {
  let isSpent = false;
  /** @param {() => Promise<any>} run */
  const spoilt = (run) => {
    if (isSpent) return run();
    isSpent = true;
    dispatchEvent(new Event("campaign-hit"));
    if (fault === "throws") throw new Error("Klarna's SDK throws");
    if (fault === "rejects") return Promise.reject(new Error("Klarna's SDK rejects"));
    if (fault === "never") return new Promise(() => {});
    if (fault === "late")
      return run().then((result) => new Promise((resolve) => setTimeout(resolve, 1_200, result)));
    return run();
  };
  if (call === "complete") return real;
  return async (/** @type {unknown} */ config) => {
    const start = () => real(config);
    const sdk = await (call === "KlarnaSDK" ? spoilt(start) : start());
    const { Payment } = sdk;
    if (call === "presentation") {
      const { presentation } = Payment;
      Payment.presentation = (/** @type {any[]} */ ...args) =>
        spoilt(() => presentation.apply(Payment, args));
    }
    if (call === "initiate") {
      const { initiate } = Payment;
      Payment.initiate = (/** @type {any} */ callback, /** @type {any[]} */ ...args) => {
        const asked =
          fault === "twice-called" && !isSpent
            ? (/** @type {any[]} */ ...given) => {
                void callback(...given);
                return callback(...given);
              }
            : callback;
        return spoilt(() => initiate.call(Payment, asked, ...args));
      };
    }
    return sdk;
  };
}
