import { asAnswer, give, spoil, spoilNews } from "./border.js";

/** @typedef {import("./border.js").Serve} Serve */

/** @type {Record<string, string>} */
const PAGE_STEPS = { "authorize-payment": "authorize", "orders/kept": "kept", payments: "status" };

/**
 * What is asked of the server library, by pages and by Klarna, and the faults on that way.
 *
 * @param {object} world
 * @param {ReturnType<typeof import("../../www/server/src/index.js").createKlarnaServer>} world.klarna
 * @param {string} world.origin the shop's
 * @param {import("./purchases.js").Purchases} world.purchases
 * @param {import("./shown.js").Shown} world.shown
 */
export function librarySide({ klarna, origin, purchases, shown }) {
  /** @type {Map<string, string>} */
  const cartOfSession = new Map();
  return atTheLibrary;

  /** @type {(cart: string, url: URL, ...rest: Parameters<Serve>) => Promise<unknown>} */
  async function atTheLibrary(cookie, url, asked, reply) {
    const endpoint = url.pathname.slice("/api/klarna/".length);
    const text = asked.body.toString();
    const [first = ""] = endpoint.split("/");
    if (first === "webhooks" || first === "callbacks") {
      const session = /"session_id":"([^"]+)"/.exec(text)?.[1] ?? "";
      const cart = /"R-([^"]+)"/.exec(text)?.[1] ?? cartOfSession.get(session) ?? "";
      const step = first === "webhooks" ? "webhook" : "callback";
      const fault = purchases.dueAt(cart, step);
      await (fault
        ? spoilNews(fault, asked, reply, toTheLibrary)
        : give(reply, await toTheLibrary(asked)));
      return purchases.get(cart)?.hear();
    }
    const isReview = url.searchParams.get("step") === "review";
    const step = PAGE_STEPS[endpoint] ?? PAGE_STEPS[first] ?? first;
    const purchase = purchases.get(cookie);
    if (purchase) purchase.hasAsked ||= endpoint === "orders" || endpoint === "orders/kept";
    // The page's answer waits until Klarna's news has come.
    const { step: awaited, fault: when } = purchase?.cell ?? {};
    const isAwaited = when === "before" && (step === "orders" || step === "status");
    if (isAwaited && (awaited === "callback" || awaited === "webhook"))
      await Promise.race([purchase?.news, new Promise((go) => setTimeout(go, 500))]);
    const fault = purchases.dueAt(cookie, isReview ? `review.${step}` : step);
    if (fault) return spoil(fault, asked, reply, toTheLibrary);
    return give(reply, await toTheLibrary(asked));
  }

  /** @type {import("./border.js").Pass} */
  async function toTheLibrary({ method, path, headers, body }) {
    const { host: _, connection: __, ...passed } = headers;
    const answered = await klarna.fetch(
      new Request(origin + path, {
        method,
        headers: /** @type {Record<string, any>} */ (passed),
        ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
      }),
    );
    const answer = await asAnswer(answered);
    shown.secrets.learn(`${body} ${Buffer.from(answer.body)}`);
    const cart = /cart=([^;]+)/.exec(String(headers.cookie))?.[1];
    const session = /"session_id":"([^"]+)"/.exec(Buffer.from(answer.body).toString())?.[1];
    if (cart && session) cartOfSession.set(session, cart);
    return answer;
  }
}
