const APPEARS_WITHIN_MS = 30_000;
const POLL_MS = 50;
const JOURNEY = /\/journey\/(frame|popup|index)\.html/;

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
  async decides(button) {
    const until = Date.now() + APPEARS_WITHIN_MS;
    while (Date.now() < until) {
      const frame = await this.#journey(button);
      if (frame) return frame.locator(`#${button}`).click();
      await new Promise((go) => setTimeout(go, POLL_MS));
    }
    throw new Error(`No purchase of Klarna's was open within ${APPEARS_WITHIN_MS} ms`);
  }

  /** @param {string} button */
  async #journey(button) {
    for (const frame of this.#context.pages().flatMap((page) => page.frames())) {
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
