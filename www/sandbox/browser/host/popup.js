import { FrameChannel } from "./frame-channel.js";

const SIZE = "popup,width=480,height=760";
const POLL_MS = 100;
const READY_WITHIN_MS = 30_000;

/** @param {string} origin */
const pageIn = (origin) => `${origin}/journey/popup.html`;

/** The window of a purchase journey, opened within the click. */
export class Popup {
  #window;
  #origin;
  #channel;

  /**
   * Opens the window, if the browser lets it.
   * @param {string} origin of the sandbox
   * @returns {Popup | undefined}
   */
  static open(origin) {
    const opened = window.open(pageIn(origin), "klarna-purchase", SIZE);
    return opened ? new Popup(opened, origin) : undefined;
  }

  /**
   * Opens an empty window, for when it is not known yet what to show there.
   * @param {string} origin of the sandbox
   * @returns {Popup | undefined}
   */
  static openBlank(origin) {
    const opened = window.open("", "apf", SIZE);
    return opened ? new Popup(opened, origin) : undefined;
  }

  /**
   * @param {Window} opened
   * @param {string} origin
   */
  constructor(opened, origin) {
    this.#window = opened;
    this.#origin = origin;
    this.#channel = FrameChannel.toWindow(opened, origin);
  }

  /** Takes an empty window to the sandbox. */
  proceed() {
    this.#window.location.replace(pageIn(this.#origin));
  }

  /**
   * Says something in an empty window.
   * @param {string} text
   */
  show(text) {
    if (!this.#window.closed) this.#window.document.body.textContent = text;
  }

  /** Whether the window is there and has loaded, as soon as that is known. */
  ready() {
    const loaded = this.#channel.loaded(READY_WITHIN_MS).then(
      () => true,
      () => false,
    );
    return Promise.race([loaded, this.closed().then(() => false)]);
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

  /**
   * @param {string} journeyId
   * @param {import("./frame-channel.js").ShopAnswers} [shopAnswers]
   */
  run(journeyId, shopAnswers) {
    if (shopAnswers) this.#channel.shopAnswers = shopAnswers;
    return this.#channel.ask("journey", JSON.stringify({ journey_id: journeyId }));
  }

  close() {
    this.#window.close();
  }

  get isClosed() {
    return this.#window.closed;
  }

  focus() {
    this.#window.focus();
  }
}
