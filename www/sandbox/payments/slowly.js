import { setTimeout as pause } from "node:timers/promises";

/**
 * Some customers are answered late.
 * @param {import("../world.js").World} world
 * @param {unknown[]} emails the addresses known for the purchase, the most telling one first
 */
export const slowly = (world, ...emails) => pause(world.choice.effects(...emails).delayMs ?? 0);

/**
 * The customer's address in order data that nobody has checked yet.
 * @param {any} data
 * @returns {unknown}
 */
export const emailIn = (data) => data?.billing_address?.email;
