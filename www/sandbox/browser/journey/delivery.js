import { inServerSpelling } from "../web-sdk/v2/sdk/spelling.js";
import { banner, button, element, field } from "./elements.js";
import { money } from "./money.js";

/**
 * @typedef {import("./journey.js").JourneyState} JourneyState
 * @typedef {import("./journey.js").AskShop} AskShop
 * @typedef {{ shippingOptionReference: string, amount: number, displayName: string, description?: string }} ShippingOption
 * @typedef {{ amount?: number, lineItems?: unknown[] }} Agreed what the shop says the purchase is now
 */

const REJECTIONS = /** @type {Record<string, string>} */ ({
  COUNTRY_NOT_SUPPORTED: "The shop does not deliver to that country.",
  POSTAL_CODE_NOT_SUPPORTED: "The shop does not deliver to that postal code.",
  CITY_NOT_SUPPORTED: "The shop does not deliver to that city.",
  REGION_NOT_SUPPORTED: "The shop does not deliver to that region.",
  ADDRESS_NOT_SUPPORTED: "The shop does not deliver to that address.",
  INVALID_OPTION: "The shop does not offer that any more.",
});

/**
 * Lets the customer say where to deliver and how; the shop is asked about both, and may refuse. In the quick journey the address
 * is filled in, and the way that the shop proposes is taken: the customer is asked only where the shop refuses them.
 * @param {HTMLElement} root
 * @param {JourneyState} state
 * @param {AskShop} askShop
 * @returns {Promise<import("./steps.js").Action>}
 */
export async function drawDelivery(root, state, askShop) {
  const { purchase, mode } = state;
  const isQuick = mode === "quick";
  let filledIn = isQuick ? state.filled_in_address : undefined;
  let problem = "";
  for (;;) {
    const address =
      filledIn ?? (await drawAddress(root, purchase.shippingCountries ?? [], problem));
    filledIn = undefined;
    if (!address) return { action: "leave" };
    const answer = await askShop("shippingaddresschange", address);
    if (answer?.failed) return { action: "fail" };
    problem = REJECTIONS[answer?.rejectionReason] ?? "";
    if (problem) continue;
    /** @type {ShippingOption[]} */
    const options = answer?.shippingOptions ?? [];
    if (options.length === 0) return delivery(address, undefined, answer ?? {});
    const offer = { ...answer, options, isQuick };
    const chosen = await drawOptions(root, purchase.currency, offer, askShop);
    return "action" in chosen ? chosen : delivery(address, chosen.reference, chosen.agreed);
  }
}

/**
 * @param {Record<string, string>} address
 * @param {string | undefined} reference
 * @param {Agreed} agreed
 */
const delivery = (address, reference, { amount, lineItems }) => ({
  action: "choose_delivery",
  address,
  ...(reference === undefined ? {} : { shipping_option_reference: reference }),
  ...(Number.isSafeInteger(amount) ? { amount } : {}),
  ...(Array.isArray(lineItems) ? { line_items: inServerSpelling(lineItems) } : {}),
});

/**
 * @param {HTMLElement} root
 * @param {string[]} countries
 * @param {string} problem
 * @returns {Promise<Record<string, string> | undefined>} nothing when the customer leaves
 */
function drawAddress(root, countries, problem) {
  const country = element(
    "select",
    { id: "country", name: "country" },
    ...countries.map((code) => element("option", { value: code }, code)),
  );
  const fields = [
    field("streetAddress", "Street", { autocomplete: "street-address", required: true }),
    field("postalCode", "Postal code", { autocomplete: "postal-code", required: true }),
    field("city", "City", { autocomplete: "address-level2", required: true }),
    element(
      "label",
      { htmlFor: "country", className: "field" },
      element("span", {}, "Country"),
      country,
    ),
  ];
  return ask(root, "Where to?", fields, problem, (given) => {
    const names = ["streetAddress", "postalCode", "city", "country"];
    return Object.fromEntries(names.map((name) => [name, String(given.get(name) ?? "").trim()]));
  });
}

/**
 * @param {HTMLElement} root
 * @param {string} currency
 * @param {{ options: ShippingOption[], selectedShippingOptionReference?: string, isQuick: boolean } & Agreed} offer
 * @param {AskShop} askShop
 * @returns {Promise<{ reference: string, agreed: Agreed } | { action: "leave" | "fail" }>}
 */
async function drawOptions(root, currency, offer, askShop) {
  const { options, isQuick } = offer;
  const first = offer.selectedShippingOptionReference ?? options[0]?.shippingOptionReference;
  let filledIn = isQuick ? first : undefined;
  let problem = "";
  for (;;) {
    const choices = options.map(({ shippingOptionReference: reference, displayName, amount }) =>
      element(
        "label",
        { className: "choice" },
        element("input", {
          type: "radio",
          name: "option",
          id: `option-${reference}`,
          value: reference,
          checked: reference === first,
        }),
        element(
          "span",
          {},
          element("strong", {}, displayName),
          element("br", {}),
          money(amount, currency),
        ),
      ),
    );
    const group = element("fieldset", {}, element("legend", {}, "How?"), ...choices);
    const reference =
      filledIn ??
      (await ask(root, "Delivery", [group], problem, (given) => String(given.get("option") ?? "")));
    filledIn = undefined;
    if (reference === undefined) return { action: "leave" };
    const agreed = await askShop("shippingoptionselect", { shippingOptionReference: reference });
    if (agreed?.failed) return { action: "fail" };
    problem = REJECTIONS[agreed?.rejectionReason] ?? "";
    if (!problem) return { reference, agreed: agreed ?? offer };
  }
}

/**
 * @template T
 * @param {HTMLElement} root
 * @param {string} title
 * @param {Node[]} content
 * @param {string} problem
 * @param {(given: FormData) => T} read
 * @returns {Promise<T | undefined>} nothing when the customer leaves
 */
function ask(root, title, content, problem, read) {
  return new Promise((done) => {
    const submit = element(
      "button",
      { id: "continue", type: "submit", className: "primary" },
      "Continue",
    );
    const form = element(
      "form",
      {},
      element("h1", {}, title),
      ...content,
      element("p", { id: "problem", className: "problem", role: "alert" }, problem),
      submit,
      button("leave", "Cancel and go back to the shop", () => done(undefined)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      submit.disabled = true;
      done(read(new FormData(form)));
    });
    root.replaceChildren(banner(), form);
    form.querySelector("input")?.focus();
  });
}
