import { JOURNEY, onceOpen } from "../drivers/open-journey.js";

/** Klarna's customer: decides in the journey that is open, wherever it is. */
export class Customer {
  #context;

  /** @param {import("playwright-core").BrowserContext} context */
  constructor(context) {
    this.#context = context;
  }

  /**
   * Presses a button of the quick journey, once it is there.
   * @param {"approve" | "decline" | "close"} button
   */
  decides(button) {
    return onceOpen(
      async () => {
        const frame = await this.#journey(button);
        await frame?.locator(`#${button}`).click();
        return frame !== undefined;
      },
      async () => this.#frames().map((frame) => frame.url()),
    );
  }

  #frames() {
    return this.#context.pages().flatMap((page) => page.frames());
  }

  /** @param {string} button */
  async #journey(button) {
    for (const frame of this.#frames()) {
      if (!JOURNEY.test(frame.url())) continue;
      const isThere = await frame
        .locator(`#${button}`)
        .isVisible()
        .catch(() => false); // the window has just been closed
      if (isThere) return frame;
    }
    return undefined;
  }
}
