/**
 * A Web SDK of Klarna's, as a module: it shows Klarna, and does with a click what it is told.
 *
 * @param {string} initiate JavaScript, for which `ask()` asks the shop for the payment
 */
export const webSdkModule = (initiate) => `
  export const KlarnaSDK = async () => ({
    Payment: {
      presentation: async () => ({ instruction: "SHOW_KLARNA" }),
      on: () => {},
      off: () => {},
      initiate: async (shop) => {
        const ask = () => shop({ klarnaNetworkSessionToken: "network-token", paymentOptionId: "option-1" });
        ${initiate}
      },
    },
  });
`;
