/** In a style element, which a Content-Security-Policy without `'unsafe-inline'` refuses. */
const EXPRESS_STYLE = `
  button {
    box-sizing: border-box; width: 100%; min-height: 3rem; padding: 0 1rem; border: 1px solid transparent; border-radius: 0.5rem;
    font: 600 1rem / 1.4 system-ui, sans-serif; cursor: pointer; color: #fff; background: #3d2d7a;
  }
  button.pill { border-radius: 1.5rem; }
  button.rect { border-radius: 0; }
  button.light { color: #1b1b1f; background: #ece9f5; }
  button.outlined { color: #3d2d7a; background: #fff; border-color: currentColor; }
  button:focus-visible { outline: 3px solid #b46a00; outline-offset: 2px; }
`;
const EXPRESS_LABEL = "Klarna Express (sandbox)";

/**
 * The button of Express Checkout.
 * @param {ShadowRoot} root where it is to be
 * @param {{ theme?: unknown, shape?: unknown, locale?: unknown }} look `locale`: of the label
 * @param {() => void} clicked
 */
export function createExpressButton(
  root,
  { theme = "default", shape = "default", locale },
  clicked,
) {
  if (!root.querySelector("style")) {
    const style = document.createElement("style");
    style.textContent = EXPRESS_STYLE;
    root.append(style);
  }
  const button = document.createElement("button");
  button.id = "klarna-express-checkout";
  button.type = "submit";
  button.setAttribute("aria-label", EXPRESS_LABEL);
  button.className = `${theme} ${shape}`;
  if (typeof locale === "string") button.lang = locale;
  button.textContent = EXPRESS_LABEL;
  button.addEventListener("click", () => clicked());
  return button;
}
