import type { KlarnaServer } from "../src/public.js";

/** The endpoints as a plug-in for Fastify, each a route of its own. */
export function klarnaFastify(
  app: object,
  options: { klarna: KlarnaServer; origin: string | (() => string) },
): Promise<void>;
