import { klarnaExpress } from "klarna-payments-server/express";
import { klarna, origin } from "../../../klarna.js";

export const config = { api: { bodyParser: false } };

export default klarnaExpress(klarna, { origin });
