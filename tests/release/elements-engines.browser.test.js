import { behavesAlike } from "../bindings/behaviour.js";

behavesAlike("elements", ["firefox", "webkit"]);
