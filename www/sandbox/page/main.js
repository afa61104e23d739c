import { control } from "./control.js";
import { say } from "./element.js";
import { showCalls, showFacts } from "./facts.js";
import { openFaults, showFaults } from "./faults.js";
import { openLedger, showLedger } from "./ledger.js";
import { openSettings, showSettings } from "./settings.js";
import { openWebhooks, showWebhooks } from "./webhooks.js";

/** @typedef {ReturnType<typeof import("../control/overview.js").overview>} Overview */

/** Changes come in crowds: one look is enough for those of so many milliseconds. */
const TOGETHER_MS = 150;

/** @returns {Promise<Overview>} */
const look = async () => (await control("GET", "overview")).json();

/** @param {Overview} overview */
function show(overview) {
  showSettings(overview);
  showFaults(overview);
  showLedger(overview);
  showWebhooks(overview);
}

const first = await look();
showFacts(first);
showCalls(first);
openSettings(first);
openFaults();
openLedger();
openWebhooks();
show(first);

let isDue = false;
function lookSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(async () => {
    isDue = false;
    show(await look());
  }, TOGETHER_MS);
}

const changes = new EventSource("/sandbox/events");
changes.addEventListener("message", lookSoon);
changes.addEventListener("error", () => say("The sandbox does not answer."));
changes.addEventListener("open", () => {
  say("");
  // What has changed before this, nobody has told of.
  lookSoon();
});
