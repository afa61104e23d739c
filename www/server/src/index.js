export { OrderRefused, Problem } from "./problem.js";
export { createKlarnaServer } from "./server.js";
export { memoryStore } from "./stores/memory.js";
