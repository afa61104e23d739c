import { createServer } from "node:http";
import { ask, ORDER, stepUp } from "./merchant.js";

/** Where Klarna's SDKs are, as shops have it in their code. */
const KLARNA = {
  payments: "https://x.klarnacdn.net/kp/lib/v1/api.js",
  webSdk: "https://js.klarna.com/web-sdk/v2/klarna.mjs",
};

/** The same, of a shop whose addresses are set for a test. @type {(sandbox: import("../index.js").Sandbox) => typeof KLARNA} */
const inSandbox = ({ url }) => ({
  payments: `${url}/kp/lib/v1/api.js`,
  webSdk: `${url}/web-sdk/v2/klarna.mjs`,
});

/** What Klarna's page on browser security asks a shop to send. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'nonce-of-the-shop' https://x.klarnacdn.net https://js.klarna.com https://js.playground.klarna.com",
  "style-src 'unsafe-inline' https://x.klarnacdn.net",
  "font-src https://x.klarnacdn.net",
  "connect-src 'self' https://*.klarna.com https://*.klarnaevt.com https://x.klarnacdn.net",
  "frame-src https://*.klarna.com https://x.klarnacdn.net",
  "img-src https://x.klarnacdn.net https://*.klarnaevt.com",
].join("; ");
const KLARNAS_HOSTS = /https:\/\/[a-z*.]+klarna[a-z]*\.(com|net)/g;

/**
 * A checkout with both of Klarna's SDKs.
 * @param {typeof KLARNA} scripts
 * @param {{ clientToken: string, clientId: string }} session
 */
const page = (scripts, { clientToken, clientId }) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Shoes</title>
    <script src="${scripts.payments}"></script>
  </head>
  <body>
    <h1>Checkout</h1>
    <!-- The widget changes its height after it has answered: what is below it moves just when it can be clicked. -->
    <button id="buy" disabled>Buy</button>
    <button id="pay" disabled>Pay</button>
    <p id="said" role="status"></p>
    <div id="klarna"></div>
    <script type="module" nonce="of-the-shop">
      const say = (text) => { document.querySelector("#said").textContent = text; };
      addEventListener("securitypolicyviolation", (event) => say("refused: " + event.violatedDirective + " " + event.blockedURI));
      const widget = { payment_method_category: "klarna" };
      const [buy, pay] = document.querySelectorAll("button");

      Klarna.Payments.init({ client_token: ${JSON.stringify(clientToken)} });
      Klarna.Payments.load({ container: "#klarna", ...widget }, {}, ({ show_form }) => { buy.disabled = !show_form; });
      buy.onclick = () => Klarna.Payments.authorize(widget, {}, async (result) => {
        if (!result.approved) return say(result.show_form ? "You left Klarna." : "Klarna says no.");
        const answer = await fetch("/order", { method: "POST", body: result.authorization_token });
        say(answer.ok ? "Thank you!" : "That did not work.");
      });

      const { KlarnaSDK } = await import("${scripts.webSdk}");
      const klarna = await KlarnaSDK({ clientId: ${JSON.stringify(clientId)}, products: ["PAYMENT"] });
      klarna.Payment.on("complete", () => { say("Paid."); return false; });
      klarna.Payment.on("abort", () => say("You left Klarna."));
      klarna.Payment.on("error", (error) => say("Error: " + error.errorCode));
      pay.onclick = () => klarna.Payment.initiate(async () => (await fetch("/pay", { method: "POST" })).json());
      pay.disabled = false;
    </script>
  </body>
</html>
`;

/** A small shop whose server speaks to the sandbox. */
export class ExampleShop {
  /**
   * @param {import("../index.js").Sandbox} sandbox
   * @param {"Klarna's addresses" | "the sandbox's addresses"} known to the shop's pages
   */
  static async open(sandbox, known) {
    const shop = new ExampleShop(sandbox, known === "Klarna's addresses");
    await new Promise((resolve) => shop.#server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (shop.#server.address());
    shop.url = `http://127.0.0.1:${port}`;
    return shop;
  }

  url = "";
  #server = createServer((request, response) => void this.#answer(request, response));
  #sandbox;
  #scripts;
  #policy;

  /**
   * @param {import("../index.js").Sandbox} sandbox
   * @param {boolean} isAsLive
   */
  constructor(sandbox, isAsLive) {
    this.#sandbox = sandbox;
    this.#scripts = isAsLive ? KLARNA : inSandbox(sandbox);
    this.#policy = isAsLive ? POLICY : POLICY.replaceAll(KLARNAS_HOSTS, sandbox.url);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #answer(request, response) {
    const sandbox = this.#sandbox;
    response.setHeader("content-security-policy", this.#policy);
    if (request.url === "/order") {
      const token = (await request.setEncoding("utf8").toArray()).join("");
      const path = `/payments/v1/authorizations/${token}/order`;
      const { status } = await ask(sandbox, "POST", path, ORDER);
      response.writeHead(status === 200 ? 204 : 502).end();
    } else if (request.url === "/pay") {
      const body = await stepUp(sandbox, `${this.url}/`);
      const { customer_interaction: interaction } = body.payment_request.state_context;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ paymentRequestUrl: interaction.payment_request_url }));
    } else if (request.url === "/") {
      const { body } = await ask(sandbox, "POST", "/payments/v1/sessions", ORDER);
      response.setHeader("content-type", "text/html");
      const { clientId } = sandbox.credentials;
      response.end(page(this.#scripts, { clientToken: body.client_token, clientId }));
    } else {
      response.writeHead(404).end();
    }
  }
}
