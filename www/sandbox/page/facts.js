import { byId, copyButton, element } from "./element.js";

/**
 * What a shop has to be told.
 * @param {import("./main.js").Overview} overview
 */
export function showFacts({
  url,
  credentials: { username, password, apiKey, clientId, accountId },
}) {
  /** @type {[name: string, value: string][]} */
  const facts = [
    ["Script, v1", `${url}/kp/lib/v1/api.js`],
    ["Module, v2", `${url}/web-sdk/v2/klarna.mjs`],
    ["Klarna's API", url],
    ["Basic auth, v1", `${username}:${password}`],
    ["API key", apiKey],
    ["Client id", clientId],
    ["Account", accountId],
  ];
  byId("facts").replaceChildren(
    ...facts.flatMap(([name, value]) => [
      element("dt", {}, name),
      element("dd", {}, element("code", {}, value), copyButton(name, value)),
    ]),
  );
}

const ORDER = {
  purchase_country: "SE",
  purchase_currency: "SEK",
  locale: "sv-SE",
  order_amount: 10_000,
  order_tax_amount: 2_000,
  order_lines: [
    {
      name: "Shoes",
      quantity: 1,
      unit_price: 10_000,
      total_amount: 10_000,
      tax_rate: 2_500,
      total_tax_amount: 2_000,
    },
  ],
};
const PURCHASE = {
  currency: "EUR",
  request_payment_transaction: { amount: 5_000, payment_transaction_reference: "t-1" },
  supplementary_purchase_data: { customer: { email: "customer+known@example.com" } },
};
const HOOK = {
  url: "http://127.0.0.1:3000/klarna",
  event_types: ["payment.request.*"],
  signing_key_id: "<signing_key_id>",
};

/** @type {[title: string, method: string, path: string, body?: object][]} */
const CALLS = [
  ["Create a session (v1)", "POST", "/payments/v1/sessions", ORDER],
  ["Place an order (v1)", "POST", "/payments/v1/authorizations/<token>/order", ORDER],
  ["Read an order", "GET", "/ordermanagement/v1/orders/<order_id>"],
  [
    "Capture an order",
    "POST",
    "/ordermanagement/v1/orders/<order_id>/captures",
    { captured_amount: 10_000 },
  ],
  [
    "A Hosted Payment Page",
    "POST",
    "/hpp/v1/sessions",
    {
      payment_session_url: "<url of a session>",
      merchant_urls: { success: "http://127.0.0.1:3000/paid" },
    },
  ],
  ["Authorize a payment (v2)", "POST", "/v2/payment/authorize", PURCHASE],
  ["Make a signing key (v2)", "POST", "/v2/notification/signing-keys", {}],
  ["Register a webhook (v2)", "POST", "/v2/notification/webhooks", HOOK],
  [
    "Let the next order's answer get lost",
    "POST",
    "/sandbox/faults",
    {
      path: "/payments/v1/authorizations/*/order",
      kind: "drop",
      stage: "after",
      times: 1,
    },
  ],
];

/**
 * Each API as a command.
 * @param {import("./main.js").Overview} overview
 */
export function showCalls({ url, credentials: { username, password, apiKey } }) {
  byId("calls").replaceChildren(
    ...CALLS.flatMap(([title, method, path, body]) => {
      const auth = path.startsWith("/v2/")
        ? ` -H 'Authorization: Basic ${apiKey}'`
        : path.startsWith("/sandbox/")
          ? ""
          : ` -u '${username}:${password}'`;
      const data = body
        ? ` \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body)}'`
        : "";
      const command = `curl -X ${method} '${url}${path}'${auth}${data}`;
      return [
        element("h3", {}, title, " ", copyButton(`the command: ${title}`, command)),
        element("pre", { tabindex: "0", "aria-label": title }, element("code", {}, command)),
      ];
    }),
  );
}
