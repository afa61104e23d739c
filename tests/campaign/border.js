import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/**
 * A border of the campaign: a server between two parties, which passes on what is asked and answered, or spoils it.
 *
 * @typedef {{ status: number, headers: [string, string][], body: Uint8Array | string }} Answer
 * @typedef {{ method: string, path: string, headers: import("node:http").IncomingHttpHeaders, body: Buffer }} Asked
 * @typedef {(asked: Asked) => Promise<Answer>} Pass
 * @typedef {(asked: Asked, reply: import("node:http").ServerResponse) => Promise<unknown>} Serve
 */

/** Longer than one attempt of a page's may take. */
const SLOW_MS = 1_300;
const OF_ONE_CONNECTION = ["connection", "keep-alive", "transfer-encoding", "content-length"];
const OF_THE_BODY = ["content-encoding", ...OF_ONE_CONNECTION];

/** @param {Serve} serve */
export async function openBorder(serve) {
  const server = createServer(async (message, reply) => {
    try {
      const chunks = [];
      for await (const chunk of message) chunks.push(chunk);
      const { method = "GET", url: path = "/", headers } = message;
      await serve({ method, path, headers, body: Buffer.concat(chunks) }, reply);
    } catch {
      reply.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Passes on to another server. @param {string} origin @returns {Pass} */
export const passTo = (origin) => async (asked) => {
  const { method, path, headers, body } = asked;
  const passed = Object.entries(headers).filter(
    ([name]) => ![...OF_ONE_CONNECTION, "host", "accept-encoding"].includes(name),
  );
  const answered = await fetch(origin + path, {
    method,
    redirect: "manual",
    headers: /** @type {[string, string][]} */ (passed),
    ...(method === "GET" || method === "HEAD" ? {} : { body: new Uint8Array(body) }),
  });
  return asAnswer(answered);
};

/** @param {Response} answered @returns {Promise<Answer>} */
export async function asAnswer(answered) {
  const headers = [...answered.headers].filter(([name]) => !OF_THE_BODY.includes(name));
  return { status: answered.status, headers, body: new Uint8Array(await answered.arrayBuffer()) };
}

/** @param {import("node:http").ServerResponse} reply @param {Answer} answer */
export function give(reply, { status, headers, body }) {
  for (const [name, value] of headers) reply.appendHeader(name, value);
  reply.writeHead(status).end(body);
}

/**
 * What a fault makes of a request and its answer.
 *
 * @param {string} fault
 * @param {Asked} asked
 * @param {import("node:http").ServerResponse} reply
 * @param {Pass} pass
 */
export async function spoil(fault, asked, reply, pass) {
  switch (fault) {
    case "server-on":
    case "server-back":
      return give(reply, await pass(asked));
    case "slow": {
      const late = await pass(asked);
      await pause(SLOW_MS);
      return give(reply, late);
    }
    case "down":
      return reply.destroy();
    case "dropped":
      await pass(asked);
      return reply.destroy();
    case "5xx":
      await pass(asked);
      return reply.writeHead(503, { "retry-after": "0" }).end();
    case "html":
      return reply.writeHead(200, { "content-type": "text/html" }).end("<h1>Log in</h1>");
    case "half": {
      const { status, headers, body } = await pass(asked);
      for (const [name, value] of headers) reply.appendHeader(name, value);
      const whole = Buffer.from(body);
      reply.writeHead(status, { "content-length": whole.length });
      return reply.write(whole.subarray(0, whole.length / 2), () => reply.destroy());
    }
    case "broken":
      return reply.writeHead(200, { "content-type": "text/javascript" }).end("({");
    default:
      throw new Error(`nothing is known of ${fault}`);
  }
}

/**
 * What becomes of Klarna's news to the shop's server.
 *
 * @param {string} fault
 * @param {Asked} asked
 * @param {import("node:http").ServerResponse} reply
 * @param {Pass} pass
 */
export async function spoilNews(fault, asked, reply, pass) {
  switch (fault) {
    case "twice":
      await Promise.all([pass(asked), pass(asked)]);
      return reply.writeHead(204).end();
    case "after":
      reply.writeHead(204).end();
      await pause(SLOW_MS);
      return pass(asked);
    case "never":
      return reply.writeHead(204).end();
    default:
      return give(reply, await pass(asked));
  }
}
