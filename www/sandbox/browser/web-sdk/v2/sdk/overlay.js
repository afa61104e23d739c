/** One sheet, as for the elements: a strict Content-Security-Policy lets it pass. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { position: fixed; inset: 0; z-index: 2147483646; display: grid; place-items: center; background: rgb(20 18 30 / 70%); }
  div { max-width: 22rem; padding: 1.5rem; border-radius: 1rem; background: #fff; color: #1b1b1f; font: 1rem / 1.5 system-ui, sans-serif; }
  button { display: block; width: 100%; min-height: 3rem; margin-top: 0.75rem; border: 1px solid #3d2d7a; border-radius: 0.6rem; background: #fff; color: #3d2d7a; font: inherit; cursor: pointer; }
  button:first-of-type { background: #3d2d7a; color: #fff; }
  button:focus-visible { outline: 3px solid #b46a00; outline-offset: 2px; }
`);

/** What covers the shop while the customer has something to decide. */
export class Overlay {
  #host = document.createElement("div");

  /**
   * @param {string} text
   * @param {[id: string, label: string, clicked: () => void][]} buttons
   */
  constructor(text, buttons) {
    this.#host.id = "klarna-overlay";
    const root = this.#host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const box = document.createElement("div");
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-label", text);
    const words = document.createElement("p");
    words.textContent = text;
    box.append(words, ...buttons.map(([id, label, clicked]) => button(id, label, clicked)));
    root.append(box);
    document.body.append(this.#host);
    root.querySelector("button")?.focus();
  }

  remove() {
    this.#host.remove();
  }
}

/**
 * @param {string} id
 * @param {string} text
 * @param {() => void} clicked
 */
function button(id, text, clicked) {
  const made = document.createElement("button");
  made.id = id;
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", clicked);
  return made;
}
