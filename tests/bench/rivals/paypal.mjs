export { loadScript } from "@paypal/paypal-js";
