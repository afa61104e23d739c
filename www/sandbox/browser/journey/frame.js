import { perform, runJourney } from "./journey.js";
import { drawCurtain } from "./notices.js";
import { oneAtATime } from "./one-at-a-time.js";
import { ShopPage } from "./shop-page.js";

// The full-screen frame: the purchase journey itself, or a curtain while the customer is in a window.

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));

/** @type {() => void} */
let liftCurtain = () => {};

const shop = new ShopPage({
  journey: oneAtATime(async ({ journey_id }) => {
    await runJourney(root, journey_id, (topic, payload) => shop.ask(topic, payload));
    root.replaceChildren();
  }),
  curtain: async () => {
    await new Promise((resolve) => {
      liftCurtain = () => resolve(undefined);
      drawCurtain(root, liftCurtain);
    });
    root.replaceChildren();
  },
  "lift-curtain": async () => liftCurtain(),
  leave: async ({ journey_id }) => {
    await perform(journey_id, { action: "leave" });
  },
});
