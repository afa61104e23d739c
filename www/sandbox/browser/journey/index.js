import { runJourney } from "./journey.js";
import { drawFarewell } from "./notices.js";

// The page of a redirect to Klarna: the journey, and then back to the shop.

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));
const id = new URLSearchParams(location.search).get("journey") ?? "";
const { return_url: returnUrl } = await runJourney(root, id);
if (returnUrl) location.replace(returnUrl);
else drawFarewell(root);
