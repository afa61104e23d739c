// The Klarna Web SDK (v2) as a custom element, with the package in the same file of a bundle.

import { webSdk } from "./web-sdk.js";
import { webSdkElement } from "./web-sdk-tag.js";

export const KlarnaButtonElement = webSdkElement(webSdk);
