import { klarna } from "../utils/klarna.js";

/** Once the server begins: what was never heard of again is looked at from then on. */
export default defineNitroPlugin(() => klarna.start());
