import { FrameChannel } from "../../../../host/frame-channel.js";
import { emit } from "./events.js";
import { frameId } from "./widget-names.js";

const OPEN_CLASS = "klarna-payments-fso-open";
const ON_TOP = "2147483647";

/** The frame that covers the page while the customer is in the purchase journey. */
export class Fullscreen {
  #name;
  #element;
  #channel;

  /**
   * @param {string} name of the widget
   * @param {string} baseUrl
   */
  constructor(name, baseUrl) {
    this.#name = name;
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
   * Shows the journey until it is over: itself, or a curtain while the customer is in a window.
   * @param {string} journeyId
   * @param {import("../../../../host/popup.js").Popup} [popup]
   */
  async run(journeyId, popup) {
    const json = JSON.stringify({ journey_id: journeyId });
    this.#show();
    if (popup) {
      const ended = this.#channel.ask("journey-elsewhere", json);
      const over = Promise.race([popup.run(journeyId), popup.closed()]);
      void over.then(() => this.#channel.ask("journey-elsewhere-ended", json));
      await ended;
    } else {
      await this.#channel.ask("journey", json);
    }
    this.#hide();
  }

  remove() {
    this.#channel.close();
    this.#element.remove();
    uncover();
  }

  #show() {
    this.#element.style.display = "block";
    cover();
    this.#element.focus();
    emit("fullscreenOverlayShown", this.#name);
  }

  #hide() {
    this.#element.style.display = "none";
    uncover();
    emit("fullscreenOverlayHidden", this.#name);
  }
}

let scrolledTo = 0;

function cover() {
  scrolledTo = window.scrollY;
  for (const element of [document.documentElement, document.body])
    element.classList.add(OPEN_CLASS);
  document.body.style.position = "fixed";
  document.body.style.width = "100%";
  document.body.style.top = `-${scrolledTo}px`;
}

function uncover() {
  if (!document.body.classList.contains(OPEN_CLASS)) return;
  for (const element of [document.documentElement, document.body])
    element.classList.remove(OPEN_CLASS);
  for (const property of ["position", "width", "top"]) document.body.style.removeProperty(property);
  window.scrollTo(0, scrolledTo);
}
