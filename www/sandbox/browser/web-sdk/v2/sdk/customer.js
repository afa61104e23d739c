import { Events } from "./events.js";
import { noteCall } from "./faulty-call.js";
import { invalidInput } from "./klarna-error.js";
import { Overlay } from "./overlay.js";

const WIDGET_EVENTS = ["widgeterror", "widgetcomplete", "widgetcancel"];
const UNCHANGED = Object.freeze({ status: "NO_STATE_CHANGE" });
const CHANGED = Object.freeze({ status: "STATE_CHANGE" });

/**
 * The `Customer` interface of an instance: a widget in which a customer looks after an order. What its tokens are is not
 * known; they begin with `ey`, so anything that does is one.
 * @param {import("./instance.js").Instance} instance
 */
export function customerInterface({ origin }) {
  const events = new Events(WIDGET_EVENTS);

  /** @param {unknown} error */
  function fail(error) {
    if (!events.has("widgeterror")) throw error;
    void events.emit("widgeterror", error, UNCHANGED);
  }

  return {
    Transaction: {
      /** @param {string} widgetToken */
      widget(widgetToken) {
        noteCall(origin, "Customer.Transaction.widget", { widgetToken });
        if (typeof widgetToken !== "string" || !widgetToken.startsWith("ey"))
          return fail(invalidInput("widgetToken", "is no token"));
        const overlay = new Overlay("Your order at Klarna (sandbox)", [
          ["change", "Change the order", () => close("widgetcomplete", CHANGED)],
          ["cancel", "Close", () => close("widgetcancel", UNCHANGED)],
        ]);
        /** @param {string} event @param {object} data */
        const close = (event, data) => {
          overlay.remove();
          void events.emit(event, data);
        };
      },
      /**
       * @param {string} event
       * @param {(...args: any[]) => unknown} handler
       */
      on: (event, handler) => events.on(event, handler),
    },
  };
}
