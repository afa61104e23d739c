// Stands in for Klarna's `klarna.mjs`: shows a button, and tells what a test makes it tell.

const page = /** @type {any} */ (window);
const { fakeSdk } = page;
const TOKENS = { klarnaNetworkSessionToken: "network-token", paymentOptionId: "option-1" };

fakeSdk.report = (/** @type {string} */ event, /** @type {any} */ payload) =>
  Promise.all(
    (fakeSdk.handlers[event] ?? []).map((/** @type {any} */ handler) => handler(payload, payload)),
  );

/** @param {any} config */
const button = ({ initiate }) => {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "klarna";
  element.textContent = "Pay with Klarna";
  element.addEventListener("click", () =>
    Promise.resolve(initiate(TOKENS)).then(
      () => {
        fakeSdk.launched += 1;
      },
      () => {},
    ),
  );
  const made = {
    mount: (/** @type {any} */ container) => {
      const parent = typeof container === "string" ? document.querySelector(container) : container;
      parent.append(element);
      fakeSdk.buttons += 1;
      return made;
    },
    unmount: () => {
      element.remove();
      return made;
    },
    toggleState: () => made,
  };
  return made;
};

export const KlarnaSDK = async () => ({
  Payment: {
    presentation: async (/** @type {any} */ asked) => {
      fakeSdk.asked.push(asked.amount);
      const part = { component: () => button({ initiate: () => {} }) };
      const option = { header: part, subheader: part, icon: part };
      return {
        instruction: fakeSdk.instruction,
        paymentOption: {
          ...option,
          paymentOptionId: "option-1",
          paymentButton: { component: button },
        },
      };
    },
    button,
    on: (/** @type {string} */ event, /** @type {any} */ handler) => {
      fakeSdk.handlers[event] = [...(fakeSdk.handlers[event] ?? []), handler];
    },
    off: (/** @type {string} */ event, /** @type {any} */ handler) => {
      fakeSdk.handlers[event] = (fakeSdk.handlers[event] ?? []).filter(
        (/** @type {any} */ kept) => kept !== handler,
      );
    },
    initiate: async (/** @type {any} */ ask) => {
      await ask(TOKENS);
      return {};
    },
  },
});
