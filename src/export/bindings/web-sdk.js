// A checkout with the Klarna Web SDK (v2), and the package in it.

import { loadKlarnaWebSdk } from "../web-sdk.js";
import { webSdkCheckout } from "./web-sdk-checkout.js";

export const webSdk = () => webSdkCheckout(loadKlarnaWebSdk);
