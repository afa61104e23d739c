import { Readable } from "node:stream";

/**
 * A request of Node's as the web's, with the body as it comes.
 *
 * @param {import("node:http").IncomingMessage} message
 * @param {{ origin: string, path?: string, body?: Uint8Array | undefined }} facts `origin`: where the server is reached;
 *   `body`: where somebody has read it
 * @returns {Request}
 */
export function toRequest(message, { origin, path = message.url ?? "/", body }) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  const { method = "GET" } = message;
  const hasBody = method !== "GET" && method !== "HEAD";
  /** @type {RequestInit & { duplex?: "half" }} */
  const init = { method, headers };
  if (hasBody) {
    init.body = body ? new Uint8Array(body) : /** @type {any} */ (Readable.toWeb(message));
    init.duplex = "half";
  }
  return new Request(new URL(path, origin), init);
}
