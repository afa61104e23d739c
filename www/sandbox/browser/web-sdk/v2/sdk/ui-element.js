/** @typedef {(element: UiElement) => void} UiHandler */

/** Something of Klarna's that a shop can put into its page. */
export class UiElement {
  #isMounted = false;
  /** @type {Map<string, UiHandler[]>} */
  #handlers = new Map();

  /**
   * @param {HTMLElement} htmlElement
   * @param {string} [id]
   */
  constructor(htmlElement, id) {
    this.htmlElement = htmlElement;
    this.id = id;
    if (id !== undefined) htmlElement.id = id;
  }

  /**
   * @param {string | HTMLElement} container
   * @returns {this}
   */
  mount(container) {
    const parent = typeof container === "string" ? document.querySelector(container) : container;
    if (!parent) throw new Error(`Klarna sandbox: no container ${container}`);
    parent.append(this.htmlElement);
    this.#isMounted = true;
    requestAnimationFrame(() => this.emit("render"));
    return this;
  }

  /** @returns {this} */
  unmount() {
    if (!this.#isMounted || !this.htmlElement.isConnected)
      console.warn(`Klarna sandbox: the element ${this.htmlElement.localName} is not mounted`);
    this.htmlElement.remove();
    this.#isMounted = false;
    return this;
  }

  /**
   * @param {"render" | "click"} event
   * @param {UiHandler} handler
   * @returns {this}
   */
  on(event, handler) {
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return this;
  }

  /** @param {"render" | "click"} event */
  emit(event) {
    for (const handler of this.#handlers.get(event) ?? []) handler(this);
  }
}
