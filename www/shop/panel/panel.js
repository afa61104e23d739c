import { record } from "./timeline.js";

record("page", location.pathname);
