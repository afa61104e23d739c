import type { IncomingMessage, ServerResponse } from "node:http";
import type { KlarnaServer } from "../src/public.js";

/** The endpoints as a handler for Express, Connect or Node's own server. Use it before any parser of bodies. */
export function klarnaExpress(
  klarna: KlarnaServer,
  place: { origin: string; basePath?: string },
): (
  message: IncomingMessage,
  reply: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;
