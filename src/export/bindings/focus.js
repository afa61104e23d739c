/**
 * Remembers where the focus is, for a button that is disabled while a call runs and loses it.
 *
 * @returns {() => void} gives it back, unless the customer has moved it meanwhile
 */
export function rememberFocus() {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  return () =>
    // After the framework has enabled the button.
    setTimeout(() => {
      const { activeElement, body } = document;
      if (activeElement === body) before?.focus();
    });
}
