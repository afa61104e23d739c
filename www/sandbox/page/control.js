import { say } from "./element.js";

/**
 * Asks the control API.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {string} [done] what to say then
 */
export async function control(method, path, body, done) {
  const response = await fetch(`/sandbox/${path}`, {
    method,
    ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) say(`The sandbox refused that: ${response.status}.`);
  else if (done) say(done);
  return response;
}
