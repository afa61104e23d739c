import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { give, passTo, spoil } from "./border.js";
import { PAGE } from "./pages.js";

/** @typedef {import("./border.js").Serve} Serve */

const SCRIPTS = ["/kp/lib/v1/api.js", "/web-sdk/v2/klarna.mjs"];

/** @type {[string, RegExp][]} */
const SERVER_STEPS = [
  ["klarna.session", /^\/payments\/v1\/sessions$/],
  ["klarna.order", /^\/payments\/v1\/authorizations\/[^/]+\/order$/],
  ["klarna.authorize", /\/payment\/authorize$/],
];

/**
 * What is asked of Klarna, by pages and by the shop's server, and the faults on that way.
 *
 * @param {{ origin: string, purchases: import("./purchases.js").Purchases, shown: import("./shown.js").Shown }} world
 *   `origin`: the sandbox's
 * @returns {Promise<Serve>}
 */
export async function klarnaSide({ origin, purchases, shown }) {
  const toKlarna = passTo(origin);
  const spoilPayments = await readFile(join(PAGE, "spoil-payments.js"), "utf8");
  const spoilWebSdk = await readFile(join(PAGE, "spoil-web-sdk.js"), "utf8");
  return atKlarna;

  /** @type {Serve} */
  async function atKlarna(asked, reply) {
    const { pathname, searchParams } = new URL(asked.path, "http://klarna");
    const script = SCRIPTS.includes(pathname) && !searchParams.has("real");
    if (script) return giveScript(searchParams.get("cart") ?? "", asked, reply);
    const step = SERVER_STEPS.find(([, path]) => path.test(pathname))?.[0];
    const text = asked.body.toString();
    const cart = step && /"R-([^"]+)"/.exec(text)?.[1];
    const isFinal = step === "klarna.authorize" && !text.includes("step_up_config");
    shown.secrets.learn(text);
    const purchase = purchases.get(cart);
    // A token that is kept waits for Buy; the other kinds of purchases may be ordered by Klarna's callback.
    if (step === "klarna.order" && purchase?.cell.flow === "kept")
      purchase.isEarly ||= !purchase.hasAsked;
    const fault = cart && purchases.dueAt(cart, isFinal ? "klarna.final" : step);
    if (fault) return spoil(fault, asked, reply, toKlarna);
    const answer = await toKlarna(asked);
    shown.secrets.learn(Buffer.from(answer.body).toString());
    return give(reply, answer);
  }

  /** @type {(cart: string, ...rest: Parameters<Serve>) => Promise<unknown>} */
  async function giveScript(cart, asked, reply) {
    const purchase = purchases.get(cart);
    const isModule = asked.path.includes(".mjs");
    const pass = async () => {
      const answer = await toKlarna(asked);
      if (!purchase || purchase.isHit || !purchase.cell.step.startsWith("sdk.")) return answer;
      const what = JSON.stringify({ ...purchase.cell, call: purchase.cell.step.slice(4) });
      const query = asked.path.split("?")[1];
      const body = isModule
        ? `import { KlarnaSDK as real } from "./klarna.mjs?real=1&${query}";\n${spoilWebSdk}\nexport const KlarnaSDK = spoilWebSdk(real, ${what});`
        : `${Buffer.from(answer.body)}\n${spoilPayments}\nspoilPayments(${what});`;
      return { ...answer, body };
    };
    const fault = purchases.dueAt(cart, "script");
    // The page itself has a second tag of Klarna's.
    if (fault && fault !== "twice") return spoil(fault, asked, reply, pass);
    return give(reply, await pass());
  }
}
