/**
 * A path as Klarna writes it.
 * @param {string} pointer a JSON pointer such as `/order_lines/1/quantity`
 * @returns {string} `order_lines[1].quantity`
 */
export const bracketed = (pointer) =>
  pointer
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]")
    .replaceAll("/", ".");
