import { behavesAlike } from "../bindings/behaviour.js";

behavesAlike("React 19", ["firefox", "webkit"]);
