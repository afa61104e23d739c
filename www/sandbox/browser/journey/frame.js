import { perform, runJourney } from "./journey.js";
import { drawCurtain } from "./notices.js";
import { ShopPage } from "./shop-page.js";

// The full-screen frame: the purchase journey itself, or a curtain while the customer is in a window.

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));

/** @type {() => void} */
let liftCurtain = () => {};

const shop = new ShopPage({
  journey: async ({ journey_id }) => {
    await runJourney(root, journey_id, (topic, payload) => shop.ask(topic, payload));
    root.replaceChildren();
  },
  "journey-elsewhere": async ({ journey_id }) => {
    await new Promise((resolve) => {
      liftCurtain = () => resolve(undefined);
      drawCurtain(root, liftCurtain);
    });
    await perform(journey_id, { action: "leave" });
    root.replaceChildren();
  },
  "journey-elsewhere-ended": async () => liftCurtain(),
});
