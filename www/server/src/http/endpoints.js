import { nameOf, Problem } from "../problem.js";
import { clickEndpoint } from "./click.js";
import { notificationEndpoint } from "./notification.js";
import { paymentEndpoints } from "./payment.js";
import { checkOrigin } from "./request.js";
import { sessionEndpoint } from "./session.js";
import { tokenEndpoints } from "./tokens.js";
import { webhookEndpoint } from "./webhook.js";

/**
 * Every endpoint: how it is called, and who calls it.
 *
 * @type {Record<import("../public.js").HandlerName, { method: "GET" | "POST", path: string, by: "page" | "klarna" | "customer" }>}
 */
export const ENDPOINTS = {
  session: { method: "POST", path: "/session", by: "page" },
  orders: { method: "POST", path: "/orders", by: "page" },
  keep: { method: "POST", path: "/keep", by: "page" },
  kept: { method: "POST", path: "/orders/kept", by: "page" },
  cancel: { method: "POST", path: "/cancel", by: "page" },
  authorizePayment: { method: "POST", path: "/authorize-payment", by: "page" },
  paymentStatus: { method: "GET", path: "/payments/:id", by: "customer" },
  returnPage: { method: "GET", path: "/return", by: "customer" },
  webhook: { method: "POST", path: "/webhooks", by: "klarna" },
  authorizationCallback: { method: "POST", path: "/callbacks/authorization/:secret", by: "klarna" },
  notification: { method: "POST", path: "/callbacks/notification/:id", by: "klarna" },
};

/**
 * @param {import("./types.js").Parts} parts
 * @param {() => Promise<void>} open opens the store, if it is not
 * @returns {Pick<import("../public.js").KlarnaServer, "handlers" | "endpoints" | "fetch">}
 */
export function endpoints(parts, open) {
  const { settings } = parts;
  const { basePath, log } = settings;
  const plain = {
    session: sessionEndpoint(parts),
    ...tokenEndpoints(parts),
    authorizePayment: clickEndpoint(parts),
    ...paymentEndpoints(parts),
    webhook: webhookEndpoint(parts),
    notification: notificationEndpoint(parts),
  };
  const names = /** @type {import("../public.js").HandlerName[]} */ (Object.keys(ENDPOINTS));
  const handlers = /** @type {import("../public.js").KlarnaServer["handlers"]} */ (
    Object.fromEntries(names.map((name) => [name, guarded(name)]))
  );
  const known = names.map((name) => {
    const { method, path } = ENDPOINTS[name];
    return { name, method, path: `${basePath}${path}` };
  });
  const patterns = known.map(({ path }) => new RegExp(`^${path.replace(/:\w+/, "[^/]+")}$`));
  return { handlers, endpoints: known, fetch: route };

  /**
   * @param {import("../public.js").HandlerName} name
   * @returns {import("../public.js").Handler}
   */
  function guarded(name) {
    const { method, by } = ENDPOINTS[name];
    return async (request) => {
      try {
        if (request.method !== method)
          throw new Problem(405, "wrong_method", `This endpoint is called with ${method}.`);
        if (by === "page") checkOrigin(request, settings);
        await open();
        const answer = await plain[name](request);
        answer.headers.set("cache-control", "no-store");
        return answer;
      } catch (error) {
        return refusal(name, error);
      }
    };
  }

  /** @type {import("../public.js").Handler} */
  async function route(request) {
    const { pathname } = new URL(request.url);
    const name = names.find((_, index) => patterns[index]?.test(pathname));
    if (name) return handlers[name](request);
    return refusal("(no route)", new Problem(404, "unknown_address", "There is nothing here."));
  }

  /**
   * @param {string} endpoint
   * @param {unknown} error
   */
  function refusal(endpoint, error) {
    const problem = error instanceof Problem ? error : unexpected();
    if (!(error instanceof Problem))
      log({ level: "error", event: "failed", endpoint, error: nameOf(error) });
    const { status, body } = problem.answer();
    const headers = new Headers({ "cache-control": "no-store" });
    if (problem.retryAfterS !== undefined) headers.set("retry-after", String(problem.retryAfterS));
    return Response.json(body, { status, headers });
  }
}

/** A database that is down, a fault in the shop's functions or in here: nobody can say what came of it. */
const unexpected = () => new Problem(503, "internal", "Something went wrong on the server.");
