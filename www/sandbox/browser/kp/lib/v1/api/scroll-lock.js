const OPEN_CLASS = "klarna-payments-fso-open";

const SCROLL_LOCK_RULES = `
html.${OPEN_CLASS}, body.${OPEN_CLASS} { overflow: hidden; }
body.${OPEN_CLASS} { position: fixed; width: 100%; }
`;

/**
 * What keeps the page from scrolling under the full-screen frame: a style element that lies beside the widget's frame, and
 * leaves the page with it, and a class. A page whose policy forbids inline styles goes on scrolling.
 */
export function createScrollLock() {
  const style = document.createElement("style");
  style.textContent = SCROLL_LOCK_RULES;
  return style;
}

let scrolledTo = 0;

/** Covers the page: where it is scrolled to is remembered. */
export function lockScrolling() {
  scrolledTo = window.scrollY;
  for (const element of [document.documentElement, document.body])
    element.classList.add(OPEN_CLASS);
  document.body.style.top = `-${scrolledTo}px`;
}

export function unlockScrolling() {
  if (!document.body.classList.contains(OPEN_CLASS)) return;
  for (const element of [document.documentElement, document.body])
    element.classList.remove(OPEN_CLASS);
  document.body.style.removeProperty("top");
  window.scrollTo(0, scrolledTo);
}
