import { invalidInput } from "./klarna-error.js";
import { UiElement } from "./ui-element.js";

/**
 * @typedef {object} ButtonConfig
 * @property {string} [id]
 * @property {(...args: any[]) => unknown} [initiate]
 * @property {string} [initiationMode]
 * @property {string[]} [intents]
 * @property {boolean} [disabled]
 * @property {boolean} [loading]
 * @property {boolean} [hideOverlay]
 * @property {string} [locale]
 * @property {string} [shape]
 * @property {string} [theme]
 */

const SHAPES = ["default", "pill", "rect"];
const THEMES = ["default", "light", "dark", "outlined"];

/** Klarna's payment button: starts a payment when it is clicked. */
export class PaymentButton extends UiElement {
  #element;
  #states = { disabled: false, loading: false };

  /**
   * @param {ButtonConfig} config
   * @param {() => Promise<unknown>} pay runs in the click's task; the button is busy until it is over
   */
  constructor(config, pay) {
    const { shape = "default", theme = "default" } = config;
    if (!SHAPES.includes(shape)) throw invalidInput(`shape may be ${SHAPES.join(", ")}`);
    if (!THEMES.includes(theme)) throw invalidInput(`theme may be ${THEMES.join(", ")}`);
    const element = /** @type {import("./html-elements.js").KlarnaButtonElement} */ (
      document.createElement("klarna-payment-button")
    );
    super(element, config.id);
    this.#element = element;
    element.dress(config);
    mirror(config, element);
    element.onPress = () => {
      this.emit("click");
      this.toggleState("loading", true);
      void pay().finally(() => this.toggleState("loading", false));
    };
    this.toggleState("disabled", config.disabled ?? false);
    this.toggleState("loading", config.loading ?? false);
  }

  /**
   * @param {"disabled" | "loading"} state
   * @param {boolean} [value]
   * @returns {this}
   */
  toggleState(state, value = !this.#states[state]) {
    this.#states[state] = value;
    this.#element.setState(this.#states.disabled, this.#states.loading);
    return this;
  }
}

/**
 * The config becomes data attributes, and whatever is `undefined` the word "undefined".
 * @param {ButtonConfig} config
 * @param {HTMLElement} element
 */
function mirror(config, element) {
  for (const [key, value] of Object.entries(config))
    if (typeof value !== "function" && key !== "id") element.dataset[key] = String(value);
}
