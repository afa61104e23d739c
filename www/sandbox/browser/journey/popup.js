import { runJourney } from "./journey.js";
import { ShopPage } from "./shop-page.js";

// The window of a purchase journey: tells the page that opened it when it is there, and closes when the journey is over.

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));

const shop = new ShopPage({
  journey: async ({ journey_id }) => {
    await runJourney(root, journey_id, (topic, payload) => shop.ask(topic, payload));
    window.close();
  },
});

// To any origin: the page is not known yet, and nothing is said but that the window has loaded.
window.opener?.postMessage({ klarnaSandbox: "ready" }, "*");
