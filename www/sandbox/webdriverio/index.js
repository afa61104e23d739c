import { Klarna } from "../drivers/klarna.js";
import { Customer } from "./customer.js";

/** @type {typeof import("./index.d.ts").klarnaIn} */
export async function klarnaIn(browser, sandbox) {
  sandbox.configure({ journey: "quick" });
  const customer = new Customer(browser);
  return new Klarna(sandbox, (button) => customer.decides(button));
}
