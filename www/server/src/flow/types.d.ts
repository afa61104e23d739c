import type { Settings } from "../settings.js";
import type { Carts } from "./carts.js";

/** What all work on carts is done with. */
export interface Parts {
  settings: Settings;
  carts: Carts;
}
