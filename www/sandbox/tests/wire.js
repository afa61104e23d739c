import { Agent, request } from "node:http";

/**
 * A client for tests of many thousand requests: over connections that stay, and without what `fetch` makes for each, which
 * costs more than the sandbox's own answer.
 */
export class Wire {
  #agent = new Agent({ keepAlive: true });
  #url;

  /** @param {string} url of the server, without a slash at the end */
  constructor(url) {
    this.#url = url;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, authorization?: string, headers?: Record<string, string> }} [more] `body`: sent as JSON
   * @returns {Promise<{ status: number, text: string }>}
   */
  send(method, path, { body, authorization, headers } = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url + path,
        {
          agent: this.#agent,
          method,
          headers: {
            ...(authorization !== undefined && { authorization }),
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
            ...headers,
          },
        },
        (response) => {
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (part) => {
            answer += part;
          });
          response.on("error", reject);
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text: answer }));
        },
      );
      sent.on("error", reject);
      sent.end(text);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
