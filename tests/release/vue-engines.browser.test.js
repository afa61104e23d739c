import { behavesAlike } from "../bindings/behaviour.js";

behavesAlike("Vue", ["firefox", "webkit"]);
