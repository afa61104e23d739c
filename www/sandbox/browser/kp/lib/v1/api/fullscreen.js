import { FrameChannel } from "../../../../host/frame-channel.js";
import { patience } from "./build.js";
import { lockScrolling, unlockScrolling } from "./scroll-lock.js";
import { frameId } from "./widget-names.js";

/** @typedef {import("../../../../host/popup.js").Popup} Popup */

const ON_TOP = "2147483647";
/** How long a window may take until the journey runs without it. */
const WINDOW_READY_WITHIN_MS = patience(30_000);

/** The frame that covers the page while the customer is in the purchase journey. */
export class Fullscreen {
  #name;
  #events;
  #element;
  #channel;
  #isShown = false;
  /** The window that the curtain is up for. @type {{ popup: Popup, cancelled: Promise<unknown> } | undefined} */
  #curtain;

  /**
   * @param {string} name of the widget
   * @param {string} baseUrl
   * @param {import("./events.js").Events} events
   */
  constructor(name, baseUrl, events) {
    this.#name = name;
    this.#events = events;
    const element = document.createElement("iframe");
    element.id = frameId(name, "fullscreen");
    element.title = "Pay with Klarna (sandbox)";
    element.src = new URL("/journey/frame.html", baseUrl).href;
    Object.assign(element.style, {
      border: "0",
      position: "fixed",
      inset: "0",
      width: "100%",
      height: "100%",
      zIndex: ON_TOP,
      display: "none",
    });
    this.#element = element;
    this.#channel = FrameChannel.toFrame(element);
    document.body.append(element);
  }

  /**
   * Shows the journey until it is over: itself, or a curtain while the customer is in a window. The frame stays on the page
   * until the widget's own frame wants it hidden.
   * @param {string} journeyId
   * @param {Popup} [popup]
   */
  async run(journeyId, popup) {
    const words = () => JSON.stringify({ journey_id: journeyId });
    if (popup && (await popup.ready(WINDOW_READY_WITHIN_MS)) === "ready") {
      const cancelled = this.drawCurtain(popup);
      await Promise.race([popup.run(journeyId), popup.closed(), cancelled]);
      this.liftCurtain();
      await this.#channel.ask("leave", words);
    } else {
      this.#show();
      await this.#channel.ask("journey", words);
    }
  }

  /**
   * Covers the page while the customer is in a window.
   * @param {Popup} popup
   * @returns {Promise<unknown>} resolves when the customer cancels, or the curtain is lifted
   */
  drawCurtain(popup) {
    this.#show();
    if (this.#curtain?.popup !== popup) {
      const cancelled = this.#channel.ask("curtain", () => "{}");
      this.#curtain = { popup, cancelled };
      void cancelled.then(() => popup.close());
    }
    return this.#curtain.cancelled;
  }

  liftCurtain() {
    if (this.#curtain) void this.#channel.ask("lift-curtain", () => "{}");
    this.#curtain = undefined;
  }

  hide() {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#element.style.display = "none";
    unlockScrolling();
    this.#events.emit("fullscreenOverlayHidden", this.#name);
  }

  /** The page stays locked: nobody says that the frame is hidden. */
  remove() {
    this.#channel.close();
    this.#element.remove();
  }

  #show() {
    if (this.#isShown) return;
    this.#isShown = true;
    this.#element.style.display = "block";
    lockScrolling();
    this.#element.focus();
    this.#events.emit("fullscreenOverlayShown", this.#name);
  }
}
