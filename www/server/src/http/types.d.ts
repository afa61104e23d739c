import type { Background } from "../flow/background.js";
import type { Looking } from "../flow/look.js";
import type { Parts as FlowParts } from "../flow/types.js";

/** What the endpoints are made of. */
export interface Parts extends FlowParts {
  looking: Looking;
  background: Background;
}
