import { isLocale } from "./config.js";
import { noteCall } from "./faulty-call.js";
import { invalidInput } from "./klarna-error.js";
import { UiElement } from "./ui-element.js";

/**
 * @typedef {{ key: string, locale: string, amount?: number, theme?: string, messagePrefix?: string, instance?: string }} PlacementOptions
 */

const KEYS = [
  "checkout",
  "credit-promotion-auto-size",
  "credit-promotion-badge",
  "footer",
  "homepage-banner",
  "info-page",
  "sidebar",
  "top-strip-promotion-auto-size",
  "top-strip-promotion-badge",
];
const PLACEMENT_THEMES = ["default", "light", "dark", "outlined"];

/**
 * The `Messaging` interface of an instance.
 * @param {import("./instance.js").Instance} instance
 */
export const messagingInterface = ({ origin }) => ({
  /** @param {PlacementOptions} options */
  placement(options) {
    noteCall(origin, "Messaging.placement", { options });
    return new Placement(options);
  },
});

/** Some words about paying with Klarna, for pages before the checkout. */
class Placement extends UiElement {
  /** @type {import("./html-elements.js").KlarnaTextElement} */
  #element;
  #options;

  /** @param {PlacementOptions} options */
  constructor(options) {
    const checked = checkOptions(options);
    const element = /** @type {import("./html-elements.js").KlarnaTextElement} */ (
      document.createElement("klarna-placement")
    );
    super(element);
    this.#element = element;
    this.#options = checked;
    this.#draw();
  }

  /**
   * Gated: changes what may change later.
   * @param {{ amount?: number, locale?: string, theme?: string }} changes
   * @returns {this}
   */
  update({ amount, locale, theme }) {
    this.#options = checkOptions({
      ...this.#options,
      ...(amount === undefined ? {} : { amount }),
      ...(locale === undefined ? {} : { locale }),
      ...(theme === undefined ? {} : { theme }),
    });
    this.#draw();
    return this;
  }

  #draw() {
    const { key, locale, amount, theme = "default" } = this.#options;
    Object.assign(this.#element.dataset, { key, locale, theme });
    this.#element.lang = locale;
    const share = amount === undefined ? "" : `, ${Math.ceil(amount / 3) / 100} a month`;
    this.#element.text = `Pay in 3 parts with Klarna${share} (sandbox)`;
  }
}

/**
 * @param {PlacementOptions | undefined} options
 * @returns {PlacementOptions}
 */
function checkOptions(options) {
  const { key, locale, amount, theme = "default" } = options ?? { key: "", locale: "" };
  if (!KEYS.includes(key)) throw invalidInput("key", `may be ${KEYS.join(", ")}`);
  if (!isLocale(locale)) throw invalidInput("locale", "is no BCP 47 tag");
  if (amount !== undefined && !(Number.isSafeInteger(amount) && amount >= 0))
    throw invalidInput("amount", "is no whole number of minor units");
  if (!PLACEMENT_THEMES.includes(theme))
    throw invalidInput("theme", `may be ${PLACEMENT_THEMES.join(", ")}`);
  return { ...options, key, locale };
}
