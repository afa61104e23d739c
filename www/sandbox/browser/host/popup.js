import { FrameChannel } from "./frame-channel.js";

const SIZE = "popup,width=480,height=760";
const POLL_MS = 100;
/** What a window of Klarna's is called where nothing else is said. */
const WINDOW_NAME = "klarna-purchase";

/** @param {string} origin */
const pageIn = (origin) => `${origin}/journey/popup.html`;

/** The window of a purchase journey, opened within the click. Once it is closed, nothing of it is held. */
export class Popup {
  #window;
  #origin;
  #channel;
  #closed;

  /**
   * Opens the window, if the browser lets it.
   * @param {string} origin of the sandbox
   * @param {string} [name] of the window
   * @returns {Popup | undefined}
   */
  static open(origin, name = WINDOW_NAME) {
    const opened = window.open(pageIn(origin), name, SIZE);
    return opened ? new Popup(opened, origin) : undefined;
  }

  /**
   * Opens an empty window, for when it is not known yet what to show there.
   * @param {string} origin of the sandbox
   * @param {string} name of the window
   * @returns {Popup | undefined}
   */
  static openBlank(origin, name) {
    const opened = window.open("", name, SIZE);
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
    /** @type {Promise<void>} */
    this.#closed = new Promise((resolve) => {
      const timer = setInterval(() => {
        if (!opened.closed) return;
        clearInterval(timer);
        this.#channel.close();
        resolve();
      }, POLL_MS);
    });
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

  /**
   * What becomes of the window, as soon as that is known.
   * @param {number} withinMs
   * @returns {Promise<"ready" | "closed" | "late">}
   */
  async ready(withinMs) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<"late">} */
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve("late"), withinMs);
    });
    const state = await Promise.race([
      this.#channel.spoken.then(() => /** @type {const} */ ("ready")),
      this.#closed.then(() => /** @type {const} */ ("closed")),
      late,
    ]);
    clearTimeout(timer);
    return state;
  }

  /** Resolves when the window is gone, whoever closed it. */
  closed() {
    return this.#closed;
  }

  /**
   * @param {string} journeyId
   * @param {import("./frame-channel.js").ShopAnswers} [shopAnswers]
   */
  run(journeyId, shopAnswers) {
    if (shopAnswers) this.#channel.shopAnswers = shopAnswers;
    return this.#channel.ask("journey", () => JSON.stringify({ journey_id: journeyId }));
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
