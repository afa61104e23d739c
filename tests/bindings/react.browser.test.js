import { behavesAlike } from "./behaviour.js";

behavesAlike("React 19", ["chromium"]);
