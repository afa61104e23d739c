// Where a customer comes to whose payment needed no journey, or went by way of Klarna's own page.

import { askServer, payOtherwise, play } from "./robot.js";

const look = location.pathname === "/thanks" ? askServer : payOtherwise;
play({ press: look, again: look, klarna: () => undefined, signal: new AbortController() });
await look();
