import { runJourney } from "../../journey/journey.js";
import { answerQuestions } from "./port.js";

const root = /** @type {HTMLElement} */ (document.getElementById("journey"));

void answerQuestions({
  journey: async ({ journey_id }) => {
    await runJourney(root, journey_id);
    root.replaceChildren();
  },
});
