import { setTimeout as pause } from "node:timers/promises";

/** @typedef {import("./faults.js").EndpointFault} EndpointFault */

const PAGE =
  '<!doctype html><html lang="en"><title>Bad gateway</title><h1>502 Bad gateway</h1></html>';

/**
 * Spoils the answers that an armed fault names. The control API itself is never hit.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./faults.js").Faults} faults
 */
export function endpointFaults(app, faults) {
  /** @type {WeakMap<import("fastify").FastifyRequest, EndpointFault>} */
  const afterwards = new WeakMap();

  app.addHook("onRequest", async (request, reply) => {
    const path = pathOf(request);
    if (path.startsWith("/sandbox/") || request.method === "OPTIONS") return;
    const fault = faults.forRequest(request.method, path);
    if (!fault) return;
    if (fault.kind === "latency") await pause(fault.latencyMs ?? 1000);
    else if (fault.stage === "after") afterwards.set(request, fault);
    else return answer(fault, request, reply);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const fault = afterwards.get(request);
    if (!fault) return payload;
    afterwards.delete(request);
    if (fault.kind === "drop") request.raw.socket.destroy();
    return spoil(fault, reply, typeof payload === "string" ? payload : "{}");
  });
}

/**
 * @param {EndpointFault} fault
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 */
function answer(fault, request, reply) {
  if (fault.kind === "drop") {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  return reply.send(spoil(fault, reply, JSON.stringify({ answer: "cut off in the middle" })));
}

/**
 * @param {EndpointFault} fault
 * @param {import("fastify").FastifyReply} reply
 * @param {string} payload
 * @returns {string} the answer to send instead
 */
function spoil(fault, reply, payload) {
  reply.removeHeader("content-length");
  if (fault.retryAfter !== undefined) reply.header("retry-after", String(fault.retryAfter));
  if (fault.kind === "html") {
    reply.code(fault.status ?? 502).type("text/html; charset=utf-8");
    return PAGE;
  }
  if (fault.kind === "malformed") {
    reply.code(200).type("application/json; charset=utf-8");
    return payload.slice(0, Math.ceil(payload.length / 2));
  }
  const status = fault.status ?? 503;
  reply.code(status).type("application/json; charset=utf-8");
  return JSON.stringify({
    correlation_id: "injected",
    error_code: "INJECTED_FAULT",
    error_messages: [`The sandbox was asked to answer ${status}`],
  });
}

/** @param {import("fastify").FastifyRequest} request */
const pathOf = (request) => request.url.split("?")[0] ?? "";
