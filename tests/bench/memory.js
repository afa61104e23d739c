// What is left after a thousand purchases in one page: of JavaScript, of the module's memory, and of its table.

const CYCLES = 1000;

/** @typedef {{ arm: string, cycles: number, heap: number, memory: number, slots: number }} Row growth in bytes, and slots */

/**
 * @param {Pick<import("./startup.js").Given, "browser" | "server" | "arms">} given
 * @returns {Promise<Row[]>}
 */
export async function measureMemory({ browser, server, arms }) {
  /** @type {Row[]} */
  const rows = [];
  for (const [index, { name, kind }] of arms.entries()) {
    if (kind !== "payments") continue;
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/isolated`);
    const devtools = await context.newCDPSession(page);
    const look = async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize } = await devtools.send("Runtime.getHeapUsage");
      return { heap: usedSize, ...(await page.evaluate(() => /** @type {any} */ (window).held())) };
    };
    await page.evaluate(prepare, server.moduleOf(index));
    // What is made once is there by then.
    await page.evaluate((cycles) => /** @type {any} */ (window).buy(cycles), CYCLES / 10);
    const before = await look();
    await page.evaluate((cycles) => /** @type {any} */ (window).buy(cycles), CYCLES);
    const after = await look();
    rows.push({
      arm: name,
      cycles: CYCLES,
      heap: after.heap - before.heap,
      memory: after.memory - before.memory,
      slots: after.slots - before.slots,
    });
    await context.close();
  }
  return rows;
}

/**
 * In a page: a Klarna that approves, a shop that takes orders, and a look into the module.
 *
 * @param {string} module
 */
async function prepare(module) {
  /** @type {any} */
  const page = window;
  /** @type {WebAssembly.Instance[]} */
  const instances = [];
  for (const name of /** @type {const} */ (["instantiate", "instantiateStreaming"])) {
    const real = /** @type {any} */ (WebAssembly)[name];
    Object.assign(WebAssembly, {
      [name]: async (/** @type {unknown[]} */ ...given) => {
        const made = await real.apply(WebAssembly, given);
        instances.push(made.instance ?? made);
        return made;
      },
    });
  }
  page.held = () => {
    const held = instances.flatMap(({ exports }) => Object.values(exports));
    const memories = held.filter((one) => one instanceof WebAssembly.Memory);
    const tables = held.filter((one) => one instanceof WebAssembly.Table);
    return {
      memory: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
      slots: tables.reduce((sum, { length }) => sum + length, 0),
    };
  };
  const answer = { approved: true, show_form: true, authorization_token: "token" };
  const done = (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ callback) =>
    setTimeout(callback, 0, answer);
  page.Klarna = {
    Payments: {
      init() {},
      load: (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ callback) => {
        const frame = Object.assign(document.createElement("div"), { id: "klarna-klarna-main" });
        document.querySelector("#klarna")?.replaceChildren(frame);
        done(_1, _2, callback);
      },
      authorize: done,
      reauthorize: done,
      finalize: done,
      on() {},
      off() {},
    },
  };
  const real = page.fetch;
  page.fetch = async (/** @type {any} */ address, /** @type {unknown} */ options) =>
    String(address.url ?? address).endsWith("/orders")
      ? Response.json({ order_number: "1" })
      : real(address, options);
  const { loadKlarnaPayments } = await import(module);
  let bought = 0;
  page.buy = async (/** @type {number} */ cycles) => {
    for (let count = 0; count < cycles; count++) {
      const session = btoa(JSON.stringify({ session_id: `session-${bought++}` }));
      const clientToken = `e30.${session}.signature`;
      const klarna = await loadKlarnaPayments({ clientToken, backend: "/orders" });
      await klarna.load("#klarna");
      const { status } = await klarna.authorize();
      if (status !== "approved") throw new Error(`a purchase ended with ${status}`);
      klarna.dispose?.();
    }
  };
}
