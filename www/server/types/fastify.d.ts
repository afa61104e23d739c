import type { KlarnaServer } from "../src/public.js";

/** The endpoints as a plug-in for Fastify. */
export function klarnaFastify(
  app: object,
  options: { klarna: KlarnaServer; origin: string | (() => string); basePath?: string },
): Promise<void>;
