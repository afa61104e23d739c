import { runJourney } from "./journey.js";
import { oneAtATime } from "./one-at-a-time.js";
import { ShopPage } from "./shop-page.js";

// The window of a purchase journey: tells the page that opened it when it is there, and closes when the journey is over.

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));

const shop = new ShopPage({
  journey: oneAtATime(async ({ journey_id }) => {
    await runJourney(root, journey_id, (topic, payload) => shop.ask(topic, payload));
    window.close();
  }),
});
