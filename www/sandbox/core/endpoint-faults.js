import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { isControl, pathOf } from "./requests.js";

/** @typedef {import("./faults.js").EndpointFault} EndpointFault */

const JSON_TYPE = "application/json; charset=utf-8";
/** @type {Partial<Record<EndpointFault["kind"], number>>} */
const DEFAULT_STATUS = { status: 503, html: 502 };
const PAGE =
  '<!doctype html><html lang="en"><title>Bad gateway</title><h1>502 Bad gateway</h1></html>';

/**
 * Spoils the answers that an armed fault names. The control API itself is never hit.
 * @param {import("fastify").FastifyInstance} app
 * @param {import("../world.js").World} world
 */
export function endpointFaults(app, { faults, accounts }) {
  /** @type {WeakMap<import("fastify").FastifyRequest, EndpointFault>} */
  const afterwards = new WeakMap();

  app.addHook("onRequest", async (request, reply) => {
    const path = pathOf(request);
    if (isControl(path) || request.method === "OPTIONS") return;
    const account = accounts.ofMerchant(request.headers.authorization);
    const fault = faults.forRequest(request.method, path, account);
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
    return spoil(fault, request, reply, typeof payload === "string" ? payload : "{}");
  });
}

/**
 * Answers without carrying the request out.
 * @param {EndpointFault} fault
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 */
function answer(fault, request, reply) {
  if (fault.kind !== "drop")
    return reply.send(spoil(fault, request, reply, JSON.stringify({ answer: "not the real one" })));
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

/**
 * @param {EndpointFault} fault
 * @param {import("fastify").FastifyRequest} request
 * @param {import("fastify").FastifyReply} reply
 * @param {string} payload
 * @returns {string | Readable} the answer to send instead
 */
function spoil(fault, request, reply, payload) {
  const half = payload.slice(0, Math.ceil(payload.length / 2));
  const code = fault.status ?? DEFAULT_STATUS[fault.kind] ?? reply.statusCode;
  reply.removeHeader("content-length");
  if (fault.retryAfter !== undefined) reply.header("retry-after", String(fault.retryAfter));
  reply.code(code).type(fault.kind === "html" ? "text/html; charset=utf-8" : JSON_TYPE);
  switch (fault.kind) {
    case "html":
      return PAGE;
    case "malformed":
      return half;
    case "cut":
      return Readable.from(breakingOff(half));
    default:
      return JSON.stringify(errorBody(pathOf(request), code));
  }
}

/** @param {string} text */
async function* breakingOff(text) {
  yield text;
  throw new Error("The sandbox was asked to cut the answer");
}

/**
 * What Klarna's APIs say with a status: v1's code, and v2's with its type.
 * @type {Record<number, [code: string, v2Code: string, v2Type: string]>}
 */
const WORDS = {
  413: ["REQUEST_TOO_LARGE", "REQUEST_TOO_LARGE", "INPUT_ERROR"],
  429: ["TOO_MANY_REQUESTS", "RATE_LIMITED", "ACCESS_ERROR"],
  500: ["INTERNAL_SERVER_ERROR", "INTERNAL_ERROR", "TECHNICAL_ERROR"],
  502: ["TEMPORARILY_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TECHNICAL_ERROR"],
  503: ["TEMPORARILY_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TECHNICAL_ERROR"],
  504: ["TEMPORARILY_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TECHNICAL_ERROR"],
};
/** @type {(typeof WORDS)[number]} */
const OTHER = ["INJECTED_FAULT", "INJECTED_FAULT", "TECHNICAL_ERROR"];

/**
 * Klarna's two APIs have an error format each.
 * @param {string} path
 * @param {number} status
 */
function errorBody(path, status) {
  const message = `The sandbox was asked to answer ${status}`;
  const [code, v2Code, type] = WORDS[status] ?? OTHER;
  if (path.startsWith("/v2/"))
    return { error_id: "injected", error_code: v2Code, error_message: message, error_type: type };
  return { correlation_id: "injected", error_code: code, error_messages: [message] };
}
