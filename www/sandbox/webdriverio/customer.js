import { JOURNEY, onceOpen } from "../drivers/open-journey.js";

/** Klarna's customer: decides in the journey that is open, wherever it is. */
export class Customer {
  #browser;

  /** @param {import("webdriverio").Browser} browser */
  constructor(browser) {
    this.#browser = browser;
  }

  /**
   * Presses a button of the quick journey, once it is there; the browser is in the shop's page then, as before.
   * @param {"approve" | "decline" | "close"} button
   */
  async decides(button) {
    const browser = this.#browser;
    const shop = await browser.getWindowHandle();
    try {
      await onceOpen(
        async () => {
          for (const handle of await browser.getWindowHandles()) {
            try {
              await browser.switchToWindow(handle);
              if (await this.#pressed(button)) return true;
            } catch {
              // The window has just been closed, or goes to another page.
            }
          }
          return false;
        },
        () => this.#addresses(),
      );
    } finally {
      await browser.switchToWindow(shop);
      await browser.switchFrame(null);
    }
  }

  async #addresses() {
    const browser = this.#browser;
    const addresses = [];
    for (const handle of await browser.getWindowHandles()) {
      await browser.switchToWindow(handle);
      addresses.push(await browser.getUrl());
    }
    return addresses;
  }

  /** @param {string} button @returns {Promise<boolean>} whether the journey was in this window, as a page or in a frame */
  async #pressed(button) {
    const browser = this.#browser;
    await browser.switchFrame(null);
    if (!JOURNEY.test(await browser.getUrl())) {
      const sources = await browser.execute(() =>
        [...document.querySelectorAll("iframe")].map(({ src }) => src),
      );
      const frame = (await browser.$$("iframe").getElements())[
        sources.findIndex((source) => JOURNEY.test(source))
      ];
      if (!frame || !(await frame.isDisplayed())) return false;
      await browser.switchFrame(frame);
    }
    const element = browser.$(`#${button}`);
    if (!(await element.isDisplayed())) return false;
    await element.click();
    return true;
  }
}
