import { banner, button, element } from "./elements.js";

/**
 * What covers the shop while the customer is in a window.
 * @param {HTMLElement} root
 * @param {() => void} cancel
 */
export function drawCurtain(root, cancel) {
  root.replaceChildren(
    banner(),
    element("h1", {}, "Continue in the other window"),
    button("leave", "Cancel and go back to the shop", cancel),
  );
}

/**
 * The end of a journey that leads nowhere, for want of a return URL: back to the page that the customer came from, if any.
 * @param {HTMLElement} root
 */
export function drawFarewell(root) {
  root.replaceChildren(
    banner(),
    element("h1", {}, "Done"),
    element("p", {}, "The shop gave no return URL."),
    button("back", "Go back to the shop", () => history.back()),
  );
}

/**
 * A server that does not answer, or no such journey.
 * @param {HTMLElement} root
 * @returns {Promise<"again" | "leave">} what the customer wants
 */
export function drawFailure(root) {
  return new Promise((done) => {
    root.replaceChildren(
      banner(),
      element("h1", {}, "Something went wrong"),
      element("p", { role: "alert" }, "The sandbox did not answer as it should."),
      button("again", "Try again", () => done("again")),
      button("leave", "Cancel and go back to the shop", () => done("leave")),
    );
  });
}
