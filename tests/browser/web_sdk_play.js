// Plays a scenario by its name.

import { scenarios as border } from "./web_sdk_border.js";
import { scenarios as click } from "./web_sdk_click.js";
import { scenarios as confirm } from "./web_sdk_confirm.js";
import { scenarios as events } from "./web_sdk_events.js";
import { scenarios as initiate } from "./web_sdk_initiate.js";
import { scenarios as lifecycle } from "./web_sdk_lifecycle.js";
import { scenarios as loading } from "./web_sdk_loading.js";
import { scenarios as presentation } from "./web_sdk_presentation.js";
import { scenarios as purchase } from "./web_sdk_purchase.js";
import { Stage } from "./web_sdk_stage.js";

/** @type {Map<string, (stage: Stage) => Promise<void>>} */
const scenarios = new Map();
const groups = [
  loading,
  presentation,
  click,
  initiate,
  events,
  confirm,
  lifecycle,
  border,
  purchase,
];
for (const group of groups) {
  for (const [name, scenario] of Object.entries(group)) scenarios.set(name, scenario);
}

/** The names of all scenarios. */
export const names = () => [...scenarios.keys()];

/**
 * @param {string} name
 * @param {(options: any) => Promise<any>} load
 */
export async function play(name, load) {
  const scenario = scenarios.get(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const stage = new Stage(load);
  try {
    await scenario(stage);
  } finally {
    stage.strike();
  }
}
