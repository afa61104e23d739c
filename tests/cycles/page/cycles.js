// Purchases in one page, one after the other, and what they leave behind.

/** The instances of WebAssembly in this page. @type {WebAssembly.Instance[]} */
const instances = [];
for (const name of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
  const real = WebAssembly[name];
  WebAssembly[name] = async (/** @type {any[]} */ ...args) => {
    const made = await /** @type {any} */ (real)(...args);
    instances.push(made.instance ?? made);
    return made;
  };
}

/** The stand-ins for Klarna's SDKs, where the server has them. */
const SDKS = "/sdks/sdks.js";
const { listeners } = await import(SDKS);
const klarna = await import("klarna-payments-wasm");

/** The page remembers of each session which token is its newest, some 200 bytes; so they are few. */
const SESSIONS = 16;
const TOKEN = (/** @type {number} */ number) =>
  `e30.${btoa(JSON.stringify({ session_id: `session-${number % SESSIONS}` }))}.signature`;
const ORDER = {
  purchase_country: "DE",
  purchase_currency: "EUR",
  order_amount: 1000,
  order_lines: [{ name: "Tea", quantity: 1, unit_price: 1000, total_amount: 1000 }],
};
const sdk = (/** @type {string} */ file) => ({ url: `${location.origin}/sdks/${file}` });

/** @type {Record<string, (number: number) => Promise<void>>} */
const CYCLES = {
  payments: async (number) => {
    const purchase = await klarna.loadKlarnaPayments({
      clientToken: TOKEN(number),
      backend: "/api/orders",
      sdk: sdk("api.js"),
    });
    purchase.on("statechange", () => {});
    await purchase.load("#klarna", ORDER);
    const { status } = await purchase.authorize({}, ORDER);
    if (status !== "approved") throw new Error(status);
    purchase.dispose();
  },
  "web-sdk": async () => {
    const object = await klarna.loadKlarnaWebSdk({
      clientId: "klarna_test_client_1",
      backend: { authorize: "/api/authorize" },
      returnUrl: "/thanks",
      sdk: sdk("klarna.mjs"),
    });
    object.on("statechange", () => {});
    // Without a name: those that are paid the page remembers, some 150 bytes each.
    const presentation = await object.presentation({ amount: 1000, currency: "EUR" });
    presentation.mount("header", "#klarna");
    presentation.mountButton("#klarna");
    const { state } = await object.initiate();
    if (state !== "APPROVED") throw new Error(state);
    object.dispose();
    // The stand-in for Klarna's SDK keeps them.
    listeners.length = 0;
  },
};

/** @param {string} flow @param {number} first @param {number} count */
async function cycles(flow, first, count) {
  for (let number = first; number < first + count; number += 1) await CYCLES[flow]?.(number);
  // What is let go of is told of later.
  await new Promise((resolve) => setTimeout(resolve, 200));
}

/** What the instances hold: bytes of memory, and values of JavaScript's in their tables. */
function held() {
  const exported = instances.flatMap((instance) => Object.values(instance.exports));
  const sizes = { memory: 0, externrefs: 0 };
  for (const one of exported) {
    if (one instanceof WebAssembly.Memory) sizes.memory += one.buffer.byteLength;
    if (one instanceof WebAssembly.Table)
      for (let index = 0; index < one.length; index += 1) {
        const value = one.get(index);
        if (value !== undefined && value !== null) sizes.externrefs += 1;
      }
  }
  return sizes;
}

Object.assign(window, { cycles, held });
