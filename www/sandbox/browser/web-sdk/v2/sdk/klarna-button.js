import { invalidInput } from "./klarna-error.js";
import { UiElement } from "./ui-element.js";

/**
 * @typedef {object} ButtonLook
 * @property {string} [id]
 * @property {string[]} [intents]
 * @property {boolean} [disabled]
 * @property {boolean} [loading]
 * @property {string} [locale]
 * @property {string} [shape]
 * @property {string} [theme]
 */

const SHAPES = ["default", "pill", "rect"];
const THEMES = ["default", "light", "dark", "outlined"];

/** A button of Klarna's. */
export class KlarnaButton extends UiElement {
  #element;
  #states = { disabled: false, loading: false };

  /**
   * @param {string} tag of its custom element
   * @param {ButtonLook} config
   * @param {() => Promise<unknown>} run in the click's task; the button is busy until it is over
   */
  constructor(tag, config, run) {
    const { shape = "default", theme = "default" } = config;
    if (!SHAPES.includes(shape)) throw invalidInput("shape", `may be ${SHAPES.join(", ")}`);
    if (!THEMES.includes(theme)) throw invalidInput("theme", `may be ${THEMES.join(", ")}`);
    const element = /** @type {import("./html-elements.js").KlarnaButtonElement} */ (
      document.createElement(tag)
    );
    super(element, config.id);
    this.#element = element;
    element.dress(config);
    mirror(config, element);
    element.onPress = () => this.press(run);
    this.toggleState("disabled", config.disabled ?? false);
    this.toggleState("loading", config.loading ?? false);
  }

  /**
   * What a click does.
   * @param {() => Promise<unknown>} run
   */
  press(run) {
    this.emit("click");
    this.toggleState("loading", true);
    void run().finally(() => this.toggleState("loading", false));
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
 * @param {object} config
 * @param {HTMLElement} element
 */
function mirror(config, element) {
  for (const [key, value] of Object.entries(config))
    if (typeof value !== "function" && key !== "id") element.dataset[key] = String(value);
}
