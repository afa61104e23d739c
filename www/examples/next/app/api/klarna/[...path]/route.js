import { klarnaRoutes } from "klarna-payments-server/next";
import { klarna } from "../../../../klarna.js";

export const { GET, POST } = klarnaRoutes(klarna);
