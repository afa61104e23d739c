import { behavesAlike } from "./behaviour.js";

behavesAlike("Vue", ["chromium"]);
