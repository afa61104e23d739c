import { behavesAlike } from "../bindings/behaviour.js";

behavesAlike("React 18", ["chromium", "firefox", "webkit"]);
