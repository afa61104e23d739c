// The payment page of a checkout of several pages, as the README has it.

import { CALL_MS, playWidget } from "./payments.js";
import { ask, at, awaited, failed, payOtherwise, plan, pressed } from "./robot.js";

const billing_address = await ask("/shop/customer");

await playWidget({
  query: "?step=payment",
  backend: "/api/klarna/keep",
  async click(klarna, order, signal) {
    pressed(-1);
    try {
      const options = { autoFinalize: false, signal, timeoutMs: CALL_MS };
      // Who the customer is goes to Klarna from the page alone.
      const calling = klarna.authorize(options, { ...order, billing_address });
      at("agree");
      const { status } = await awaited("authorize", calling);
      if (status === "finalize_required" || status === "approved")
        location.assign(`/shop/review?cart=${plan.cart}&tab=${plan.tab}`);
      else if (status === "declined") await payOtherwise();
    } catch (error) {
      await failed(error);
    }
  },
});
