/**
 * Half a surrogate pair, which JSON may carry, has no place in a URL.
 * @param {string} text
 */
export const wellFormed = (text) => Buffer.from(text).toString();
