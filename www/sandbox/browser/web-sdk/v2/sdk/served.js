/**
 * The sandbox's settings as they are when a page loads the SDK. The sandbox serves this file with them filled in.
 * @type {{ release?: string, initiate?: string, define?: string, tokenUpdate?: string }}
 */
export const SERVED = {};
