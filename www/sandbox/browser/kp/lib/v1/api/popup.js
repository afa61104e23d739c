import { FrameChannel } from "./frame-channel.js";

const SIZE = "popup,width=480,height=760";
const POLL_MS = 100;

/** The window of a purchase journey, opened within the click. */
export class Popup {
  #window;
  #channel;

  /**
   * Opens the window, if the browser lets it.
   * @param {string} baseUrl
   * @returns {Popup | undefined}
   */
  static open(baseUrl) {
    const opened = window.open(`${baseUrl}/frames/popup.html`, "klarna-purchase", SIZE);
    return opened ? new Popup(opened, baseUrl) : undefined;
  }

  /**
   * @param {Window} opened
   * @param {string} baseUrl
   */
  constructor(opened, baseUrl) {
    this.#window = opened;
    this.#channel = FrameChannel.toWindow(opened, new URL(baseUrl).origin);
  }

  /** Whether the window is there and has loaded, as soon as that is known. */
  ready() {
    return Promise.race([this.#channel.loaded().then(() => true), this.closed().then(() => false)]);
  }

  /** Resolves when the window is gone, whoever closed it. */
  closed() {
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (!this.#window.closed) return;
        clearInterval(timer);
        resolve(undefined);
      }, POLL_MS);
    });
  }

  /** @param {string} journeyId */
  run(journeyId) {
    return this.#channel.ask("journey", JSON.stringify({ journey_id: journeyId }));
  }

  close() {
    this.#window.close();
  }

  focus() {
    this.#window.focus();
  }
}
