import { dueAt, forget } from "../ledger/due.js";
import { DAY_MS, endKept } from "../ledger/ledger.js";
import { isAwaited, SESSION_MS } from "../ledger/sessions.js";
import { nameOf } from "../problem.js";
import { giveBack } from "./give-back.js";
import { review } from "./review.js";
import { tell } from "./tell.js";

/**
 * Everything that a cart is due for, whether somebody asks or not: what was never heard of again is looked up at Klarna,
 * what cannot become an order is given back, the shop is told, and what is old is forgotten.
 *
 * @typedef {import("../ledger/types.js").Ledger} Ledger
 * @typedef {import("./types.js").Parts & { driving: import("./drive.js").Driving, looking: import("./look.js").Looking }} Parts
 */

/** So many carts are taken at a time. */
const BATCH = 20;

/**
 * Goes over everything that is due.
 *
 * @param {Parts} parts
 * @param {number} [aheadMs] or, where a token is at Klarna, will be so soon
 * @returns {Promise<{ carts: number }>} how many carts were
 */
export async function sweep(parts, aheadMs = 0) {
  const { store, limits, log, now } = parts.settings;
  /** @type {Set<string>} */
  const seen = new Set();
  let batch = BATCH;
  for (;;) {
    const taken = await store.due(now() + aheadMs, batch, now() + limits.klarnaMs * 3);
    const due = taken.filter((cart) => !seen.has(cart));
    for (const cart of due) seen.add(cart);
    for (const cart of due)
      await (aheadMs > 0 ? resume(parts, cart) : lookAfter(parts, cart)).catch((error) =>
        log({ level: "error", event: "sweep_failed", error: nameOf(error) }),
      );
    if (due.length > 0) continue;
    if (taken.length < batch) return { carts: seen.size };
    // All of them have been looked at, and are due again so soon: others come after them.
    batch *= 2;
  }
}

/**
 * At the start, what waits for another try is tried at once; all else keeps its time.
 *
 * @param {Parts} parts
 * @param {string} cart
 */
async function resume(parts, cart) {
  const { limits, retention, now } = parts.settings;
  const ledger = await parts.carts.read(cart);
  const due = ledger && dueAt(ledger, { keptMs: limits.keptMs, retention });
  if (ledger?.state === "held" || (due != null && due <= now())) await lookAfter(parts, cart);
}

/**
 * @param {Parts} parts
 * @param {string} cart
 */
async function lookAfter(parts, cart) {
  const { settings, carts, driving, looking } = parts;
  const { now } = settings;
  let ledger = await carts.read(cart);
  if (!ledger) return;
  if (ledger.state === "held") await driving.drive(cart);
  for (const session of ledger.sessions)
    if (session.state !== "ended" && session.lookAt <= now())
      await looking.lookAtSession(cart, session.id);
  for (const request of ledger.requests)
    if (isAwaited(ledger, request) && request.lookAt <= now())
      await looking.lookAtRequest(cart, request.id);
  await carts.change(cart, (changed) => endOld(settings, changed), { isQuiet: true });
  await driving.drive(cart);
  await giveBack(parts, cart);
  await tell(parts, cart);
  ledger = await carts.read(cart);
  if (ledger?.reviewAt != null && ledger.reviewAt <= now()) await review(parts, cart);
  await forgetOld(parts, cart);
}

/**
 * Ends what is too old to come to anything.
 *
 * @param {Parts["settings"]} settings
 * @param {Ledger} ledger
 */
function endOld({ limits, now }, ledger) {
  for (const session of ledger.sessions)
    if (session.createdAt + SESSION_MS + DAY_MS <= now()) session.state = "ended";
  endKept(ledger, limits, now());
}

/**
 * @param {Parts} parts
 * @param {string} cart
 */
async function forgetOld({ settings, carts }, cart) {
  const { store, retention, now } = settings;
  const known = await store.read(cart);
  if (!known) return;
  const ledger = /** @type {Ledger} */ (/** @type {unknown} */ (known.ledger));
  if (forget(structuredClone(ledger), retention, now()) === "delete")
    await store.write(cart, known.version, null);
  else
    await carts.change(cart, (changed) => void forget(changed, retention, now()), {
      isForced: true,
    });
}
