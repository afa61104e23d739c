const LOCAL_NAME = /^[^.]+$|\.(localhost|local|internal|test)$/;
const PRIVATE_ADDRESS = /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$|^\[(::1|f[cd].*)\]$/;

/**
 * Whether a host is of the machine that asks, or of its own network.
 * @param {string} hostname as a URL has it
 */
export const isLocalHost = (hostname) =>
  LOCAL_NAME.test(hostname) || PRIVATE_ADDRESS.test(hostname);
