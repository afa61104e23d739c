// Runs in the test page of the Web SDK: a shop in a few lines, which keeps what it was told for the test to ask.

const { sandbox = "" } = document.documentElement.dataset;

/** @param {any} error */
const shown = (error) => ({
  name: error?.name,
  message: error?.message,
  errorCode: error?.errorCode,
  errorType: error?.errorType,
  hasOriginal: error?.originalError !== undefined,
});

const shop = {
  /** @type {any} */
  klarna: undefined,
  /** @type {any} */
  presentation: undefined,
  /** @type {any[][]} */
  events: [],
  /** The arguments of each time `initiate` ran. @type {any[][]} */
  initiated: [],
  /** What `initiate` is to do: `{ give }`, `{ reject }` or `{ throw }`. @type {Record<string, any>} */
  plan: {},
  /** What calls of `Payment.initiate` came to. @type {any[]} */
  outcomes: [],

  /**
   * Starts an instance; `error` is what it failed with.
   * @param {object} config
   * @param {string[]} [listenTo]
   */
  async start(config, listenTo = ["complete", "abort", "error"]) {
    try {
      const module = await import(`${sandbox}/web-sdk/v2/klarna.mjs${location.search}`);
      shop.klarna = await module.KlarnaSDK(config);
      for (const event of listenTo) shop.listen(event);
      return null;
    } catch (error) {
      return shown(error);
    }
  },

  /** @param {string} event @param {unknown} [result] */
  listen(event, result) {
    shop.klarna.Payment.on(event, async (/** @type {any[]} */ ...args) => {
      shop.events.push([event, ...args.map((arg) => (arg instanceof Error ? shown(arg) : arg))]);
      return result;
    });
  },

  /** @param {any[]} args */
  initiate(...args) {
    shop.initiated.push(args);
    if ("throw" in shop.plan) throw new Error(shop.plan.throw);
    if ("reject" in shop.plan) return Promise.reject(new Error(shop.plan.reject));
    if ("undefined" in shop.plan) return Promise.resolve(undefined);
    return shop.plan.sync ? shop.plan.give : Promise.resolve(shop.plan.give);
  },

  /** @param {object} data */
  async present(data) {
    try {
      shop.presentation = await shop.klarna.Payment.presentation(data);
      return JSON.parse(JSON.stringify(shop.presentation));
    } catch (error) {
      return shown(error);
    }
  },

  /** Mounts the presentation's button. @param {object} [config] */
  mountButton(config = {}) {
    const { paymentButton } = shop.presentation.paymentOption ?? shop.presentation;
    paymentButton.component({ initiate: shop.initiate, ...config }).mount("#button");
  },

  /** Lets the page's own button start payments. @param {object} [options] */
  armOwnButton(options) {
    const own = /** @type {HTMLElement} */ (document.querySelector("#own"));
    own.onclick = () => {
      shop.klarna.Payment.initiate(shop.initiate, options).then(
        (/** @type {any} */ request) => shop.outcomes.push({ request }),
        (/** @type {any} */ error) => shop.outcomes.push({ error: shown(error) }),
      );
    };
  },
};

Object.assign(window, { shop });
