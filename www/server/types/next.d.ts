import type { Handler, KlarnaServer } from "../src/public.js";

/** The endpoints as route handlers of Next, for `app/api/klarna/[...path]/route.js`. */
export function klarnaRoutes(klarna: KlarnaServer): { GET: Handler; POST: Handler };
