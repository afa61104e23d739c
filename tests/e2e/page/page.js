// Keeps what a test wants to know of the page, and gives the tests their words.

/** @type {any} */
const page = window;

// Each visit is a purchase of its own, unless it is to be the next page of one.
if (!location.search.includes("next")) sessionStorage.clear();

page.seen = { console: [], errors: [], rejections: [], log: [], violations: [] };

for (const level of /** @type {const} */ (["log", "info", "warn", "error", "debug"])) {
  const real = console[level].bind(console);
  console[level] = (...words) => {
    page.seen.console.push(words.map(String).join(" "));
    real(...words);
  };
}
addEventListener("error", ({ message }) => page.seen.errors.push(message));
addEventListener("unhandledrejection", ({ reason }) => page.seen.rejections.push(String(reason)));
document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
  page.seen.violations.push(effectiveDirective),
);

/** The package, or one of its entries, loaded when it is first wanted. */
page.klarnaModule = (/** @type {string} */ folder = "pkg", /** @type {string} */ entry = "index") =>
  import(`/${folder}/${entry}.js`);

/** A client token, as Klarna's server makes one. */
page.clientToken = (/** @type {string} */ session) =>
  `e30.${btoa(JSON.stringify({ session_id: session }))}.signature`;

/** The SDK, at an address that no other visit has: WebKit keeps in its memory what was preloaded. */
const sdkUrl = `/sdk/api.js?${performance.timeOrigin}`;

/** A purchase with the SDK at `/sdk/api.js` and the endpoint at `/orders`. */
page.purchase = async (
  /** @type {any} */ { session = "session-1", folder, entry, ...options } = {},
) => {
  const { loadKlarnaPayments } = await page.klarnaModule(folder, entry);
  return loadKlarnaPayments({
    clientToken: page.clientToken(session),
    backend: "/orders",
    log: (/** @type {unknown} */ entry) => page.seen.log.push(entry),
    ...options,
    sdk: { url: sdkUrl, ...options.sdk },
  });
};

/** The outcome of a purchase, from its first line to its last. */
page.bought = async (/** @type {any} */ options) => {
  const klarna = await page.purchase(options);
  await klarna.load("#klarna");
  return (await klarna.authorize()).status;
};

/** Klarna's SDK answers `authorize` when the test says so. */
page.holdAuthorize = () => {
  const { Payments } = page.Klarna;
  const { authorize } = Payments;
  /** @type {(answer: object) => void} */
  let callback = () => {};
  Payments.authorize = (/** @type {any[]} */ ...args) => {
    callback = args[2];
  };
  return {
    answer: (/** @type {object} */ answer) => callback(answer),
    restore: () => Object.assign(Payments, { authorize }),
  };
};

/** What came of something, in a form that goes through WebDriver. */
page.told = async (/** @type {() => unknown} */ act) => {
  try {
    return { ok: await act() };
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    const { name, code, message, path, status, retryable, body, stack } = error ?? {};
    const cause = error?.cause === undefined ? undefined : String(error.cause);
    return { failed: { name, code, message, path, status, retryable, body, cause, stack } };
  }
};
