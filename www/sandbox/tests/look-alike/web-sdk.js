// The Web SDK (v2): other ways to start it, what its events give, its errors; and variants by the sandbox's settings.

import { WebSdkPage } from "../web-sdk-page.js";

/** @typedef {import("./row.js").Row} Row */

const TYPINGS = "Web SDK v2 typings";

/**
 * Puts `klarna.js` into the page, and starts the SDK as a shop does that has a callback for it.
 * @param {import("./row.js").Bench} bench
 * @param {boolean} named whether the tag names the client
 * @returns {Promise<unknown[]>}
 */
async function startedByCallback({ page, inPage }, named) {
  const { url, credentials } = page.sandbox;
  return inPage(
    async (src, clientId, isNamed) => {
      const klarna = window.Klarna;
      const script = document.createElement("script");
      script.src = `${src}/web-sdk/v2/klarna.js`;
      script.defer = true;
      if (isNamed) script.dataset.clientId = clientId;
      const started = new Promise((resolve) => {
        Object.assign(window, {
          KlarnaSDKCallback: async (/** @type {any[]} */ ...given) => {
            const instance = given[0] ?? (await window.Klarna.init({ clientId }));
            resolve([given.length, typeof instance.Payment.presentation]);
          },
        });
      });
      document.head.append(script);
      return [...(await started), window.Klarna === klarna && "Payments" in window.Klarna];
    },
    url,
    credentials.clientId,
    named,
  );
}

/** @type {Row[]} */
export const WEB_SDK = [
  {
    group: "web sdk",
    fact: "klarna.js calls KlarnaSDKCallback, in which Klarna.init starts an instance; the v1 API stays",
    source: "docs.klarna.com, Express Checkout draft",
    expected: [0, "function", true],
    run: (bench) => startedByCallback(bench, false),
  },
  {
    group: "web sdk",
    fact: "where the tag names the client, KlarnaSDKCallback gets the instance",
    source: "krokedil/sign-in-with-klarna",
    expected: [1, "function", true],
    run: (bench) => startedByCallback(bench, true),
  },
  {
    group: "web sdk",
    fact: "redirect tells the absolute return URL that is about to be opened, for { returnUrl } as well",
    source: "docs.klarna.com, RedirectContext",
    expected: [["redirect", { redirectUrl: "SHOP/thanks?a=1" }]],
    run: async ({ page }) => {
      const webSdk = new WebSdkPage(page);
      await webSdk.start("", {}, ["redirect"]);
      await webSdk.plan({ give: { returnUrl: "/thanks?a=1" } });
      await webSdk.clickOwn();
      const [[event, { redirectUrl }]] = await webSdk.hears(1);
      return [[event, { redirectUrl: redirectUrl.replace(page.url, "SHOP") }]];
    },
  },
  {
    group: "web sdk",
    fact: "redirect tells Klarna's own address when the journey starts",
    source: "docs.klarna.com, RedirectContext",
    expected: true,
    run: async ({ page }) => {
      const webSdk = new WebSdkPage(page);
      await webSdk.start("", {}, ["redirect"]);
      const { url } = await webSdk.stepUp();
      await webSdk.plan({ give: { paymentRequestUrl: url } });
      await webSdk.clickOwn({ initiationMode: "REDIRECT" });
      const [[, { redirectUrl }]] = await webSdk.hears(1);
      return redirectUrl.startsWith(page.sandbox.url);
    },
  },
  ...["text", "object"].map(
    /** @returns {Row} */ (shape) => ({
      group: "web sdk",
      fact: `tokenupdate gives the token as ${shape}, where the settings say so`,
      source: shape === "text" ? TYPINGS : "krokedil's interoperability module",
      expected: shape === "text" ? "krn" : ["interoperabilityToken"],
      run: async ({ page, inPage }) => {
        const webSdk = new WebSdkPage(page);
        page.sandbox.configure({
          sdkVariant: { tokenUpdate: /** @type {"text" | "object"} */ (shape) },
        });
        await webSdk.start();
        return inPage(async () => {
          const { Network, Config } = window.shop.klarna;
          /** @type {any} */
          let heard;
          Network.Session.on("tokenupdate", (/** @type {any} */ update) => {
            heard = update;
          });
          await Config.setSdkToken("any");
          await undefined;
          return typeof heard === "string" ? heard.slice(0, 3) : Object.keys(heard ?? {});
        });
      },
    }),
  ),
  {
    group: "web sdk",
    fact: "the release is chosen by the settings, for shops that have Klarna's address in their code; the address wins",
    source: "several releases are in use",
    expected: [true, false],
    run: async ({ page }) => {
      const webSdk = new WebSdkPage(page);
      page.sandbox.configure({ sdkVariant: { release: "r8" } });
      const isFlat = async (/** @type {string} */ query) => {
        await webSdk.start(query);
        return "header" in (await webSdk.present());
      };
      return [await isFlat(""), await isFlat("release=latest")];
    },
  },
  {
    group: "web sdk",
    fact: "the build of api.js is chosen by the settings as well",
    source: "several builds are in use",
    expected: "InvalidClientTokenError",
    run: async ({ page, inPage }) => {
      page.sandbox.configure({ sdkVariant: { build: "734" } });
      await page.load();
      return inPage(() => {
        try {
          window.Klarna.Payments.init({});
        } catch (error) {
          return /** @type {Error} */ (error).name;
        }
      });
    },
  },
  {
    group: "web sdk",
    fact: "an error of input names type, parameter and where to read more",
    source: `${TYPINGS}; docs.klarna.com, error handling`,
    expected: ["VALIDATION_ERROR", "INPUT_ERROR", "clientId", true],
    run: async ({ page, inPage }) => {
      await new WebSdkPage(page).load();
      return inPage(async (src) => {
        const { KlarnaSDK } = await import(`${src}/web-sdk/v2/klarna.mjs`);
        const error = await KlarnaSDK({}).catch((/** @type {any} */ thrown) => thrown);
        const [{ parameter, docUrl }] = error.validationErrors;
        return [error.errorCode, error.errorType, parameter, docUrl.startsWith("https://")];
      }, page.sandbox.url);
    },
  },
  {
    group: "web sdk",
    fact: "what Klarna's server finds wrong is named in dot notation, lists with brackets",
    source: "docs.klarna.com, error handling",
    expected: ["INPUT_ERROR", "supplementary_purchase_data.line_items[0].name", true],
    run: async ({ page, inPage }) => {
      const webSdk = new WebSdkPage(page);
      await webSdk.start("", {}, []);
      await inPage(() => {
        window.shop.klarna.Payment.on("error", (/** @type {any} */ error) => {
          const [problem] = error.validationErrors ?? [];
          window.shop.events.push([
            error.errorType,
            problem?.parameter,
            "docUrl" in (problem ?? {}),
          ]);
        });
      });
      const lineItems = [{ quantity: 1, totalAmount: 5_000 }];
      const supplementaryPurchaseData = { lineItems };
      await webSdk.plan({ give: { currency: "EUR", amount: 5_000, supplementaryPurchaseData } });
      await webSdk.clickOwn();
      const [heard] = await webSdk.hears(1);
      return heard;
    },
  },
];
