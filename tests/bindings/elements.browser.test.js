import { behavesAlike } from "./behaviour.js";

behavesAlike("elements", ["chromium"]);
