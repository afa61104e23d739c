// Plays a scenario by its name.

import { scenarios as border } from "./payments_border.js";
import { scenarios as calls } from "./payments_calls.js";
import { scenarios as delivery } from "./payments_delivery.js";
import { scenarios as events } from "./payments_events.js";
import { scenarios as input } from "./payments_input.js";
import { scenarios as late } from "./payments_late.js";
import { scenarios as lifecycle } from "./payments_lifecycle.js";
import { scenarios as owner } from "./payments_owner.js";
import { scenarios as results } from "./payments_results.js";
import { scenarios as rival } from "./payments_rival.js";
import { scenarios as settling } from "./payments_settling.js";
import { scenarios as silence } from "./payments_silence.js";
import { Stage } from "./payments_stage.js";
import { scenarios as steps } from "./payments_steps.js";
import { scenarios as widget } from "./payments_widget.js";

/** @type {Map<string, (stage: Stage) => Promise<void>>} */
const scenarios = new Map();
const groups = [
  ...[calls, results, settling, widget, owner, steps, events, delivery, input, lifecycle, border],
  ...[late, rival, silence],
];
for (const group of groups) {
  for (const [name, scenario] of Object.entries(group)) scenarios.set(name, scenario);
}

/** The names of all scenarios. */
export const names = () => [...scenarios.keys()];

/**
 * @param {string} name
 * @param {(options: any) => Promise<any>} load
 * @param {() => any} memory
 */
export async function play(name, load, memory) {
  const scenario = scenarios.get(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const stage = new Stage({ load, memory });
  try {
    await scenario(stage);
  } finally {
    stage.strike?.();
  }
}
