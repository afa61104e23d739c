import { Customer } from "./customer.js";
import { SITUATIONS } from "./situations.js";
import { CELLS, dice, FAULTS, STEPS } from "./steps.js";
import { judge, WRONGS } from "./verdict.js";
import { openWorld } from "./world.js";

/** So often what was not hit is tried again. */
const ROUNDS = 8;

/**
 * Some hundred purchases with a fault in each, over one store.
 *
 * @param {object} options
 * @param {"sqlite" | "postgres"} options.kind
 * @param {number} options.purchases
 * @param {number} options.seed
 * @param {number} [options.processes]
 * @param {number} [options.withinMs] no purchase begins after this time
 * @param {number} [options.atOnce] customers at the same time
 * @param {string | undefined} [options.defect] planted in the library
 * @param {(text: string) => void} [options.progress]
 * @param {boolean} [options.isLoud]
 */
export async function campaign({
  kind,
  purchases: count,
  seed,
  processes = kind === "postgres" ? 3 : 1,
  atOnce = 8,
  defect,
  progress = () => {},
  isLoud = false,
  withinMs = Number.POSITIVE_INFINITY,
}) {
  const world = await openWorld({ kind, processes, seed, defect, isLoud });
  const { pick } = dice(seed);
  /** @type {import("./verdict.js").Bought[]} */
  const bought = [];
  let planned = 0;
  /** @param {import("./steps.js").Cell} cell */
  const plan = (cell) => {
    planned += 1;
    const cart = `c${seed}-${planned}`;
    return { ...cell, cart, situation: pick(STEPS[cell.step] ?? []) };
  };
  // Each cell in turn, from one that the seed says.
  const first = Math.floor(dice(seed + 1).roll() * CELLS.length);
  const started = Date.now();
  await buyAll(
    Array.from({ length: count }, (_, index) =>
      plan(/** @type {import("./steps.js").Cell} */ (CELLS[(first + index) % CELLS.length])),
    ),
  );
  // A step is not taken each time: two tabs may be one too many. What was not hit is tried again.
  const isEmpty = (/** @type {import("./steps.js").Cell} */ { step, fault }) =>
    !world.fired.has(`${step} ${fault}`);
  for (let round = 0; round < ROUNDS && count >= CELLS.length; round += 1)
    await buyAll(CELLS.filter(isEmpty).map(plan));

  /** @param {ReturnType<typeof plan>[]} todo */
  async function buyAll(todo) {
    const buy = async () => {
      for (let next = todo.shift(); next; next = todo.shift()) {
        if (Date.now() - started > withinMs) return;
        await buyOne(next);
        if (bought.length % 50 === 0) progress(`${bought.length} purchases`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, buy));
  }

  /** @param {ReturnType<typeof plan>} planned */
  async function buyOne({ cart, situation, step, fault }) {
    const { run, email, intent } = SITUATIONS[situation] ?? { run: async () => {} };
    const facts = { cart, ...(email ? { email } : {}), ...(intent ? { intent } : {}) };
    const customers = [new Customer(world, facts)];
    const newTab = () => {
      const tab = new Customer(world, facts);
      customers.push(tab);
      return tab;
    };
    world.plans.set(cart, { step, fault });
    const end = await run(/** @type {Customer} */ (customers[0]), newTab);
    bought.push({
      cart,
      situation,
      step,
      fault,
      customers,
      ...(end === "either" ? { ends: /** @type {const} */ ("either") } : {}),
    });
  }
  const boughtMs = Date.now() - started;
  world.plans.clear();
  await world.sweepAll();
  const read = await world.close();
  const { wrongs, facts } = await judge(bought, world.sandbox, read);
  await world.end();
  const counts = Object.fromEntries(
    WRONGS.map((wrong) => [wrong, wrongs.filter((one) => one.wrong === wrong).length]),
  );
  const empty = CELLS.filter(isEmpty);
  const allMs = Date.now() - started;
  /** @type {Record<string, number>} */
  const allFacts = { ...facts, kills: world.kills(), boughtMs, allMs };
  return {
    counts,
    wrongs,
    facts: allFacts,
    fired: world.fired,
    empty,
    /** How many purchases it took to see one. */
    firstWrong: Math.min(...wrongs.map(({ purchase }) => Number(purchase.cart.split("-")[1]))),
  };
}

/**
 * The table of what was hit how often.
 * @param {Map<string, number>} fired
 */
export function table(fired) {
  const width = 13;
  const head = ["step".padEnd(24), ...FAULTS.map((fault) => fault.padStart(width))].join("");
  const rows = Object.keys(STEPS).map((step) =>
    [
      step.padEnd(24),
      ...FAULTS.map((fault) => String(fired.get(`${step} ${fault}`) ?? 0).padStart(width)),
    ].join(""),
  );
  return [head, ...rows].join("\n");
}
