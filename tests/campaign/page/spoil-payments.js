// Lets Klarna's script misbehave once; appended to it.

/** @param {{ call: string, fault: string }} what */
// biome-ignore lint/correctness/noUnusedVariables: called by what is appended
function spoilPayments({ call, fault }) {
  const payments = /** @type {any} */ (window).Klarna.Payments;
  const real = payments[call];
  let isSpent = false;
  payments[call] = function (/** @type {any[]} */ ...args) {
    if (isSpent) return real.apply(this, args);
    isSpent = true;
    dispatchEvent(new Event("campaign-hit"));
    const last = args.length - 1;
    const done = args[last];
    switch (fault) {
      case "late":
        args[last] = (/** @type {any} */ result) => setTimeout(done, 1_200, result);
        break;
      case "twice-called":
        args[last] = (/** @type {any} */ result) => {
          done(result);
          done(result);
        };
        break;
      case "never":
        args[last] = () => {};
        break;
      case "throws":
        throw new Error("Klarna's script throws");
      case "answers-and-throws":
        real.apply(this, args);
        throw new Error("Klarna's script throws");
    }
    return real.apply(this, args);
  };
}
