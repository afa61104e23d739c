// Lets Klarna's Web SDK misbehave once; put before it.

/** @param {(config: unknown) => Promise<any>} real @param {{ call: string, fault: string }} what */
// biome-ignore lint/correctness/noUnusedVariables: called by what is appended
function spoilWebSdk(real, { call, fault }) {
  let isSpent = false;
  /** @param {() => any} run */
  const spoilt = (run) => {
    if (isSpent) return run();
    isSpent = true;
    dispatchEvent(new Event("campaign-hit"));
    if (fault === "throws") throw new Error("Klarna's SDK throws");
    if (fault === "rejects") return Promise.reject(new Error("Klarna's SDK rejects"));
    if (fault === "never") return new Promise(() => {});
    if (fault === "late")
      return run().then(
        (/** @type {unknown} */ result) =>
          new Promise((resolve) => setTimeout(resolve, 1_200, result)),
      );
    return run();
  };
  /** Klarna's SDK calls what the shop gave it. @param {(...given: any[]) => unknown} callback */
  const called =
    (callback) =>
    (/** @type {any[]} */ ...given) => {
      if (isSpent) return callback(...given);
      return spoilt(async () => {
        if (fault === "twice-called") void callback(...given);
        return callback(...given);
      });
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
      Payment.initiate = (/** @type {any} */ callback, /** @type {any[]} */ ...args) =>
        fault === "twice-called"
          ? initiate.call(Payment, called(callback), ...args)
          : spoilt(() => initiate.call(Payment, callback, ...args));
    }
    if (call.startsWith("button")) {
      const { presentation } = Payment;
      Payment.presentation = async (/** @type {any[]} */ ...args) => {
        const presented = await presentation.apply(Payment, args);
        const { paymentButton } = presented.paymentOption;
        const { component } = paymentButton;
        paymentButton.component = (/** @type {any} */ config) =>
          call === "button"
            ? spoilt(() => component(config))
            : component({ ...config, initiate: called(config.initiate) });
        return presented;
      };
    }
    return sdk;
  };
}
