import { need } from "./element.js";
import { t } from "./messages.js";

/**
 * The customer's address, in `fragments/customer.html`. Names of fields are Klarna's address keys, so that what Klarna calls invalid can be found.
 *
 * @typedef {object} Customer
 * @property {string} email
 * @property {string} given_name
 * @property {string} family_name
 * @property {string} street_address
 * @property {string} postal_code
 * @property {string} city
 * @property {string} country
 * @property {string} [phone]
 */

const COUNTRY = "DE";

/** The demo is quicker to try with a customer in the form; an address in the panel's scenarios replaces the e-mail. */
const TEST_CUSTOMER = {
  email: "customer@example.com",
  given_name: "Test",
  family_name: "Customer",
  street_address: "Lindenweg 12",
  postal_code: "10115",
  city: "Berlin",
};

/**
 * @param {HTMLFormElement} form
 * @param {Partial<Customer> | null} known
 * @param {(customer: Customer) => void} changed called with a complete address after a change
 */
export function customerForm(form, known, changed) {
  const values = /** @type {Record<string, string | undefined>} */ (known ?? TEST_CUSTOMER);
  for (const input of inputs(form)) input.value = values[input.name] ?? "";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) mark(event.target);
    const customer = read(form);
    if (customer) changed(customer);
  });
  return {
    isComplete: () => read(form) !== undefined,

    /**
     * The address, if it is complete; else marks what is missing and goes there.
     * @returns {Customer | undefined}
     */
    check() {
      const wrong = inputs(form).filter((input) => !mark(input));
      wrong[0]?.focus();
      return read(form);
    },

    /**
     * Marks what Klarna could not use.
     * @param {string[]} invalidFields dotted paths such as `billing_address.phone`
     */
    reject(invalidFields) {
      const names = new Set(invalidFields.map((path) => path.split(".").at(-1)));
      const rejected = inputs(form).filter((input) => names.has(input.name));
      for (const input of rejected) say(input, t("customer.rejected"));
      rejected[0]?.focus();
    },
  };
}

/** @param {HTMLFormElement} form */
function inputs(form) {
  return [...form.querySelectorAll("input")];
}

/**
 * @param {HTMLFormElement} form
 * @returns {Customer | undefined}
 */
function read(form) {
  if (!form.checkValidity()) return undefined;
  const filled = inputs(form).filter((input) => input.value.trim() !== "");
  const values = Object.fromEntries(filled.map((input) => [input.name, input.value.trim()]));
  return /** @type {Customer} */ ({ ...values, country: COUNTRY });
}

/**
 * @param {HTMLInputElement} input
 * @returns {boolean} whether it is fine
 */
function mark(input) {
  say(
    input,
    input.validity.valid
      ? ""
      : t(input.validity.valueMissing ? "customer.missing" : "customer.wrong"),
  );
  return input.validity.valid;
}

/**
 * @param {HTMLInputElement} input
 * @param {string} complaint empty: all is well
 */
function say(input, complaint) {
  input.setAttribute("aria-invalid", String(complaint !== ""));
  need(`#${input.id}-problem`).textContent = complaint;
}
