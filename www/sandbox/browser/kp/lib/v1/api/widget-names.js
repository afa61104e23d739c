/**
 * The DOM id of a widget's frame.
 * @param {string} name
 * @param {"main" | "fullscreen"} part
 */
export const frameId = (name, part) => `klarna-${name.toLowerCase().replaceAll("_", "-")}-${part}`;

/**
 * What the window of a widget's purchase is called.
 * @param {string} name
 */
export const windowName = (name) => `klarna-${name}-popup`;
