import { Klarna } from "../drivers/klarna.js";
import { Customer } from "./customer.js";
import { KLARNA_BROWSER_URL, routeKlarna } from "./hosts.js";

/** @type {typeof import("./index.d.ts").klarnaIn} */
export async function klarnaIn(context, sandbox) {
  sandbox.configure({ journey: "quick", browserUrl: KLARNA_BROWSER_URL });
  await routeKlarna(context, sandbox.url);
  const customer = new Customer(context);
  return new Klarna(sandbox, (button) => customer.decides(button));
}

/** @type {typeof import("./index.d.ts").klarnaFixtures} */
export const klarnaFixtures = {
  klarna: async ({ context, sandbox }, use) => {
    sandbox.reset();
    await use(await klarnaIn(context, sandbox));
  },
};
