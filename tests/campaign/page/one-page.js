// A checkout of one page with Klarna Payments, as the README has it.

import { CALL_MS, playWidget } from "./payments.js";
import { at, awaited, failed, ordered, payOtherwise, pressed } from "./robot.js";

await playWidget({
  query: "",
  backend: "/api/klarna/orders",
  async click(klarna, order, signal) {
    pressed(order.order_amount);
    try {
      const calling = klarna.authorize({ signal, timeoutMs: CALL_MS }, order);
      at("click");
      const outcome = await awaited("authorize", calling);
      if (outcome.status === "approved") ordered(outcome.delivery.body);
      else if (outcome.status === "declined") await payOtherwise();
      // "dismissed": the customer presses again
    } catch (error) {
      await failed(error);
    }
  },
});
