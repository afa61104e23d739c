import type { Background } from "../flow/background.js";
import type { Carts } from "../flow/carts.js";
import type { Looking } from "../flow/look.js";
import type { Tending } from "../flow/tend.js";
import type { Settings } from "../settings.js";

/** What the endpoints are made of. */
export interface Parts {
  settings: Settings;
  carts: Carts;
  looking: Looking;
  tending: Tending;
  background: Background;
}
