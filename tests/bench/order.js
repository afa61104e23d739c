// An order of so many lines: from the click to the call of Klarna's SDK, the first time in a page and later.

const LINES = [10, 100, 1000];
const WARMING_UP = 10;
const LATER = 15;

/** @typedef {{ first: number, later: number }} Times in milliseconds */

/**
 * @param {object} given
 * @param {import("../webdriver/browsers.js").OpenBrowser} given.browser
 * @param {string} given.url of the server
 * @param {string[]} given.builds by their names; the first one is compared with the second
 * @param {number} given.samples
 */
export async function measureOrders({ browser, url, builds, samples }) {
  /** @type {Record<string, Times[]>} */
  const times = {};
  for (let sample = 0; sample < samples; sample++) {
    for (const lines of LINES) {
      // In turns, so that what the machine does besides strikes all alike.
      for (const build of sample % 2 === 0 ? builds : builds.toReversed()) {
        await browser.url(`${url}/?${sample}-${lines}-${build}`);
        const measured = await browser.execute(measureInPage, build, lines, WARMING_UP, LATER);
        times[`${build} ${lines}`] = [...(times[`${build} ${lines}`] ?? []), measured];
      }
    }
  }
  return LINES.flatMap((lines) =>
    /** @type {const} */ (["first", "later"]).map((kind) => {
      const medians = Object.fromEntries(
        builds.map((build) => [
          build,
          median((times[`${build} ${lines}`] ?? []).map((one) => one[kind])),
        ]),
      );
      const [one, other] = Object.values(medians);
      const ratio = one && other ? { quicker: `${(other / one).toFixed(1)} ×` } : {};
      const shown = Object.entries(medians).map(([build, ms]) => [build, Number(ms.toFixed(3))]);
      return { lines, call: kind, ...Object.fromEntries(shown), ...ratio };
    }),
  );
}

/**
 * In a page: without anything of this file around it.
 *
 * @param {string} build
 * @param {number} lines
 * @param {number} warmingUp
 * @param {number} later
 * @returns {Promise<Times>}
 */
async function measureInPage(build, lines, warmingUp, later) {
  /** @type {any} */
  const page = window;
  const line = (/** @type {number} */ index) => ({
    type: "physical",
    reference: `article-${index}`,
    name: `Article number ${index}`,
    quantity: 2,
    unit_price: 1250,
    tax_rate: 2500,
    total_amount: 2500,
    total_discount_amount: 0,
    total_tax_amount: 500,
  });
  const order = {
    purchase_country: "SE",
    purchase_currency: "SEK",
    locale: "sv-SE",
    order_amount: 2500 * lines,
    order_tax_amount: 500 * lines,
    order_lines: Array.from({ length: lines }, (_, index) => line(index)),
  };
  let called = 0;
  const answer = { approved: false, show_form: true };
  page.Klarna = {
    Payments: {
      init() {},
      load: (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ done) => {
        const frame = Object.assign(document.createElement("div"), { id: "klarna-klarna-main" });
        document.querySelector("#klarna")?.replaceChildren(frame);
        setTimeout(done, 0, answer);
      },
      authorize: (/** @type {any} */ _1, /** @type {any} */ _2, /** @type {any} */ done) => {
        called = performance.now();
        setTimeout(done, 0, answer);
      },
      reauthorize() {},
      finalize() {},
      on() {},
      off() {},
    },
  };
  const token = `e30.${btoa(JSON.stringify({ session_id: "session" }))}.signature`;
  const { loadKlarnaPayments } = await import(`/${build}/index.js`);
  const klarna = await loadKlarnaPayments({ clientToken: token });
  await klarna.load("#klarna");
  const click = async () => {
    const clicked = performance.now();
    const outcome = klarna.authorize({}, order);
    const time = called - clicked;
    await outcome;
    return time;
  };
  const first = await click();
  for (let count = 0; count < warmingUp; count++) await click();
  const times = [];
  for (let count = 0; count < later; count++) times.push(await click());
  times.sort((a, b) => a - b);
  return { first, later: times[times.length >> 1] ?? Number.NaN };
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
